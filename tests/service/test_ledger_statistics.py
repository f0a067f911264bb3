"""Statistics in both forms: figures, rates, hours, and the cases behind them."""

from collections.abc import AsyncIterator
from random import Random

import pytest

from services.ledger import jobs, metrics
from services.ledger.statistics import indicators
from services.ledger.store import rollups
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import BUREAU, COMMUNITY, OFFICE, STREET, XINFU, Life, an_id, local
from tests.unit.ledger.lives import a_life, shuffled


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


async def hear_lives(ledger: Ledger, count: int = 60) -> list[Life]:
    random = Random(11)
    lives = [a_life(random, f"{n}") for n in range(count)]
    facts = shuffled([fact for life in lives for fact in life.facts], random)
    for start in range(0, len(facts), 100):
        await ledger.hear(facts[start : start + 100])
    return lives


async def test_rates_follow_from_the_figures(ledger):
    closed = Life("closed").to_closing()
    returned = Life("returned").in_pool().submitted().returned()
    deferred = Life("deferred").in_pool().deferred()
    await ledger.hear(closed.facts + returned.facts + deferred.facts)

    total = (await ledger.get("/statistics"))["total"]

    assert total["figures"] == {
        "reported": None,
        "filed": None,
        "dispatched": 3,
        "deferred": 1,
        "overdue": 0,
        "handled_on_time": 2,
        "closed": 1,
        "on_time": 1,
        "first_time": 1,
        "submitted": 2,
        "returned": 1,
    }
    assert (total["closure_rate"], total["on_time_rate"], total["rework_rate"]) == (0.5, 1.0, 0.5)


async def test_without_cases_every_rate_is_null(ledger):
    total = (await ledger.get("/statistics"))["total"]

    assert {total[name] for name in ("closure_rate", "on_time_rate", "rework_rate")} == {None}
    assert total["hours"]["review"] == {"median": None, "p90": None}


@pytest.mark.parametrize(
    "by", ["organisation", "district", "street", "category", "person", "source"]
)
async def test_every_figure_opens_exactly_the_cases_it_counts(ledger, by):
    await hear_lives(ledger)
    statistics = await ledger.get("/statistics", by=by)
    assert statistics["rows"]

    for row in (*statistics["rows"], statistics["total"]):
        for figure, count in row["figures"].items():
            if count is None:
                continue
            of = {} if row["key"] is None else {"of": row["key"]}
            page = await ledger.get("/cases", figure=figure, by=by, limit=200, **of)
            assert len(page["items"]) == count, (row["name"], figure)
            where = {**row["cases"], "counts": figure}
            counted = await ledger.post("/table/count", {"where": where})
            assert counted.json()["cases"] == count, (where, counted.text)


async def test_a_figure_of_a_period_opens_the_cases_of_that_period(ledger):
    old = Life("old", at=local("2026-10-08 09:00")).in_pool()
    new = Life("new").in_pool()
    await ledger.hear(old.facts + new.facts)
    october = {"from": "2026-10-01", "to": "2026-10-31"}

    total = (await ledger.get("/statistics", **october))["total"]
    page = await ledger.get("/cases", figure="dispatched", by="organisation", **october)

    assert total["figures"]["dispatched"] == 1
    assert [each["number"] for each in page["items"]] == ["XF-2026-old"]


async def test_a_street_counts_what_it_and_its_communities_reported(ledger):
    own = Life("own").reported()
    below = Life("below").reported(by_street=COMMUNITY).approved().dispatched(to=OFFICE)
    await ledger.hear(own.facts + below.facts)

    rows = (await ledger.get("/statistics", by="street"))["rows"]

    assert [(row["key"], row["name"]) for row in rows] == [(str(STREET), "站前街道")]
    assert rows[0]["figures"]["reported"] == 2
    assert rows[0]["figures"]["dispatched"] == 1


async def test_a_whole_month_is_compared_with_the_month_before(ledger):
    for name, at in (("1", "2026-10-08"), ("2", "2026-11-09"), ("3", "2026-11-10")):
        await ledger.hear(Life(name, at=local(f"{at} 09:00")).to_closing().facts)
    november = {"from": "2026-11-01", "to": "2026-11-30"}

    told = await ledger.get("/statistics", compare=True, **november)

    assert told["compared_with"] == ["2026-10-01", "2026-10-31"]
    assert told["total"]["before"]["figures"]["closed"] == 1
    assert told["total"]["change"]["closed"] == 1.0
    assert told["total"]["change"]["closure_rate"] == 0.0
    refused = await ledger.ask("/statistics", compare=True)
    assert refused.json()["type"] == "/problems/period-open"


