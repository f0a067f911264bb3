"""Service tests run the same code over both forms."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms import Form


@pytest.fixture(scope="session")
def free_vhosts() -> list[str]:
    """Cleared vhosts to be used again: to make and remove one takes longer than most tests."""
    return []


@pytest.fixture(params=["embedded", pytest.param("distributed", marks=pytest.mark.service)])
def form(request: pytest.FixtureRequest, tmp_path: Path, free_vhosts: list[str]) -> Iterator[Form]:
    """A form with databases and a bus of this test's own."""
    if request.param == "embedded":
        yield Form("embedded", tmp_path)
        return
    postgres = request.getfixturevalue("postgres_server")
    rabbitmq = request.getfixturevalue("rabbitmq_server")
    form = Form(
        "distributed",
        tmp_path,
        postgres.create,
        lambda: free_vhosts.pop() if free_vhosts else rabbitmq.new_vhost(),
    )
    yield form
    for url in form.databases:
        postgres.drop(url)
    if form.vhost:
        asyncio.run(form.clear_vhost())
        free_vhosts.append(form.vhost)
