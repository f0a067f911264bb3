"""A whole city in both forms, loaded once for all journeys, with a clock that can be turned.

It ends with the journeys: a loop that stands still while other tests run answers no heartbeat.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from deploy.demo import steps
from deploy.demo.clock import TurnedClock
from deploy.demo.person import Person
from deploy.embedded.assembly import SERVICES, System, assembled
from deploy.embedded.first_start import furnish
from services.chassis.local_bus import LocalBus
from tests.forms import Form
from tests.migrated import migrated

CITY = Path("deploy/cities/fushun")
PASSWORD = "long-enough-for-tests"


@dataclass
class City:
    """What a journey needs: the people by username, the organisations by code, the clock."""

    system: System
    clock: TurnedClock
    form: str
    people: dict[str, Person]
    organisations: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name.replace("_", "-")]
        except KeyError:
            raise AttributeError(name) from None

    async def run_jobs(self, *services: str) -> None:
        """Do now what the timers would do soon."""
        for name in services:
            runtime = self.system.runtimes[name]
            for job in runtime.service.jobs:
                await job.run(runtime)


@pytest_asyncio.fixture(
    params=["embedded", pytest.param("distributed", marks=pytest.mark.service)],
    scope="package",
    loop_scope="package",
)
async def city(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[City]:
    folder = tmp_path_factory.mktemp(request.param)
    async with AsyncExitStack() as stack:
        clock = TurnedClock()
        system = await stack.enter_async_context(_system(request, folder, clock))
        yield await _settled(system, clock, request.param)


def _system(request: pytest.FixtureRequest, folder: Path, clock: TurnedClock) -> Any:
    form = Form(
        request.param,
        folder,
        settings={
            "identity_url": "http://shirong/api/identity",
            "media_url": "http://shirong/api/media",
            "objects_url": f"file://{folder}/objects",
            "key_secret": "only-for-tests-0123456789-0123456789",
        },
    )
    if not form.is_embedded:
        form.create_database = request.getfixturevalue("postgres_server").create
        form.new_vhost = request.getfixturevalue("rabbitmq_server").new_vhost
        store = request.getfixturevalue("object_store")
        form.settings = {**form.settings, "objects_url": store.url}
    return _running(form, clock)


@asynccontextmanager
async def _running(form: Form, clock: TurnedClock) -> AsyncIterator[System]:
    settings = {service.name: form.settings_of(service) for service in SERVICES}
    for service in SERVICES:
        await migrated(service, settings[service.name].database_url)
    await form.declare_topology(*SERVICES)
    bus = LocalBus() if form.is_embedded else None
    async with assembled(settings, clock=clock, bus=bus) as system:
        yield system


async def _settled(system: System, clock: TurnedClock, form: str) -> City:
    """Load the city and its people."""
    people = await furnish(system, CITY, PASSWORD)
    listed = await steps.organisations(people["admin"])
    return City(system, clock, form, people, {each["code"]: each["id"] for each in listed})
