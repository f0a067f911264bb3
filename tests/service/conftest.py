"""Service tests run the same code over both forms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms import Form


@pytest.fixture(params=["embedded", pytest.param("distributed", marks=pytest.mark.service)])
def form(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Form]:
    """A form with databases and a bus of this test's own."""
    if request.param == "embedded":
        yield Form("embedded", tmp_path)
        return
    postgres = request.getfixturevalue("postgres_server")
    new_vhost = request.getfixturevalue("new_vhost")
    yield Form("distributed", tmp_path, postgres.create, new_vhost)
