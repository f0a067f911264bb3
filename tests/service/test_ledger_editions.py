"""Frozen monthly editions: what was shown of a month stays, whatever comes later."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from services.chassis import envelope
from services.chassis.tables import outbox
from services.contracts.ledger import EditionFrozen
from services.ledger import editions
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import CITY, DONGZHOU, OFFICE, STREET, XINFU, Life, local

DECEMBER = local("2026-12-05 09:00")
NOVEMBER = {"month": "2026-11"}


def at(ledger: Ledger, moment: datetime) -> None:
    ledger.runtime.database.clock = lambda: moment
    ledger.runtime.clock = lambda: moment


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        at(ledger, DECEMBER)
        await ledger.know_the_city()
        ledger.act_as("lead_administrator", CITY)
        yield ledger


async def table(ledger: Ledger, **asked: Any) -> Any:
    return (await ledger.get("/editions/2026-11", **asked))["table"]


async def test_an_edition_stays_as_it_was_frozen(ledger: Ledger):
    life = Life("1").to_closing()
    await ledger.hear(life.facts)
    frozen = await ledger.post("/editions", NOVEMBER)
    assert frozen.status_code == 201, frozen.text
    before = await table(ledger)
    now = await ledger.get("/statistics", **{"from": "2026-11-01", "to": "2026-11-30"})
    assert before == now

    await ledger.hear([*life.reopened().facts[-1:], *Life("2").in_pool().facts])

    assert await table(ledger) == before
    assert before["total"]["figures"]["closed"] == 1
    assert before["total"]["closure_rate"] == 1.0
    again = await ledger.post("/editions", NOVEMBER)
    assert again.status_code == 409
    assert again.json()["type"].endswith("/already-frozen")


async def test_it_tells_every_grouping_and_every_organisations_own_part(ledger: Ledger):
    other = Life("2").reported().approved(organisation_id=OFFICE).dispatched(to=OFFICE)
    await ledger.hear([*Life("1").to_closing().facts, *other.facts])
    await ledger.post("/editions", NOVEMBER)

    keys = [row["key"] for row in (await table(ledger, by="organisation"))["rows"]]
    assert set(keys) == {str(XINFU), str(OFFICE)}
    assert [row["key"] for row in (await table(ledger, by="street"))["rows"]] == [str(STREET)]
    assert [row["name"] for row in (await table(ledger, by="category"))["rows"]] == ["ads"]
    ledger.act_as("observer", XINFU)
    assert [row["key"] for row in (await table(ledger))["rows"]] == [str(XINFU)]
    beyond = await ledger.ask("/editions/2026-11", organisation_id=str(CITY))
    assert beyond.status_code == 404


async def test_a_freezing_is_announced_once_with_its_seal(ledger: Ledger):
    await ledger.hear(Life("1").to_closing().facts)
    frozen = await ledger.post("/editions", NOVEMBER)
    await ledger.post("/editions", NOVEMBER)

    async with ledger.runtime.database.read() as tx:
        rows = await tx.execute(
            sa.select(outbox.c.payload).where(outbox.c.type == EditionFrozen.type)
        )
        [told] = [envelope.decode(body).event for body in rows.scalars()]
    assert (told.month, told.sha256) == (date(2026, 11, 1), frozen.json()["sha256"])


async def test_only_a_month_that_is_over_is_frozen_and_by_those_who_may(ledger: Ledger):
    early = await ledger.post("/editions", {"month": "2026-12"})
    assert early.json()["type"].endswith("/month-not-over")

    for role, of in (("lead_administrator", DONGZHOU), ("observer", CITY)):
        ledger.act_as(role, of)
        assert (await ledger.post("/editions", NOVEMBER)).status_code == 403


async def test_by_itself_the_month_is_frozen_some_days_after_its_end(ledger: Ledger):
    await ledger.hear(Life("1").to_closing().facts)
    at(ledger, local("2026-12-03 23:00"))
    await editions.freeze_due(ledger.runtime)
    assert await ledger.get("/editions") == []

    at(ledger, local("2026-12-04 00:10"))
    await editions.freeze_due(ledger.runtime)
    await editions.freeze_due(ledger.runtime)

    (edition,) = await ledger.get("/editions")
    assert (edition["month"], edition["frozen_by"]) == ("2026-11", None)


async def test_the_database_lets_nobody_change_an_edition(ledger: Ledger):
    await ledger.post("/editions", NOVEMBER)

    for statement in ("UPDATE editions SET sha256 = ''", "DELETE FROM edition_tables"):
        with pytest.raises(DBAPIError, match="append-only"):
            await ledger.run(statement)
