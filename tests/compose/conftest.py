"""One stack for all tests of a run, with the city's people in it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

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
