"""Every process is restarted in turn, as an update does it, while people work.

Each API runs twice. Whoever can't be reached is passed over for the other one, as the gateway does
it; what failed all the same is sent again under the same key. However slow the machine is, every
request is answered in the end and has one effect. `RESTARTS_RATE` sets the requests a second (20).
"""

import asyncio
import os
from functools import partial

import pytest

from tests.chaos import check
from tests.chaos.crowd import Crowd
from tests.chaos.founding import founded
from tests.forms import until
from tests.processes import Process

RATE = float(os.environ.get("RESTARTS_RATE", "20"))
HANGS = 300
"""Seconds after which something won't come any more, on the slowest machine."""

pytestmark = [pytest.mark.service, pytest.mark.chaos]


async def test_an_update_loses_nothing_and_doubles_nothing(
    private_postgres, private_rabbitmq, object_store, tmp_path, capsys
):
    places = private_postgres, private_rabbitmq, object_store.url, tmp_path
    async with founded(*places, apis=2) as city:
        crowd = Crowd(city.people, rate=RATE)
        # What somebody of the crowd finds wrong ends the rest.
        async with asyncio.TaskGroup() as group:
            working = group.create_task(crowd.work(crowd.report, crowd.look))
            await until(lambda: crowd.answered > RATE, within=HANGS)
            for process in city.fleet.processes:
                await _restart(process, crowd)
            crowd.ending = True
            await until(working.done, within=HANGS)
        await city.rest(within=HANGS)
        broken = await check.violations(city.urls, crowd.told)
        [(stored,)] = await check.rows(city.urls["intake"], "SELECT count(*) FROM reports")

    with capsys.disabled():
        print(
            f"\nrestarts: {len(city.fleet.processes)}, {crowd.asked} requests, "
            f"sent again: {dict(crowd.repeated)}"
        )
    assert crowd.answered == crowd.asked
    assert broken == [], check.report(broken)
    assert stored == len(crowd.told.reports)


async def _restart(process: Process, crowd: Crowd) -> None:
    """End it cleanly and start it, with requests answered before, meanwhile and after."""
    status = await asyncio.to_thread(process.stop)
    assert status == 0, f"{process.service} {process.kind} ended with {status}"
    await until(partial(_more, crowd, crowd.answered + 1), within=HANGS)
    process.start()
    await until(lambda: asyncio.to_thread(lambda: process.is_ready), within=HANGS)
    await until(partial(_more, crowd, crowd.answered + 1), within=HANGS)


def _more(crowd: Crowd, answers: int) -> bool:
    return crowd.answered >= answers
