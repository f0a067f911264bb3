"""Dispatch by the clock: reminders, resumption, the calendar; several workers at once."""

import asyncio
from datetime import timedelta

import pytest

from services.contracts.dispatch import CaseDispatched, CaseOverdue, CaseReminded, CaseResumed
from services.dispatch import jobs
from services.dispatch.start import load_official_years
from tests.service.dispatching import CITY, a_city, approved
from tests.unit.dispatch.builders import CASE, DUE, an_id, deferral, end_of, local, submitted

PATH = f"/cases/{CASE}"


@pytest.fixture
async def city(form):
    async with a_city(form) as city:
        yield city


async def heard_later(city):
    """What was announced beside the dispatches."""
    events = await city.announced()
    return [event for event in events if not isinstance(event, CaseDispatched)]


async def test_reminders_go_out_when_their_moment_comes_and_once(city):
    await city.hear(approved())
    city.now = DUE - timedelta(seconds=1)
    await jobs.ring(city.runtime)
    city.now = DUE + timedelta(seconds=1)
    await jobs.ring(city.runtime)
    await jobs.ring(city.runtime)

    events = await heard_later(city)

    assert [(type(event), event.version) for event in events] == [
        (CaseReminded, 2),
        (CaseReminded, 3),
        (CaseOverdue, 4),
    ]
    steps = await city.get(f"{PATH}/steps")
    assert [step["code"] for step in steps] == ["dispatched", "reminded", "reminded", "overdue"]
    assert (await city.get(PATH))["lamp"] == "red"


async def test_several_workers_send_each_reminder_once(city):
    for number in range(120):
        await city.hear(approved(f"case {number}"))
    city.now = local("2026-12-01 08:00")

    await asyncio.gather(*(jobs.ring(city.runtime) for _ in range(4)))
    await jobs.ring(city.runtime)

    reminded = [event.case_id for event in await heard_later(city)]
    assert sorted(reminded) == sorted(an_id(f"case {number}") for number in range(120))


async def test_a_submitted_case_reminds_nobody(city):
    await city.hear(approved())
    await city.hear(submitted())
    city.now = local("2026-12-20 00:00")
    await jobs.ring(city.runtime)

    assert [type(event) for event in await heard_later(city)] == [CaseOverdue]


async def test_a_deferred_case_resumes_on_its_date(city):
    await city.hear(approved())
    await city.hear(deferral("2026-12-20"))
    city.now = local("2026-12-20 00:00:03")
    await jobs.ring(city.runtime)

    resumed = (await heard_later(city))[-1]
    assert isinstance(resumed, CaseResumed)
    assert (resumed.version, resumed.due_at) == (3, end_of("2026-12-20"))
    assert (await city.get(PATH))["status"] == "in_pool"


async def test_the_package_years_are_there_from_the_start_and_edits_survive(city):
    year = await city.get("/calendar/2026")
    assert (year["announced"], year["source"]) == (True, "package")
    assert "2026-10-01" in year["days_off"]
    assert "2026-02-14" in year["working_days"]

    city.act_as("administrator", CITY)
    body = {"announced": True, "days_off": ["2026-10-01"], "working_days": []}
    await city.put("/calendar/2026", body)
    async with city.runtime.database.begin() as tx:
        await load_official_years(tx)

    edited = await city.get("/calendar/2026")
    assert (edited["source"], edited["days_off"]) == ("administrator", ["2026-10-01"])


async def test_an_unknown_year_is_weekends_only_until_somebody_enters_it(city):
    city.now = local("2026-12-29 09:00")
    await city.hear(approved())
    before = await city.get(PATH)
    assert await city.get("/calendar/2027") == {
        "year": 2027,
        "version": 0,
        "announced": False,
        "days_off": [],
        "working_days": [],
        "local_days_off": [],
        "source": None,
    }

    city.act_as("administrator", CITY)
    body = {"announced": True, "days_off": ["2027-01-01"], "working_days": ["2027-01-02"]}
    await city.put("/calendar/2027", body)
    await jobs.recount(city.runtime)

    (event,) = await heard_later(city)
    after = await city.get(PATH)
    assert (before["provisional"], after["provisional"]) == (True, False)
    assert (event.cause, event.version, event.provisional) == ("calendar", 2, False)


async def test_local_days_off_move_every_open_case_once_whoever_counts(city):
    for number in range(120):
        await city.hear(approved(f"case {number}"))
    await city.hear(approved())
    await city.hear(deferral("2026-12-20"))
    city.act_as("administrator", CITY)
    await city.put("/calendar/2026/local-days-off", {"days": ["2026-11-27"]})

    await asyncio.gather(*(jobs.recount(city.runtime) for _ in range(4)))
    await jobs.recount(city.runtime)

    moved = [event for event in await heard_later(city) if event.cause == "calendar"]
    assert sorted(event.case_id for event in moved) == sorted(
        an_id(f"case {number}") for number in range(120)
    )
    assert {event.due_at for event in moved} == {end_of("2026-12-03")}


async def test_a_recount_that_was_broken_off_goes_on(city):
    for number in range(jobs.AT_ONCE + 10):
        await city.hear(approved(f"case {number}"))
    city.act_as("administrator", CITY)
    await city.put("/calendar/2026/local-days-off", {"days": ["2026-11-27"]})
    async with city.runtime.database.begin() as tx:
        assert await jobs.recount_some(tx) == jobs.AT_ONCE

    await jobs.recount(city.runtime)

    assert len(await heard_later(city)) == jobs.AT_ONCE + 10


async def test_the_same_days_again_change_nothing(city):
    city.act_as("administrator", CITY)
    first = await city.put("/calendar/2026/local-days-off", {"days": ["2026-11-27"]})
    second = await city.put("/calendar/2026/local-days-off", {"days": ["2026-11-27"]})

    assert first.headers["etag"] == second.headers["etag"]


async def test_two_administrators_of_a_year_learn_of_each_other(city):
    city.act_as("administrator", CITY, name="李管理")
    tag = (await city.client.get("/api/dispatch/calendar/2026")).headers["etag"]
    await city.put("/calendar/2026/local-days-off", {"days": ["2026-11-27"]}, **{"If-Match": tag})

    late = await city.put("/calendar/2026/local-days-off", {"days": []}, **{"If-Match": tag})

    assert late.status_code == 412
    assert "李管理" in late.json()["detail"]


async def test_days_of_another_year_are_refused(city):
    city.act_as("administrator", CITY)

    answer = await city.put("/calendar/2026/local-days-off", {"days": ["2027-01-01"]})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/calendar-invalid")
