"""The media room over both databases, and sandboxes that are kept from test to test."""

from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from services.media import resources
from services.media.frames import Frame
from services.media.sandboxes import Sandboxes
from tests.service.media.room import Room, opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # One loop for all tests here, which the sandboxes that they share belong to.
    here, one_loop = Path(__file__).parent, pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if item.path.is_relative_to(here) and item.get_closest_marker("asyncio"):
            item.add_marker(one_loop, append=False)


class Lent(Sandboxes):
    """A process that another test used before and the next one uses after: to start one takes a
    second of the processor."""

    def __init__(self, kept: Sandboxes) -> None:
        super().__init__(0)
        self._kept = kept

    async def run(self, task: str, *parts: bytes, **header: Any) -> Frame:
        return await self._kept.run(task, *parts, **header)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kept_sandboxes() -> AsyncIterator[tuple[Sandboxes, Sandboxes]]:
    kept = Sandboxes(1), Sandboxes(1)
    yield kept
    for each in kept:
        await each.close()


@pytest.fixture(autouse=True)
def lend_sandboxes(
    kept_sandboxes: tuple[Sandboxes, Sandboxes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For photos, and for what strangers send: they are asked for in this order."""
    kept = cycle(kept_sandboxes)
    monkeypatch.setattr(resources, "Sandboxes", lambda count: Lent(next(kept)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/media.db"
        return
    postgres = request.getfixturevalue("postgres_server")
    url = postgres.create(f"media_{uuid4().hex[:8]}")
    yield url
    postgres.drop(url)


@pytest_asyncio.fixture(loop_scope="session")
async def room(database_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(database_url, tmp_path) as found:
        yield found
