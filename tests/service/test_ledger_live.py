"""Who looks at the super table hears which rows changed; saved views; where the cases stand."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from services.chassis import live
from services.chassis.refusals import Unauthenticated
from tests.forms import Form, until
from tests.service import listening
from tests.service.ledgering import Ledger, a_ledger
from tests.service.listening import Listener
from tests.unit.ledger.builders import COMMUNITY, DONGZHOU, OFFICE, STREET, XINFU, Life


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


def served(ledger: Ledger, again=None):
    return listening.served(
        ledger.runtime, "/table/live", caller=lambda: ledger.caller, again=again
    )


async def test_a_change_reaches_an_open_view_by_itself(ledger):
    async with served(ledger) as url:
        listener = Listener(url)
        await until(lambda: listener.heard("open"))
        life = Life().reported()
        await ledger.hear(life.facts)

        await until(lambda: listener.heard(str(life.case_id)))

        await listener.stop()
    assert "event: changed" in listener.lines


async def test_only_the_callers_organisations_are_heard_of(ledger):
    ledger.act_as("handler", DONGZHOU)
    theirs = Life("theirs").reported().approved(organisation_id=DONGZHOU).dispatched(to=DONGZHOU)
    other = Life("other").in_pool()
    async with served(ledger) as url:
        listener = Listener(url)
        await until(lambda: listener.heard("open"))
        await ledger.hear(other.facts)
        await ledger.hear(theirs.facts)

        await until(lambda: listener.heard(str(theirs.case_id)))

        await listener.stop()
    assert not listener.heard(str(other.case_id))


async def test_who_comes_again_hears_what_was_missed(ledger):
    first, second = Life("first").reported(), Life("second").reported()
    await ledger.hear(first.facts)
    async with served(ledger) as url:
        listener = Listener(url)
        await until(lambda: listener.heard("open"))
        await ledger.hear(Life("third").reported().facts)
        await until(lambda: listener.heard("id: "))
        await listener.stop()
        last = next(line for line in listener.lines if line.startswith("id: "))
        await ledger.hear(second.facts)

        again = Listener(url, **{"Last-Event-ID": last.removeprefix("id: ")})
        await until(lambda: again.heard(str(second.case_id)))
        await again.stop()
    assert not again.heard(str(first.case_id))


async def test_a_stream_ends_with_the_callers_session(ledger, monkeypatch):
    monkeypatch.setattr(live, "CHECKED_EVERY", 0.1)

    async def nobody():
        raise Unauthenticated

    async with served(ledger, nobody) as url:
        listener = Listener(url)

        await until(lambda: listener.ended)


async def test_a_view_is_kept_changed_and_forgotten_by_its_owner_alone(ledger):
    shown = {
        "columns": ["number", "stage"],
        "extras": ["包片人"],
        "where": {"text": "单车"},
        "order": [{"column": "number"}],
    }
    made = await ledger.post("/table/views", {"name": "我的单车", "shown": shown})
    assert made.status_code == 201, made.text
    address = f"/table/views/{made.json()['id']}"

    kept = await ledger.get(address)
    assert kept["shown"]["where"] == {"text": "单车"}
    assert kept["shown"]["extras"] == ["包片人"]
    path, headers = f"/api/ledger{address}", {"If-Match": '"v1"'}
    body = {"name": "单车", "shown": {}}
    changed = await ledger.client.put(path, json=body, headers=headers)
    stale = await ledger.client.put(path, json=body, headers=headers)
    assert (changed.status_code, stale.status_code) == (200, 412)

    ledger.act_as("handler", XINFU)
    assert (await ledger.ask(address)).status_code == 404
    ledger.act_as("observer", ledger.caller.directory.root)
    gone = await ledger.client.delete(path, headers={"If-Match": '"v2"'})
    assert gone.status_code == 200
    assert await ledger.get("/table/views") == []


async def test_a_departments_view_is_for_its_people_and_those_below(ledger):
    ledger.act_as("handler", XINFU)
    view = {"name": "区里", "shown": {}, "organisation_id": str(XINFU)}
    made = await ledger.post("/table/views", view)
    assert made.status_code == 201, made.text

    async def seen_from(role: str, organisation_id: UUID) -> list[str]:
        ledger.act_as(role, organisation_id)
        return [each["name"] for each in await ledger.get("/table/views")]

    assert await seen_from("inspector", COMMUNITY) == ["区里"]
    assert await seen_from("handler", DONGZHOU) == []
    ledger.act_as("inspector", STREET)
    refused = await ledger.client.delete(
        f"/api/ledger/table/views/{made.json()['id']}", headers={"If-Match": '"v1"'}
    )
    assert refused.status_code == 403
    ledger.act_as("observer", XINFU)
    assert (await ledger.post("/table/views", view)).status_code == 403
    ledger.act_as("handler", OFFICE)
    assert (await ledger.post("/table/views", view)).status_code == 404


async def test_a_view_that_the_table_cannot_show_is_refused(ledger):
    for shown in (
        {"columns": ["colour"]},
        {"columns": ["stage", "stage"]},
        {"where": {"column": "colour", "is": "empty"}},
        {"order": [{"column": "colour"}]},
        {"unknown": 1},
    ):
        answer = await ledger.post("/table/views", {"name": "x", "shown": shown})
        assert answer.status_code == 422, answer.text


async def test_the_matrix_counts_where_cases_stand_now(ledger):
    one, two = Life("one").in_pool(), Life("two").in_pool().submitted()
    await ledger.hear([*one.facts, *two.facts, *Life("three").reported().facts])

    rows = await ledger.get("/statistics/standing")
    assert [(row["key"], row["stages"]) for row in rows] == [
        (str(STREET), {"in_pool": 1, "submitted": 1, "reported": 1})
    ]

    await ledger.hear(two.returned().facts[-1:])
    ledger.act_as("handler", XINFU)
    rows = await ledger.get("/statistics/standing", by="organisation")
    assert [(row["key"], row["name"], row["stages"]) for row in rows] == [
        (str(XINFU), "新抚区", {"in_pool": 2})
    ]
