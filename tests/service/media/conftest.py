"""The media room over both databases."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.service.media.room import Room, opened


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/media.db"
    url: str = request.getfixturevalue("postgres_server").create(f"media_{uuid4().hex[:8]}")
    return url


@pytest.fixture
async def room(database_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(database_url, tmp_path) as found:
        yield found
