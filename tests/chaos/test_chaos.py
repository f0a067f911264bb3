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
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from deploy.demo import steps
from deploy.embedded.assembly import SERVICES
from deploy.embedded.first_start import furnish_over_http
from services.chassis import migrate
from services.chassis.database import Database
from services.identity.first_administrator import create_administrator
from tests.chaos import check
from tests.chaos.load import Load
from tests.forms import Form, until
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
PASSWORD = "long-enough-for-tests"
CITY = Path("deploy/cities/fushun")

pytestmark = [pytest.mark.service, pytest.mark.chaos]


async def test_nothing_is_lost_or_done_twice_while_everything_dies_at_random(
    private_postgres, private_rabbitmq, object_store, tmp_path, capsys
):
    form = Form("distributed", tmp_path, private_postgres.create, private_rabbitmq.new_vhost)
    urls = {service.name: form.database_url(service.name) for service in SERVICES}
    await form.declare_topology(*SERVICES)
    for service in SERVICES:
        await migrate.upgrade(service, urls[service.name])
    await _first_administrator(urls["identity"])
    fleet = Fleet(tmp_path, urls, form.bus_url(), object_store.url)
    fleet.start()
    reviving = asyncio.create_task(_revive(fleet))
    try:
        await until(lambda: fleet.is_ready, within=90)
        await until(lambda: private_rabbitmq.remembers(form.bus_url(), *form.queues), within=30)
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(fleet.client())
            people = await furnish_over_http(client, CITY, PASSWORD)
            # The city is founded in good weather; every process goes on in bad.
            await asyncio.to_thread(fleet.restart_with, FAULTS=FAULTS)
            await until(lambda: fleet.is_ready, within=90)
            told, faults = await _weather(fleet, private_postgres, private_rabbitmq, people)
            with capsys.disabled():
                print(
                    f"\nchaos: seed {SEED}, {sum(faults.values())} kills ({dict(faults)}), "
                    f"{len(told.reports)} reports, {len(told.closed)} closed"
                )
            resting = await _rest(urls, lambda: private_rabbitmq.waiting(form.bus_url()))
        broken = await check.violations(urls, told)
    finally:
        reviving.cancel()
        fleet.end()
    with capsys.disabled():
        print(f"at rest in {resting:.1f} s")
    assert broken == [], check.report(broken)
    assert len(told.closed) > 10


async def _revive(fleet: Fleet) -> None:
    """Start again what died of an injected fault, as an operator's supervisor would."""
    while True:
        await asyncio.sleep(0.5)
        fleet.revive()


async def _first_administrator(url: str) -> None:
    database = Database(url, name="identity", pool=2)
    await create_administrator(
        database,
        username="admin",
        name="系统管理员",
        password=PASSWORD,
        organisation_code="210400",
        organisation_name="抚顺市",
    )
    await database.close()


async def _weather(fleet, postgres, rabbitmq, people):
    """Let crews work while things die; everything is running again at the end."""
    chance = random.Random(SEED)
    listed = await steps.organisations(people["admin"])
    district = next(each["id"] for each in listed if each["code"] == "210402")
    load = Load(people, district)
    faults: Counter[str] = Counter()
    ends = time.monotonic() + SECONDS
    async with asyncio.TaskGroup() as group:
        for number in range(CREWS):
            group.create_task(load.crew(number))
        while time.monotonic() < ends:
            await asyncio.sleep(chance.uniform(1, 4))  # the weather is not a condition
            await asyncio.to_thread(_strike, chance, fleet, postgres, rabbitmq, faults)
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


async def _rest(urls: dict[str, str], queued: Callable[[], dict[str, str]]) -> float:
    """Wait until nothing waits anywhere; the seconds it took.

    A fact leaves a table when the broker has it, and a queue when its work is committed: nothing
    waits when both were empty, looked at twice, for one may have gone over between two looks.
    """
    started = time.monotonic()
    looks: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(REST):
            while looks[-2:] != [{}, {}]:
                looks.append({**await asyncio.to_thread(queued), **await check.unrest(urls)})
    except TimeoutError:
        pytest.fail(f"still waiting {REST} s after the last fault: {looks[-1]}")
    return time.monotonic() - started