async def test_groups_are_ranked_and_equals_share_a_rank(ledger):
    await ledger.hear(Life("1").to_closing().facts)
    await ledger.hear(Life("2").reported().approved().dispatched(to=OFFICE).facts)

    rows = (await ledger.get("/statistics", rank_by="closure_rate"))["rows"]
    by_count = (await ledger.get("/statistics", rank_by="dispatched"))["rows"]

    assert [(row["key"], row["rank"]) for row in rows] == [(str(XINFU), 1), (str(OFFICE), 2)]
    assert {row["rank"] for row in by_count} == {1}


async def test_persons_and_sources_count_what_they_reported(ledger):
    await ledger.hear(Life("1").reported(by=an_id("李四"), source="phone").facts)
    own = Life("2").reported(by=an_id("李四"), source="desk").approved().dispatched()
    await ledger.hear(own.facts)

    (person,) = (await ledger.get("/statistics", by="person"))["rows"]
    sources = (await ledger.get("/statistics", by="source"))["rows"]

    assert person["key"] == str(an_id("李四"))
    assert (person["figures"]["reported"], person["figures"]["filed"]) == (2, 1)
    assert person["filing_rate"] == 0.5
    assert [row["name"] for row in sources] == ["电脑上报", "手机上报"]


async def test_an_office_counts_for_the_bureau_outside_the_districts(ledger):
    await ledger.hear(Life().reported().approved().dispatched(to=OFFICE).facts)

    rows = (await ledger.get("/statistics", by="district"))["rows"]

    assert [row["key"] for row in rows] == [str(BUREAU)]


async def test_statistics_stay_within_the_scope(ledger):
    await hear_lives(ledger)

    ledger.act_as("observer", BUREAU)

    assert {row["key"] for row in (await ledger.get("/statistics"))["rows"]} == {str(OFFICE)}


async def test_hours_are_the_percentiles_of_the_cases_themselves(ledger):
    lives = await hear_lives(ledger)
    cases = [life.case for life in lives]

    statistics = await ledger.get("/statistics")

    for key, shown in [(None, statistics["total"])] + [
        (row["key"], row) for row in statistics["rows"]
    ]:
        chosen = [c for c in cases if c.number and key in (None, str(c.organisation_id))]
        for leg in indicators.LEGS:
            spent = sorted(s for c in chosen if (s := getattr(c, f"{leg}_seconds")) is not None)
            for name, percent in (("median", 50), ("p90", 90)):
                rank = -(-len(spent) * percent // 100)
                wanted = indicators.hours(spent[rank - 1]) if spent else None
                assert shown["hours"][leg][name] == wanted


async def test_the_definitions_are_told_in_words(ledger):
    definitions = await ledger.get("/statistics/definitions")

    by_code = {each["code"]: each for each in definitions}
    assert "派发数 − 目前挂号数" in by_code["closure_rate"]["zh"]
    assert by_code["closure_rate"]["figures"] == ["closed", "dispatched", "deferred"]


async def test_the_figure_of_reports_is_refused_by_responsible_organisation(ledger):
    answer = await ledger.ask("/cases", figure="reported", by="district")

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/grouped-differently"


async def test_the_comparison_finds_nothing_while_all_is_well_and_a_lost_count_when_not(ledger):
    await hear_lives(ledger)
    await jobs.compare(ledger.runtime)
    assert metrics.rollup_differences._value.get() == 0

    await ledger.run(
        "UPDATE rollup SET count = count + 1 WHERE figure = 'dispatched' AND side = 'responsible'"
        f" AND organisation_id = '{_stored(ledger, XINFU)}'"
    )

    async with ledger.runtime.database.read() as tx:
        found = await rollups.differences(tx)
    assert [(each.side, each.organisation_id, each.figure) for each in found] == [
        ("responsible", XINFU, "dispatched")
    ]
    assert found[0].rollup > found[0].cases
    await jobs.compare(ledger.runtime)
    assert metrics.rollup_differences._value.get() == 1


def _stored(ledger: Ledger, organisation_id) -> str:
    return organisation_id.hex if ledger.runtime.database.is_sqlite else str(organisation_id)
