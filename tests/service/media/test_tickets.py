"""Capture tickets: issued in batches, good once, and what a photo with one can be relied on for."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.contracts.intake import AreaOutlined
from services.media import tables
from tests.service.media.phone import Phone
from tests.service.media.room import STREET, Room, problem
from tests.unit.media import corpus

HERE = {"longitude": 123.91, "latitude": 41.88}


async def issue(room: Room, count: Any = 1) -> httpx.Response:
    return await room.http.post(
        "/api/media/tickets", json={"count": count}, headers={"Idempotency-Key": str(uuid4())}
    )


async def a_ticket(room: Room) -> str:
    found: str = (await issue(room)).json()["items"][0]["ticket"]
    return found


async def reliability(room: Room, photo_id: UUID) -> tuple[str, list[str]]:
    found = (await room.get(f"/photos/{photo_id}")).json()["reliability"]
    return found["level"], [reason["code"] for reason in found["reasons"]]


async def test_a_batch_is_issued_for_its_person(room: Room):
    answer = await issue(room, 50)

    found = answer.json()["items"]
    worker = room.people["worker"]
    assert answer.status_code == 201
    assert len({each["nonce"] for each in found}) == len({each["ticket"] for each in found}) == 50
    assert {each["person_id"] for each in found} == {str(worker.id)}
    assert {each["organisation_id"] for each in found} == {str(STREET)}
    assert {each["issued_at"] for each in found} == {"2026-11-03T04:00:00Z"}
    assert {each["expires_at"] for each in found} == {"2026-11-06T04:00:00Z"}


@pytest.mark.parametrize("count", [0, 51, -1, "x"])
async def test_no_other_number_is_issued(room: Room, count: Any):
    assert (await issue(room, count)).status_code == 422


async def test_who_sends_no_photos_gets_no_tickets(room: Room):
    assert problem(await issue(room.as_("observer"))) == (403, "role-missing")


async def test_a_photo_sent_with_a_fresh_ticket_is_live(room: Room):
    ticket = await a_ticket(room)
    room.now += timedelta(minutes=2)

    photo_id = await room.sent(ticket=ticket, **HERE)

    level, reasons = await reliability(room, photo_id)
    assert (level, reasons[0]) == ("live", "ticket-at-once")
    told = (await room.get(f"/photos/{photo_id}")).json()["reliability"]["reasons"][0]
    assert told["zh"] == "拍摄凭证签发 2 分钟内即上传。"
    assert told["en"] == "Sent within 2 minutes of its capture ticket."
    await room.makes()
    (ready,) = await room.published()
    assert (ready["reliability"], ready["reliability_reasons"]) == ("live", reasons)


async def test_a_photo_that_waited_for_signal_is_delayed(room: Room):
    ticket = await a_ticket(room)
    room.now += timedelta(hours=30)

    level, reasons = await reliability(room, await room.sent(ticket=ticket, **HERE))

    assert (level, reasons[0]) == ("delayed", "ticket-later")


async def test_a_ticket_is_good_for_one_photo(room: Room):
    ticket = await a_ticket(room)
    first = await room.sent(ticket=ticket, **HERE)

    second = await room.sent(corpus.photo(10, 10), ticket=ticket, **HERE)

    assert (await reliability(room, first))[0] == "live"
    level, reasons = await reliability(room, second)
    assert (level, reasons[0]) == ("imported", "ticket-used")


async def test_the_same_photo_sent_again_keeps_its_ticket(room: Room):
    ticket, photo_id = await a_ticket(room), uuid4()
    await room.sent(id=photo_id, ticket=ticket, **HERE)

    again = await room.send(id=photo_id, ticket=ticket, **HERE)

    assert again.json()["reliability"]["level"] == "live"
    assert len(await room.rows(tables.used_tickets)) == 1


async def test_anothers_ticket_is_not_refused_but_worth_nothing(room: Room):
    ticket = await a_ticket(room.as_("colleague"))
    room.as_("worker")

    level, reasons = await reliability(room, await room.sent(ticket=ticket, **HERE))

    assert (level, reasons[0]) == ("imported", "ticket-of-another")
    assert await room.rows(tables.used_tickets) == []


async def test_an_expired_and_a_forged_ticket_are_told_apart(room: Room):
    ticket = await a_ticket(room)
    forged = ticket[:-4] + ("AAAA" if not ticket.endswith("AAAA") else "BBBB")
    room.now += timedelta(hours=72)

    expired = await reliability(room, await room.sent(ticket=ticket, **HERE))
    unknown = await reliability(room, await room.sent(ticket=forged, **HERE))

    assert (expired[0], expired[1][0]) == ("imported", "ticket-expired")
    assert (unknown[0], unknown[1][0]) == ("imported", "ticket-unknown")


async def test_without_a_ticket_a_photo_is_imported(room: Room):
    assert await reliability(room, await room.sent(**HERE)) == (
        "imported",
        ["no-ticket", "clock-unknown", "position-stated"],
    )


async def test_an_announcement_with_a_fresh_ticket_may_take_its_time(room: Room):
    phone = Phone(room, corpus.photo(), uuid4())
    place = {name: str(value) for name, value in HERE.items()}
    await phone.creates(ticket=await a_ticket(room), **place)
    await phone.appends(0, 100)
    room.now += timedelta(hours=5)

    await phone.appends(100)

    level, reasons = await reliability(room, phone.id)
    assert (level, reasons[0]) == ("live", "ticket-at-once")


async def test_the_street_a_position_falls_in_is_named(room: Room):
    street, lake = UUID(int=0x5A), UUID(int=0x5B)
    await outlined(room, street, "古城子街道", 123.90, 123.92)
    await outlined(room, lake, "站前街道", 123.92, 123.94)

    async def told(longitude: float) -> str:
        photo_id = await room.sent(longitude=longitude, latitude=41.88)
        reasons = (await room.get(f"/photos/{photo_id}")).json()["reliability"]["reasons"]
        return str(reasons[-1]["zh"])

    assert await told(123.91) == "位置在古城子街道范围内。"
    assert await told(123.93) == "位置在站前街道范围内。"
    assert await told(125) == "位置不在任何已知街道范围内。"


async def test_an_outline_that_was_taken_away_names_nothing(room: Room):
    street = UUID(int=0x5A)
    await outlined(room, street, "古城子街道", 123.90, 123.92)
    await room.hears(AreaOutlined, street, area_id=street, name="古城子街道", outline=())

    _, reasons = await reliability(room, await room.sent(**HERE))

    assert not {"in-area", "in-no-area"} & set(reasons)


async def outlined(room: Room, area_id: UUID, name: str, west: float, east: float) -> None:
    ring = ((west, 41.8), (east, 41.8), (east, 41.9), (west, 41.9), (west, 41.8))
    await room.hears(AreaOutlined, area_id, area_id=area_id, name=name, outline=(((ring),),))
