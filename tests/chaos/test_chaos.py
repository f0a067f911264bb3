"""The distributed form under load while processes, broker and database die at random.

Handlers fail now and then besides, and processes die right after they committed or published.
`CHAOS_SECONDS` sets how long (120), `CHAOS_SEED` repeats a run, `CHAOS_WITHOUT=inbox` or
`CHAOS_WITHOUT=gate` runs it without that guard: then it must fail.
"""

import asyncio
import os
import random
import time
from collections import Counter

import pytest

from deploy.demo import steps
from tests.chaos import check
from tests.chaos.founding import founded
from tests.chaos.load import Load
from tests.forms import until
from tests.processes import Fleet

SECONDS = float(os.environ.get("CHAOS_SECONDS", "120"))
SEED = int(os.environ.get("CHAOS_SEED", str(random.randrange(10_000))))
CREWS = 8
FAULTS = (
    "inbox.handler:0.03,relay.after_publish_before_delete:0.004,inbox.after_commit_before_ack:0.004"
)
if os.environ.get("CHAOS_WITHOUT"):
    FAULTS += f",without.{os.environ['CHAOS_WITHOUT']}"
REST = 30
"""Seconds after the last fault within which nothing may wait anywhere."""

pytestmark = [pytest.mark.service, pytest.mark.chaos]


async def test_nothing_is_lost_or_done_twice_while_everything_dies_at_random(
    private_postgres, private_rabbitmq, object_store, tmp_path, capsys
):
    async with founded(private_postgres, private_rabbitmq, object_store.url, tmp_path) as city:
        reviving = asyncio.create_task(_revive(city.fleet))
        try:
            # The city is founded in good weather; every process goes on in bad.
            await asyncio.to_thread(city.fleet.restart_with, FAULTS=FAULTS)
            await until(lambda: city.fleet.is_ready, within=90)
            told, faults = await _weather(city, private_postgres, private_rabbitmq)
            with capsys.disabled():
                print(
                    f"\nchaos: seed {SEED}, {sum(faults.values())} kills ({dict(faults)}), "
                    f"{len(told.reports)} reports, {len(told.closed)} closed"
                )
            resting = await city.rest(within=REST)
            broken = await check.violations(city.urls, told)
        finally:
            reviving.cancel()
    with capsys.disabled():
        print(f"at rest in {resting:.1f} s")
    assert broken == [], check.report(broken)
    assert len(told.closed) > 10


async def _revive(fleet: Fleet) -> None:
    """Start again what died of an injected fault, as an operator's supervisor would."""
    while True:
        await asyncio.sleep(0.5)
        fleet.revive()


async def _weather(city, postgres, rabbitmq):
    """Let crews work while things die; everything is running again at the end."""
    chance = random.Random(SEED)
    listed = await steps.organisations(city.people["admin"])
    district = next(each["id"] for each in listed if each["code"] == "210402")
    load = Load(city.people, district)
    faults: Counter[str] = Counter()
    ends = time.monotonic() + SECONDS
    async with asyncio.TaskGroup() as group:
        for number in range(CREWS):
            group.create_task(load.crew(number))
        while time.monotonic() < ends:
            await asyncio.sleep(chance.uniform(1, 4))  # the weather is not a condition
            await asyncio.to_thread(_strike, chance, city.fleet, postgres, rabbitmq, faults)
        await asyncio.sleep(3)
        load.ending = True
    return load.seen, faults


def _strike(chance, fleet, postgres, rabbitmq, faults) -> None:
    draw = chance.random()
    if draw < 0.05:
        rabbitmq.kill()
        rabbitmq.start()
        faults["broker"] += 1
    elif draw < 0.12:
        postgres.kill()
        postgres.start()
        faults["database"] += 1
    else:
        process = chance.choice(fleet.processes)
        fleet.kill_and_start(process)
        faults[process.kind] += 1
