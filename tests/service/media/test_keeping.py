"""What is kept: store and rows compared and mended, retention and what it may never touch."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.contracts.closure import CaseClosed, CaseReopened
from services.media import audit, jobs, resources, tables
from tests.service.media.room import DISTRICT, Room, problem
from tests.unit.media import corpus

LEDGER = {"kind": "ledger", "state": "closed", "days": 10}


async def findings(room: Room) -> list[tuple[str, str]]:
    shown = (await room.as_("administrator").get("/findings")).json()
    return [(each["kind"], each["key"]) for each in shown]


async def rules(room: Room, *wanted: dict[str, Any]) -> Any:
    room.as_("administrator")
    return await room.http.put("/api/media/retention-rules", json={"rules": wanted})


async def closed(room: Room) -> None:
    await room.hears(
        CaseClosed,
        organisation_id=DISTRICT,
        round=1,
        closures=1,
        solution="已清理",
        before_photo_ids=(),
        after_photo_ids=(),
        rectifier_id=None,
        verifier_id=None,
    )


async def reopened_by_a_recheck(room: Room) -> None:
    await room.hears(
        CaseReopened,
        by=room.people["reviewer"].id,
        organisation_id=DISTRICT,
        reason="",
        photo_ids=(),
        reopenings=1,
    )


async def an_orphan(room: Room, *, hours: float) -> str:
    key = f"pictures/2026/10/{uuid4()}.jpg"
    await resources.of(room.runtime).objects.put(key, b"left over", content_type="image/jpeg")
    folder = Path(room.runtime.settings.objects_url.removeprefix("file://"))
    moment = (room.now - timedelta(hours=hours)).timestamp()
    os.utime(folder / key, (moment, moment))
    return key


async def test_a_store_that_agrees_with_its_rows_has_no_findings(room: Room):
    await room.reported(await room.sent())
    await room.makes()

    audited = await audit.compare(room.runtime, repair=True)

    assert (audited.files, audited.repaired, sum(audited.found.values())) == (5, 0, 0)


async def test_an_orphan_is_reported_first_and_deleted_by_the_next_audit(room: Room):
    old, young = await an_orphan(room, hours=25), await an_orphan(room, hours=23)
    await audit.compare(room.runtime, repair=True)
    assert await findings(room) == [("orphan", old)]
    assert sorted(room.files()) == sorted([old, young])

    room.now += timedelta(minutes=30)
    await audit.compare(room.runtime, repair=True)

    assert room.files() == [young]
    room.now += timedelta(minutes=15)
    await audit.compare(room.runtime, repair=False)
    assert await findings(room) == []


async def test_a_missing_picture_is_reported_then_made_again(room: Room):
    photo_id = await room.sent()
    await room.makes()
    (row,) = await room.rows(tables.photos)
    await resources.of(room.runtime).objects.delete(row.picture_key)

    await audit.compare(room.runtime, repair=True)
    assert await findings(room) == [("missing-picture", row.picture_key)]
    room.now += timedelta(minutes=1)
    await audit.compare(room.runtime, repair=True)
    await room.makes()

    room.as_("worker")
    assert (await room.get(f"/photos/{photo_id}/picture")).status_code == 200
    room.now += timedelta(minutes=1)
    await audit.compare(room.runtime, repair=True)
    assert await findings(room) == []


async def test_a_missing_or_altered_original_stays_reported_for_good(room: Room):
    await room.sent(corpus.photo(64, 48))
    await room.sent(corpus.photo(80, 60))
    first, second = (row.original_key for row in await room.rows(tables.photos))
    store = resources.of(room.runtime).objects
    await store.delete(first)
    await store.put(second, corpus.photo(90, 60), content_type="image/jpeg")

    for _ in range(3):
        await audit.compare(room.runtime, repair=True)
        room.now += timedelta(days=1)

        found = dict(await findings(room))
        assert found == {"missing-original": first, "altered-original": second}


async def test_findings_and_rules_are_an_administrators(room: Room):
    for path in ("/findings", "/retention-rules", "/removals"):
        assert (await room.as_("reviewer").get(path)).status_code == 403
        assert (await room.as_("administrator").get(path)).status_code == 200


async def test_a_photo_no_report_named_goes_after_its_days_with_an_entry(room: Room):
    photo_id = await room.sent()
    named = await room.sent()
    await room.makes()
    await room.reported(named)
    assert (await rules(room, {"kind": "photo", "state": "unlinked", "days": 30})).is_success
    room.now += timedelta(days=29)
    await jobs.retire(room.runtime)
    assert (await room.get("/removals")).json() == []

    room.now += timedelta(days=2)
    await jobs.retire(room.runtime)
    room.now += timedelta(days=2)
    await jobs.sweep(room.runtime)

    [entry] = (await room.get("/removals")).json()
    assert (entry["photo_id"], entry["kind"], entry["days"]) == (str(photo_id), "photo", 30)
    assert len(room.files()) == 5
    room.as_("worker")
    assert problem(await room.get(f"/photos/{photo_id}/picture")) == (404, "file-removed")
    assert (await audit.compare(room.runtime, repair=True)).found["missing-original"] == 0


@pytest.mark.parametrize("reopened", [False, True])
async def test_an_open_case_keeps_its_photos_whatever_the_rules_say(room: Room, reopened: bool):
    photo_id = await room.sent()
    await room.reported(photo_id)
    await room.dispatched()
    await room.makes()
    if reopened:
        await closed(room)
        await reopened_by_a_recheck(room)
    wanted = [{"kind": kind, "state": "closed", "days": 10} for kind in ("original", "picture")]
    assert (await rules(room, LEDGER, *wanted)).is_success

    room.now += timedelta(days=3650)
    await jobs.retire(room.runtime)

    assert (await room.get("/removals")).json() == []


async def test_a_closed_cases_original_goes_only_after_the_ledgers_days(room: Room):
    photo_id = await room.sent()
    await room.reported(photo_id)
    await room.dispatched()
    await room.makes()
    await closed(room)
    original = {"kind": "original", "state": "closed", "days": 9}
    assert problem(await rules(room, LEDGER, original)) == (422, "shorter-than-the-ledger")
    assert (await rules(room, LEDGER, {**original, "days": 10})).is_success
    room.now += timedelta(days=9)
    await jobs.retire(room.runtime)
    assert (await room.get("/removals")).json() == []

    room.now += timedelta(days=2)
    await jobs.retire(room.runtime)

    room.as_("reviewer")
    assert problem(await room.get(f"/photos/{photo_id}/original")) == (404, "file-removed")
    assert (await room.get(f"/photos/{photo_id}/picture")).status_code == 200
