"""Every process is restarted in turn, as an update does it, while people work: nobody notices.

Each API runs twice, and whoever can't be reached is passed over for the other one, as the gateway
does. `RESTARTS_RATE` sets the requests a second (20).
"""

import asyncio
import os
import random
import time
from contextlib import AsyncExitStack
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.demo.person import Person
from deploy.embedded.assembly import SERVICES
from deploy.embedded.first_start import furnish_over_http
from services.chassis import migrate
from tests.chaos import check
from tests.chaos.load import Acknowledged
from tests.chaos.test_chaos import CITY, PASSWORD, _first_administrator
from tests.forms import Form, until
from tests.processes import Fleet, Process

RATE = float(os.environ.get("RESTARTS_RATE", "20"))

pytestmark = [pytest.mark.service, pytest.mark.chaos]


async def test_an_update_is_noticed_by_nobody(
    private_postgres, private_rabbitmq, object_store, tmp_path, capsys
):
    form = Form("distributed", tmp_path, private_postgres.create, private_rabbitmq.new_vhost)
    urls = {service.name: form.database_url(service.name) for service in SERVICES}
    await form.declare_topology(*SERVICES)
    for service in SERVICES:
        await migrate.upgrade(service, urls[service.name])
    await _first_administrator(urls["identity"])
    fleet = Fleet(tmp_path, urls, form.bus_url(), object_store.url, apis=2)
    fleet.start()
    try:
        await until(lambda: fleet.is_ready, within=120)
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(fleet.client())
            people = await furnish_over_http(client, CITY, PASSWORD)
            crowd = Crowd(people)
            asking = asyncio.create_task(crowd.ask())
            # A city at work: everybody has been asked before, and knows identity's keys.
            await until(lambda: crowd.asked > RATE * 3, within=30)
            for process in fleet.processes:
                status = await asyncio.to_thread(process.stop)
                assert status == 0, f"{process.service} {process.kind} ended with {status}"
                process.start()
                await until(partial(asyncio.to_thread, _is_ready, process), within=60)
            crowd.ending = True
            await asking

            async def rests() -> bool:
                return await check.unrest(urls) == {}

            await until(rests, within=30)
        broken = await check.violations(urls, crowd.told)
    finally:
        fleet.end()
    with capsys.disabled():
        print(f"\nrestarts: {len(fleet.processes)}, {crowd.asked} requests, {crowd.failed}")
    assert crowd.failed == []
    assert broken == []
    assert crowd.asked > RATE * 10


def _is_ready(process: Process) -> bool:
    return process.is_ready


class Crowd:
    """People who report and look, at a steady rate, whatever happens."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = people
        self.told = Acknowledged()
        self.failed: list[str] = []
        self.asked = 0
        self.ending = False
        self._chance = random.Random(RATE)

    async def ask(self) -> None:
        started = time.monotonic()
        async with asyncio.TaskGroup() as group:
            while not self.ending:
                # The rate is kept, also when answers are late.
                await asyncio.sleep(max(0, started + self.asked / RATE - time.monotonic()))
                group.create_task(self._report() if self.asked % 2 else self._look())
                self.asked += 1

    async def _report(self) -> None:
        case_id = uuid4()
        # Apart from one another, as reports at one place are compared with each other.
        place = {
            "address": "站前街",
            "longitude": 123.8 + self._chance.random() / 5,
            "latitude": 41.8 + self._chance.random() / 5,
        }
        body = {
            "id": str(case_id),
            "mode": "general",
            "description": "路边堆放垃圾",
            "place": place,
        }
        key = {"Idempotency-Key": str(uuid4())}
        if await self._sent("inspector-zqj", "POST", "/api/intake/reports", json=body, headers=key):
            self.told.reports.add(case_id)

    async def _look(self) -> None:
        username, path = (
            ("reviewer1", "/api/review/problems?limit=20"),
            ("lead1", "/api/ledger/cases?limit=20"),
            ("lead1", "/api/identity/organisations"),
            ("handler-xf", "/api/closure/cases?limit=20"),
        )[self.asked // 2 % 4]
        await self._sent(username, "GET", path)

    async def _sent(self, username: str, method: str, path: str, **content: Any) -> bool:
        try:
            answer = await self.people[username].request(method, path, **content)
        except httpx.HTTPError as error:
            self.failed.append(f"{method} {path}: {error!r}")
            return False
        if not answer.is_success:
            self.failed.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer.is_success
