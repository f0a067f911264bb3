"""The super table and the timelines over HTTP, in both forms."""

from collections.abc import AsyncIterator
from contextlib import suppress
from random import Random

import pytest

from services.chassis import migrate
from services.chassis.inbox import Delivery, Outcome
from services.ledger.app import service
from services.ledger.handlers import record
from services.ledger.rebuild import rebuild
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger, encoded
from tests.unit.ledger.builders import DONGZHOU, OFFICE, STREET, XINFU, Life, an_id, local
from tests.unit.ledger.lives import a_life, shuffled


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


async def test_the_migrations_make_the_declared_tables(form: Form):
    await migrate.upgrade(service, form.database_url("ledger"))

    assert await migrate.differences(service, form.database_url("ledger")) == []


async def test_a_case_is_one_row_whatever_told_of_it(ledger):
    life = Life().to_closing().photo_ready("after").photo_ready("before", linked=False)
    await ledger.hear(life.facts)

    row = await ledger.get(f"/cases/{life.case_id}")

    assert row["stage"] == "closed"
    assert row["number"] == "XF-2026-case"
    assert row["reporter_organisation_id"] == str(STREET)
    assert row["organisation_id"] == str(XINFU)
    assert row["on_time"] is True
    assert row["photos_ready"] == 2
    assert row["comparison_ready"] is True


async def test_the_timeline_tells_every_step_in_both_languages(ledger):
    life = Life().to_closing()
    await ledger.hear(shuffled(life.facts, Random(1)))

    steps = await ledger.get(f"/cases/{life.case_id}/timeline")

    assert [step["zh"] for step in steps] == [
        "上报",
        "审核通过",
        "派发",
        "提交整改",
        "整改前后对比图就绪",
        "核查通过（预销号）",
        "销号",
    ]
    assert steps[3]["code"] == "rectification.submitted"
    assert steps[3]["by"] == str(an_id("somebody"))
    assert steps[3]["organisation_id"] == str(XINFU)
    assert steps[3]["details"]["solution"] == "已清理"


async def test_a_fact_heard_again_changes_nothing(ledger):
    life = Life().to_closing()
    await ledger.hear(life.facts)
    before = await ledger.projections()

    assert set(await ledger.hear(life.facts)) == {Outcome.DUPLICATE}

    assert await ledger.projections() == before
    assert len(await ledger.rows("entries")) == 1


async def test_a_fact_that_cannot_be_read_leaves_the_rest_of_its_batch_as_it_should_be(ledger):
    good, bad = Life("good").to_closing(), Life("bad").in_pool()
    broken = Delivery(encoded(bad.facts[2]).replace(b'"list"', b'"pond"'))
    deliveries = [Delivery(encoded(fact)) for fact in (*bad.facts[:2], *good.facts)]
    deliveries.insert(5, broken)

    outcomes = await ledger.runtime.inbox.receive(deliveries)

    assert [each for each in outcomes if each is not Outcome.APPLIED] == [Outcome.PARKED]
    assert (await ledger.get(f"/cases/{good.case_id}"))["stage"] == "closed"
    assert (await ledger.get(f"/cases/{bad.case_id}"))["stage"] == "reported"
    assert len(await ledger.get(f"/entries/{good.case_id}")) == 1
    before = await ledger.projections()
    await rebuild(ledger.runtime.database, zone="Asia/Shanghai")
    assert await ledger.projections() == before


async def test_what_a_failed_fact_began_is_forgotten_with_it(ledger):
    life = Life().in_pool().submitted().pre_closed().closed()
    async with ledger.runtime.database.begin() as tx:
        for fact in life.facts[:-1]:
            async with tx.session.begin_nested():
                await record(fact, tx)
        with suppress(RuntimeError):
            async with tx.session.begin_nested():
                await record(life.facts[-1], tx)
                raise RuntimeError

    assert (await ledger.get(f"/cases/{life.case_id}"))["stage"] == "pre_closed"
    assert await ledger.rows("entries") == await ledger.rows("chains") == []

    async with ledger.runtime.database.begin() as tx:
        for fact in life.facts * 2:
            await record(fact, tx)

    assert (await ledger.get(f"/cases/{life.case_id}"))["stage"] == "closed"
    assert len(await ledger.rows("entries")) == 1
    assert len(await ledger.get(f"/cases/{life.case_id}/timeline")) == len(life.facts)


