"""The official ledger in both forms: one entry per closing, in a chain nobody can bend unseen."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from services.ledger import jobs
from services.ledger.app import service
from services.ledger.commands import verify
from services.ledger.rebuild import rebuild
from services.ledger.store import entries
from services.ledger.store.entries import New
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import BUREAU, CITY, DONGZHOU, OFFICE, XINFU, Life, an_id, local
from tests.unit.ledger.lives import a_life, shuffled


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


async def test_a_closing_makes_one_entry_and_a_reopened_case_keeps_both(ledger):
    life = Life().to_closing().reopened().submitted().pre_closed().closed()
    await ledger.hear(life.facts)

    found = await ledger.get(f"/entries/{life.case_id}")

    assert [(each["seq"], each["kind"]) for each in found] == [
        (1, "closed"),
        (2, "reopened"),
        (3, "closed"),
    ]
    assert [each["payload"].get("closures") for each in found] == [1, None, 2]
    assert found[1]["prev_hash"] == found[0]["hash"]
    assert found[0]["payload"]["number"] == "XF-2026-case"


async def test_an_entry_waits_until_every_publisher_was_heard(ledger):
    life = Life().to_closing().reopened()
    early = [fact for fact in life.facts if fact.type.startswith(("closure", "intake"))]
    await ledger.hear(early)
    assert await ledger.rows("entries") == []

    await ledger.hear([fact for fact in life.facts if fact not in early])

    found = await ledger.get(f"/entries/{life.case_id}")
    assert [each["kind"] for each in found] == ["closed", "reopened"]
    assert found[0]["payload"]["number"] == "XF-2026-case"
    assert await ledger.rows("waiting_entries") == []


async def test_an_entry_waits_for_an_unknown_organisation(form):
    async with a_ledger(form) as ledger:
        life = Life().to_closing()
        await ledger.hear(life.facts)
        assert await ledger.rows("entries") == []
        await jobs.write_waiting(ledger.runtime)
        assert len(await ledger.rows("waiting_entries")) == 1

        await ledger.know_the_city()
        await jobs.write_waiting(ledger.runtime)

        assert [each["chain"] for each in await ledger.get(f"/entries/{life.case_id}")] == [
            str(XINFU)
        ]


async def test_each_district_has_its_own_chain_without_gaps(ledger):
    lives = [
        Life(f"{n}").reported().approved().dispatched(to=to).submitted().pre_closed().closed()
        for n, to in enumerate([XINFU, OFFICE, DONGZHOU] * 4)
    ]
    await ledger.hear([fact for life in lives for fact in life.facts])

    chains = await ledger.get("/chains")

    assert {(each["chain"], each["seq"]) for each in chains} == {
        (str(XINFU), 4),
        (str(BUREAU), 4),
        (str(DONGZHOU), 4),
    }
    page = await ledger.get("/entries", chain=str(XINFU))
    assert [each["seq"] for each in page["items"]] == [4, 3, 2, 1]
    assert all(each["whole"] for each in await ledger.get("/chains/verify"))


async def test_entries_come_in_pages_and_by_the_day_they_were_entered(ledger):
    lives = [Life(f"{n}").to_closing() for n in range(5)]
    await ledger.hear([fact for life in lives for fact in life.facts])

    first = await ledger.get("/entries", limit=3)
    rest = await ledger.get("/entries", limit=3, after=first["next"])

    assert [each["seq"] for each in first["items"] + rest["items"]] == [5, 4, 3, 2, 1]
    assert (await ledger.get("/entries", to="2020-01-01"))["items"] == []
    assert len((await ledger.get("/entries", **{"from": "2020-01-01"}))["items"]) == 5


async def test_entries_and_chains_outside_the_scope_do_not_exist(ledger):
    life = Life().to_closing()
    await ledger.hear(life.facts)

    ledger.act_as("observer", DONGZHOU)

    assert (await ledger.ask(f"/entries/{life.case_id}")).status_code == 404
    assert (await ledger.get("/entries"))["items"] == []
    assert await ledger.get("/chains") == []
    assert (await ledger.ask("/chains/verify", chain=str(XINFU))).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET kind = 'reopened'",
        "DELETE FROM entries",
        "UPDATE journal SET body = '{}'",
        "DELETE FROM journal",
        "UPDATE payloads SET body = '{}'",
    ],
)
async def test_the_database_refuses_to_change_what_was_written(ledger, change):
    await ledger.hear(Life().to_closing().facts)

    with pytest.raises(DBAPIError, match="append-only"):
        await ledger.run(change)


async def test_even_an_owner_who_lifts_the_triggers_is_found_out(ledger, capsys):
    lives = [Life(f"{n}").to_closing() for n in range(4)]
    await ledger.hear([fact for life in lives for fact in life.facts])
    on = "" if ledger.runtime.database.is_sqlite else " ON payloads"
    await ledger.run(f"DROP TRIGGER payloads_no_update{on}")
    await ledger.run("UPDATE payloads SET body = replace(body, '已清理', '未清理') WHERE seq = 3")

    (found,) = await ledger.get("/chains/verify", chain=str(XINFU))

    assert (found["whole"], found["broken"], found["entries"]) == (False, 3, 4)
    assert await verify(ledger.runtime.database, ledger.runtime.settings) == 1
    assert "BROKEN at entry 3" in capsys.readouterr().out


async def test_a_payload_taken_out_leaves_the_chain_whole(ledger):
    life = Life().to_closing()
    await ledger.hear(life.facts)

    await ledger.run("DELETE FROM payloads WHERE seq = 1")

    (found,) = await ledger.get("/chains/verify")
    assert (found["whole"], found["redacted"]) == (True, 1)
    assert (await ledger.get(f"/entries/{life.case_id}"))[0]["payload"] is None


async def test_a_correction_is_a_new_entry_that_points_to_the_old_one(ledger):
    life = Life().to_closing()
    await ledger.hear(life.facts)
    body = {"reason": "笔误", "changes": {"solution": "已拆除"}}
    path = f"/chains/{XINFU}/entries/1/corrections"
    ledger.act_as("handler", XINFU)
    assert (await ledger.post(path, body)).status_code == 403
    ledger.act_as("lead_administrator", DONGZHOU)
    assert (await ledger.post(path, body)).status_code == 404

    ledger.act_as("lead_administrator", CITY)
    answer = await ledger.post(path, body)

    assert answer.status_code == 201
    original, added = await ledger.get(f"/entries/{life.case_id}")
    assert (added["seq"], added["kind"]) == (2, "correction")
    assert added["payload"]["corrects"]["hash"] == original["hash"]
    assert added["payload"]["changes"] == {"solution": {"was": "已清理", "is": "已拆除"}}
    assert original["payload"]["solution"] == "已清理"
    assert (await ledger.get("/chains/verify"))[0]["whole"]


async def test_many_writers_make_one_chain_without_gaps(ledger):
    async def write(number: int) -> None:
        async with ledger.runtime.database.begin() as tx:
            new = New(
                kind="closed",
                case_id=an_id(f"{number}"),
                occasion=1,
                payload={"number": number},
                organisation_id=XINFU,
                reporter_organisation_id=None,
            )
            await entries.append(tx, new, chain=XINFU)

    await asyncio.gather(*(write(number) for number in range(40)))

    (found,) = await ledger.get("/chains/verify")
    assert (found["whole"], found["entries"]) == (True, 40)


async def test_a_rebuild_gives_the_same_rows_and_leaves_the_official_ledger_alone(ledger):
    random = Random(5)
    lives = [a_life(random, f"{n}") for n in range(40)]
    facts = shuffled([fact for life in lives for fact in life.facts], random)
    for start in range(0, len(facts), 20):
        await ledger.hear(facts[start : start + 20])
    before, official = await ledger.projections(), await ledger.rows("entries")
    assert all(before.values())
    assert official
    await ledger.run("UPDATE cases SET description = 'x', returns = 99")
    await ledger.run("DELETE FROM rollup WHERE figure = 'closed'")
    await ledger.run("DELETE FROM photos")

    made = await rebuild(ledger.runtime.database, zone="Asia/Shanghai")

    assert made == len(before["cases"]) == 40
    assert await ledger.projections() == before
    assert await ledger.rows("entries") == official


async def test_several_workers_at_once_make_what_one_would_have_made(ledger):
    random = Random(9)
    lives = [a_life(random, f"{n}") for n in range(40)]
    facts = shuffled([fact for life in lives for fact in life.facts], random)
    batches = [facts[start : start + 20] for start in range(0, len(facts), 20)]

    async def work() -> None:
        while batches:
            await ledger.hear(batches.pop(0))

    await asyncio.gather(*(work() for _ in range(4)))

    together = await ledger.projections()
    await rebuild(ledger.runtime.database, zone="Asia/Shanghai")
    assert await ledger.projections() == together
    assert len(together["cases"]) == 40
    closings = sum(life.case.closures + life.case.reopenings for life in lives)
    assert len(await ledger.rows("entries")) == closings
    assert all(each["whole"] for each in await ledger.get("/chains/verify"))


async def test_a_rebuild_takes_over_another_time_zone(ledger):
    life = Life(at=local("2026-11-23 07:00")).in_pool()
    await ledger.hear(life.facts)
    assert life.case.dispatched_day == date(2026, 11, 23)

    await rebuild(ledger.runtime.database, zone="America/New_York")

    cases = service.tables.tables["cases"]
    async with ledger.runtime.database.read() as tx:
        days = (await tx.execute(sa.select(cases.c.dispatched_day))).scalars().all()
    assert days == [date(2026, 11, 22)]
    assert [zone for _, zone, _ in await ledger.rows("city")] == ["America/New_York"]
