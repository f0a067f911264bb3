"""Dispatch from facts to facts, over HTTP and over the bus, in both forms."""

import pytest
import sqlalchemy as sa

from services.chassis import migrate
from services.chassis.inbox import Outcome
from services.chassis.tables import parked
from services.contracts.dispatch import (
    CaseDispatched,
    DueDateSet,
)
from services.dispatch.app import service
from tests.service.dispatching import CITY, a_city, an_organisation_changed, approved, confirmed
from tests.unit.dispatch.builders import (
    BRIGADE,
    CASE,
    DONGZHOU,
    DUE,
    STREET,
    XINFU,
    an_id,
    closed,
    deferral,
    end_of,
    local,
    returned,
    submitted,
)

PATH = f"/cases/{CASE}"


@pytest.fixture
async def city(form):
    async with a_city(form) as city:
        yield city


async def codes_parked(city):
    async with city.runtime.database.read() as tx:
        return list((await tx.execute(sa.select(parked.c.code))).scalars())


async def test_the_migrations_build_exactly_the_declared_tables(form):
    url = form.database_url("dispatch")
    await migrate.upgrade(service, url)
    await migrate.upgrade(service, url)

    assert await migrate.differences(service, url) == []


async def test_an_approved_problem_gets_a_number_a_pool_and_a_due_date(city):
    await city.hear(approved())

    (event,) = await city.announced()
    assert isinstance(event, CaseDispatched)
    assert (event.version, event.number, event.pool) == (1, "XF-2026-00001", "list")
    assert (event.organisation_id, event.due_at) == (XINFU, DUE)
    found = await city.get("/cases/by-number/XF-2026-00001")
    assert (found["case_id"], found["status"], found["lamp"]) == (str(CASE), "in_pool", "green")


async def test_an_urgent_problem_goes_to_the_brigade_with_a_day_of_time(city):
    await city.hear(confirmed())

    (event,) = await city.announced()
    assert (event.number, event.pool) == ("ZSDD-2026-00001", "supervision")
    assert (event.organisation_id, event.due_at) == (BRIGADE, local("2026-11-24 10:00"))


async def test_the_same_problem_is_dispatched_once(city):
    await city.hear(approved())
    await city.hear(approved())

    assert len(await city.announced()) == 1


async def test_numbers_have_no_gap_even_where_a_problem_was_refused(city):
    await city.hear(approved("a"))
    assert await city.hear(approved("b", STREET)) is Outcome.PARKED
    await city.hear(approved("c"))
    await city.hear(approved("d", DONGZHOU))

    numbers = [e.number for e in await city.announced() if isinstance(e, CaseDispatched)]
    assert sorted(numbers) == ["DZ-2026-00001", "XF-2026-00001", "XF-2026-00002"]
    assert await codes_parked(city) == ["no-number-prefix"]


async def test_two_organisations_with_one_prefix_never_share_a_number(city):
    await city.hear(an_organisation_changed(DONGZHOU, number_prefix="XF"))
    await city.hear(approved("a"))

    assert await city.hear(approved("b", DONGZHOU)) is Outcome.PARKED
    assert await codes_parked(city) == ["number-taken"]


async def test_without_a_brigade_an_urgent_problem_is_parked(city):
    await city.hear(an_organisation_changed(BRIGADE, active=False))

    assert await city.hear(confirmed()) is Outcome.PARKED
    assert await codes_parked(city) == ["no-brigade"]


async def test_a_fact_that_came_before_what_it_builds_on_is_tried_again(city):
    assert await city.hear(submitted()) is Outcome.RETRY
    assert await city.hear(approved("x", an_id("not yet announced"))) is Outcome.RETRY

    await city.hear(approved())
    assert await city.hear(submitted()) is Outcome.APPLIED
    assert (await city.get(PATH))["status"] == "submitted"


async def test_closures_facts_move_the_case_and_its_steps_tell_of_them(city):
    await city.hear(approved())
    city.now = local("2026-12-02 16:00")
    await city.hear(submitted(city.now))
    await city.hear(returned(city.now))
    await city.hear(deferral("2026-12-31", city.now))
    await city.hear(closed(city.now))

    due_dates = [(each.cause, each.due_at) for each in (await city.announced())[1:]]
    assert due_dates == [("returned", end_of("2026-12-07")), ("deferred", end_of("2026-12-31"))]
    case = await city.get(PATH)
    assert (case["status"], case["version"], case["returns"]) == ("closed", 3, 1)
    steps = await city.get(f"{PATH}/steps")
    assert [step["code"] for step in steps] == [
        "dispatched",
        "submitted",
        "returned",
        "deferred",
        "closed",
    ]
    assert steps[2]["details"] == {"stage": "verification", "reason": "未清理干净"}


