"""One stack for all tests of a run, with the city's people in it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from deploy.cities.city import read_city
from deploy.cities.people import demo_people
from deploy.demo.person import Person
from deploy.embedded.first_start import furnish_over_http
from tests.compose.stack import Stack, a_stack
from tests.servers.report import or_skip

CITY = Path("deploy/cities/fushun")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with or_skip("the compose stack", a_stack(tmp_path_factory.mktemp("compose"))) as stack:
        asyncio.run(_furnish(stack))
        yield stack


async def _furnish(stack: Stack) -> None:
    async with httpx.AsyncClient(base_url=stack.url, timeout=60) as client:
        await furnish_over_http(client, CITY, stack.password)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def people(stack: Stack) -> AsyncIterator[dict[str, Person]]:
    """The city's people, at the gateway."""
    async with httpx.AsyncClient(base_url=stack.url, timeout=60) as client:
        people = demo_people(read_city(CITY).organisations)
        yield {each.username: Person(client, each.username, stack.password) for each in people}
