"""What operators see and do of the judgement: its metrics, and its command line."""

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from services.contracts.intake import CategoryVerdict
from services.intake import commands, jobs
from services.intake.app import service
from services.intake.judgement.judge import EMPTY
from services.intake.store import judgements, models
from services.intake.store.judgements import Decision, Record
from tests.service.desk import ADMINISTRATOR, NOW, a_desk
from tests.service.reporting import CATEGORIES, REPORT, reported

LAMP = {**CATEGORIES["categories"][0], "code": "07", "name": "路灯", "keywords": ["路灯"]}
TWO = {"categories": [*CATEGORIES["categories"], LAMP]}


@pytest.fixture
async def city(form):
    async with a_desk(form, service) as desk:
        assert (await desk.put("/categories", TWO, by=ADMINISTRATOR)).status_code == 200
        desk.form = form
        yield desk


async def judged(city, category, *, times, decided=None):
    """So many judgements of one report at the present instant, decided at once."""
    record = Record(
        EMPTY.model_copy(update={"category": CategoryVerdict(code=category, confidence=0.9)}),
        None,
        {},
        {"description": "x"},
        {},
    )
    for _ in range(times):
        async with city.runtime.database.begin() as tx:
            await judgements.add(tx, record, report_id=REPORT, report_version=1)
            if decided:
                await judgements.decide(tx, REPORT, Decision("approved", tx.at, decided, None))


def shown(name):
    return REGISTRY.get_sample_value(f"shirong_intake_judgement_{name}")


async def test_agreement_and_drift_are_metrics(city):
    await reported(city)
    city.now = NOW + timedelta(days=1)
    await judged(city, "0601", times=60)
    city.now = NOW + timedelta(days=60)
    await judged(city, "0601", times=15, decided="0601")
    await judged(city, "07", times=45, decided="0601")
    city.now += timedelta(hours=1)

    await jobs.compare(city.runtime)

    assert shown("agreement") == 0.25
    assert shown("drift") > 0.25


async def test_what_is_reported_as_before_is_no_drift(city):
    await reported(city)
    for days in (1, 60):
        city.now = NOW + timedelta(days=days)
        await judged(city, "0601", times=30)
        await judged(city, "07", times=30)
    city.now += timedelta(hours=1)

    await jobs.compare(city.runtime)

    assert shown("drift") < 0.1


async def test_an_operator_trains_lists_measures_and_goes_back(city, monkeypatch, capsys):
    monkeypatch.setenv("SHIRONG_DATABASE_URL", city.form.database_url("intake"))
    monkeypatch.setenv("SHIRONG_BUS_URL", city.form.bus_url())
    monkeypatch.setenv("SHIRONG_CURSOR_SECRET", "x" * 16)

    async def told(*arguments):
        await asyncio.to_thread(commands.run, service, arguments)
        return capsys.readouterr().out

    assert "model 1: in_use" in await told("train")
    assert "model 2: in_use" in await told("train")
    assert "model 2" in await told("evaluate")
    assert "model 1 judges now" in await told("use", "1")

    listed = await told("list")

    assert [line.split()[:2] for line in listed.splitlines()] == [["2", "kept"], ["1", "in_use"]]
    async with city.runtime.database.read() as tx:
        assert await models.in_use(tx) == 1
    with pytest.raises(SystemExit, match="there is no model 9"):
        await told("use", "9")


async def test_before_any_training_there_is_nothing_to_measure(city, monkeypatch):
    monkeypatch.setenv("SHIRONG_DATABASE_URL", city.form.database_url("intake"))
    monkeypatch.setenv("SHIRONG_BUS_URL", city.form.bus_url())
    monkeypatch.setenv("SHIRONG_CURSOR_SECRET", "x" * 16)

    with pytest.raises(SystemExit, match="no model is in use yet"):
        await asyncio.to_thread(commands.run, service, ["evaluate"])