async def test_outside_the_scope_there_is_no_case(city):
    await city.hear(approved())
    city.act_as("handler", DONGZHOU)

    answers = [
        await city.client.get(f"/api/dispatch{PATH}"),
        await city.client.get(f"/api/dispatch{PATH}/steps"),
        await city.client.get("/api/dispatch/cases/by-number/XF-2026-00001"),
        await city.change(f"{PATH}/hand-back", {"reason": "x"}, version=1),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert (await city.get("/cases"))["items"] == []


async def test_the_reporters_organisation_sees_its_case_but_cannot_change_it(city):
    await city.hear(approved())
    city.act_as("handler", STREET)

    assert (await city.get(PATH))["number"] == "XF-2026-00001"
    refused = await city.change(f"{PATH}/hand-back", {"reason": "x"}, version=1)
    assert refused.status_code == 404


async def test_each_command_asks_for_its_role(city):
    await city.hear(approved())
    city.act_as("observer", CITY)
    body = {"organisation_id": str(DONGZHOU)}
    row = {"id": str(CASE), "version": 1, **body}

    answers = [
        await city.change(f"{PATH}/hand-back", {"reason": "x"}, version=1),
        await city.change(f"{PATH}/assignment", body, version=1),
        await city.change(f"{PATH}/rectifier", body, version=1),
        await city.create("/cases/assignments", {"items": [row]}),
        await city.put("/limits", {"limits": []}),
        await city.put("/number-format", {"format": "{prefix}{year}{sequence}"}),
        await city.put("/calendar/2026/local-days-off", {"days": []}),
    ]

    assert {answer.status_code for answer in answers} == {403}


async def test_lists_are_by_due_date_in_pages_and_filtered(city):
    for day in (24, 23, 26, 25):
        city.now = local(f"2026-11-{day} 10:00")
        await city.hear(approved(f"of {day}"))
    await city.hear(confirmed("urgent"))

    first = await city.get("/cases", pool="list", limit=3)
    rest = await city.get("/cases", pool="list", limit=3, after=first["next"])
    due = [each["due_at"] for each in [*first["items"], *rest["items"]]]

    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    assert due == sorted(due)
    city.now = end_of("2026-12-03")
    overdue = await city.get("/cases", overdue=True, pool="list")
    assert [each["lamp"] for each in overdue["items"]] == ["red"]
    assert len((await city.get("/cases", overdue=False))["items"]) == 3
    assert len((await city.get("/cases", status="closed"))["items"]) == 0
    assert len((await city.get("/cases", organisation_id=str(BRIGADE)))["items"]) == 1
    before = await city.get("/cases", due_before=end_of("2026-12-03").isoformat())
    assert len(before["items"]) == 2


async def test_limits_and_the_number_format_hold_for_the_next_case(city):
    city.act_as("administrator", CITY)
    limits = [
        {"category_code": "*", "mode": "general", "working_days": 7, "hours": None},
        {"category_code": "01", "mode": "general", "working_days": 2, "hours": None},
    ]
    await city.hear(approved("a"))

    assert (await city.put("/limits", {"limits": limits})).status_code == 200
    assert (
        await city.put("/number-format", {"format": "{prefix}〔{year}〕{sequence}号"})
    ).is_success
    await city.hear(approved("b"))

    assert (await city.get("/limits"))["limits"] == limits
    assert (await city.get("/number-format"))["format"] == "{prefix}〔{year}〕{sequence}号"
    # Facts about two cases come in any order.
    told = {(event.due_at, event.number) for event in await city.announced()}
    assert told == {(DUE, "XF-2026-00001"), (end_of("2026-11-25"), "XF〔2026〕2号")}


async def test_unsound_limits_and_formats_are_refused(city):
    city.act_as("administrator", CITY)
    both = {"category_code": "*", "mode": "general", "working_days": 7, "hours": 3}

    limit = await city.put("/limits", {"limits": [both]})
    form = await city.put("/number-format", {"format": "{prefix}-{year}"})

    assert (limit.status_code, limit.json()["type"]) == (422, "/problems/limit-invalid")
    assert (form.status_code, form.json()["type"]) == (422, "/problems/number-format-invalid")


async def test_every_version_is_announced_once_without_gaps(city):
    await city.hear(approved())
    city.act_as("handler", XINFU)
    await city.change(f"{PATH}/hand-back", {"reason": "不属我区"}, version=1)
    await city.hear(deferral("2026-12-31"))

    events = await city.announced()
    assert [event.version for event in events] == [1, 2, 3, 4]
    assert isinstance(events[-1], DueDateSet)
    assert (await city.get(PATH))["version"] == 4