async def test_what_is_outside_the_scope_does_not_exist(ledger):
    mine, theirs = Life("mine").in_pool(), Life("theirs").in_pool().transferred(DONGZHOU)
    await ledger.hear(mine.facts + theirs.facts)
    ledger.act_as("handler", OFFICE)
    for path in ("", "/timeline"):
        assert (await ledger.ask(f"/cases/{mine.case_id}{path}")).status_code == 404
    assert (await ledger.get("/cases"))["items"] == []

    ledger.act_as("handler", DONGZHOU)

    assert [each["number"] for each in (await ledger.get("/cases"))["items"]] == ["XF-2026-theirs"]


async def test_the_street_that_reported_follows_its_case_to_another_district(ledger):
    await ledger.hear(Life().in_pool().transferred(DONGZHOU).facts)

    ledger.act_as("inspector", STREET)

    assert len((await ledger.get("/cases"))["items"]) == 1


async def test_pages_follow_one_another_without_gap_or_repetition(ledger):
    random = Random(7)
    lives = [a_life(random, f"{n}") for n in range(23)]
    await ledger.hear([fact for life in lives for fact in life.facts])

    seen, after = [], {}
    while True:
        page = await ledger.get("/cases", limit=5, **after)
        seen += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}

    assert len(seen) == 23
    assert {each["case_id"] for each in seen} == {str(life.case_id) for life in lives}
    assert [each["begun_at"] for each in seen] == sorted(
        (each["begun_at"] for each in seen), reverse=True
    )


async def test_lists_narrow_by_stage_number_category_organisation_and_day(ledger):
    early = Life("early", at=local("2026-10-01 09:00")).in_pool()
    late = Life("late").in_pool().submitted()
    await ledger.hear(early.facts + late.facts)

    async def numbers(**asked):
        return [each["number"] for each in (await ledger.get("/cases", **asked))["items"]]

    assert await numbers() == ["XF-2026-late", "XF-2026-early"]
    assert await numbers(stage="submitted") == ["XF-2026-late"]
    assert await numbers(number="XF-2026-early") == ["XF-2026-early"]
    assert await numbers(category="waste") == []
    assert await numbers(organisation_id=str(OFFICE)) == []
    assert await numbers(**{"from": "2026-10-02"}) == ["XF-2026-late"]
    assert await numbers(to="2026-10-01") == ["XF-2026-early"]
    assert (await ledger.ask("/cases", **{"from": "2026-10-02", "to": "2026-10-01"})).json()[
        "type"
    ] == "/problems/period-reversed"


async def test_overdue_cases_are_those_past_their_due_date_and_not_closed(ledger):
    past, future = local("2020-01-01 10:00"), local("2999-01-01 10:00")
    late = Life("late").reported().approved().dispatched(due=past)
    done = Life("done").reported().approved().dispatched(due=past).submitted().pre_closed().closed()
    early = Life("early").reported().approved().dispatched(due=future)
    await ledger.hear(late.facts + done.facts + early.facts)

    overdue = await ledger.get("/cases", overdue=True)
    others = await ledger.get("/cases", overdue=False)

    assert [each["number"] for each in overdue["items"]] == ["XF-2026-late"]
    assert {each["number"] for each in others["items"]} == {"XF-2026-done", "XF-2026-early"}


async def test_the_achievements_library_shows_closed_cases_with_their_pictures(ledger):
    lives = [Life(f"{n}").to_closing() for n in range(3)]
    reopened = Life("reopened").to_closing().reopened()
    await ledger.hear([fact for life in (*lives, reopened) for fact in life.facts])

    first = await ledger.get("/achievements", limit=2)
    rest = await ledger.get("/achievements", limit=2, after=first["next"])

    shown = first["items"] + rest["items"]
    assert {each["number"] for each in shown} == {f"XF-2026-{n}" for n in range(3)}
    assert shown[0]["comparison_ready"] is True
    assert shown[0]["before_photo_ids"]
    assert shown[0]["after_photo_ids"]
    assert shown[0]["solution"] == "已清理"
    assert rest["next"] is None
