"""A founded city as processes on servers of its own, for whatever a test does to it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.demo.person import Person
from deploy.embedded.assembly import SERVICES
from deploy.embedded.first_start import furnish_over_http
from services.chassis import migrate
from services.chassis.database import Database
from services.identity.first_administrator import create_administrator
from tests.chaos import check
from tests.forms import Form, until
from tests.processes import Fleet
from tests.servers.postgres_server import PostgresServer
from tests.servers.rabbitmq_private import PrivateRabbitmq

PASSWORD = "long-enough-for-tests"
CITY = Path("deploy/cities/fushun")


@dataclass
class City:
    """The processes, each service's database, what the broker's queues hold, and the people by
    username."""

    fleet: Fleet
    urls: dict[str, str]
    queued: Callable[[], dict[str, str]]
    people: dict[str, Person]

    async def rest(self, *, within: float) -> float:
        """Wait until nothing waits anywhere; the seconds it took.

        A fact leaves a table when the broker has it, and a queue when its work is committed:
        nothing waits when both were empty, looked at twice, for one may have gone over between two
        looks.
        """
        started = time.monotonic()
        looks: list[dict[str, Any]] = []
        try:
            async with asyncio.timeout(within):
                while looks[-2:] != [{}, {}]:
                    queued = await asyncio.to_thread(self.queued)
                    looks.append({**queued, **await check.unrest(self.urls)})
        except TimeoutError:
            raise AssertionError(f"still waiting after {within:.0f} s: {looks[-1:]}") from None
        return time.monotonic() - started


@asynccontextmanager
async def founded(
    postgres: PostgresServer,
    rabbitmq: PrivateRabbitmq,
    objects_url: str,
    folder: Path,
    *,
    apis: int = 1,
) -> AsyncIterator[City]:
    """Everything ready, the city loaded in good weather; the processes are killed at the end."""
    form = Form("distributed", folder, postgres.create, rabbitmq.new_vhost)
    urls = {service.name: form.database_url(service.name) for service in SERVICES}
    await form.declare_topology(*SERVICES)
    for service in SERVICES:
        await migrate.upgrade(service, urls[service.name])
    await _first_administrator(urls["identity"])
    fleet = Fleet(folder, urls, form.bus_url(), objects_url, apis=apis)
    fleet.start()
    try:
        await until(lambda: asyncio.to_thread(lambda: fleet.is_ready), within=300)
        await until(lambda: rabbitmq.remembers(form.bus_url(), *form.queues), within=60)
        async with fleet.client() as client:
            people = await furnish_over_http(client, CITY, PASSWORD)
            yield City(fleet, urls, lambda: rabbitmq.waiting(form.bus_url()), people)
    finally:
        fleet.end()


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
