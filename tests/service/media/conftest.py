"""The media room over both databases."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.service.media.room import Room, opened


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/media.db"
        return
    postgres = request.getfixturevalue("postgres_server")
    url = postgres.create(f"media_{uuid4().hex[:8]}")
    yield url
    postgres.drop(url)


@pytest.fixture
async def room(database_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(database_url, tmp_path) as found:
        yield found
