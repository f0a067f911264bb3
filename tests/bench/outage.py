"""The broker is away while people report at a steady rate: whether they notice, and how soon what
waited is gone.

`OUTAGE_SECONDS` sets how long it is away (60), `OUTAGE_RATE` the reports a second (20).
"""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from tests.chaos import check
from tests.chaos.crowd import Crowd
from tests.chaos.founding import City, founded
from tests.forms import until
from tests.servers.postgres import private_postgres
from tests.servers.rabbitmq import private_rabbitmq

SECONDS = float(os.environ.get("OUTAGE_SECONDS", "60"))
RATE = float(os.environ.get("OUTAGE_RATE", "20"))
LONGEST = 600
"""Seconds after which the backlog counts as stuck."""


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    """Over servers of its own, as others use the given ones."""
    folder.mkdir(parents=True, exist_ok=True)
    with private_postgres() as databases, private_rabbitmq() as own:
        async with founded(databases, own, store.url, folder) as city:
            crowd = Crowd(city.people, rate=RATE)
            async with asyncio.TaskGroup() as group:
                group.create_task(crowd.work(crowd.report))
                await until(lambda: crowd.answered >= RATE, within=LONGEST)
                crowd.repeated.clear()
                await asyncio.to_thread(own.stop)
                before, left = len(crowd.told.reports), time.monotonic()
                await asyncio.sleep(SECONDS)
                backlog, reports = await _waiting(city), len(crowd.told.reports) - before
                away = time.monotonic() - left
                await asyncio.to_thread(own.start)
                back = time.monotonic()
                # People go on reporting: only what is new may still be there.
                await until(lambda: _is_gone(city), within=LONGEST)
                gone, failed = time.monotonic() - back, dict(crowd.repeated)
                crowd.ending = True
            applied = gone + await city.rest(within=LONGEST)
            broken = await check.violations(city.urls, crowd.told)
    print(f"  broker away for {away:.0f} s: {reports} reports taken, {reports / away:.1f} a second")
    print(f"  submits that failed: {sum(failed.values())} {failed or ''}")
    print(f"  facts that waited when it came back: {backlog}")
    print(f"  these had left after {gone:.1f} s, and all had taken effect after {applied:.1f} s")
    print(f"  broken promises: {broken or 'none'}")


async def _waiting(city: City) -> int:
    """Facts and tasks in all outboxes."""
    counts = [await check.rows(url, "SELECT count(*) FROM outbox") for url in city.urls.values()]
    return sum(count for [(count,)] in counts)


async def _is_gone(city: City) -> bool:
    """Nothing in any outbox is older than what the relay carries in a moment."""
    old = "SELECT count(*) FROM outbox WHERE created_at < now() - interval '2 seconds'"
    counts = [await check.rows(url, old) for url in city.urls.values()]
    return sum(count for [(count,)] in counts) == 0
