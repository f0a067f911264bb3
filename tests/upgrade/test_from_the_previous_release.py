"""An earlier version's city comes up to date with all its rows, and work goes on in it."""

from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.assembly import SERVICES
from services.chassis import migrate
from tests.chaos import check
from tests.forms import Form
from tests.service.backup.cities import Office, embedded, saved_at_work
from tests.upgrade import release

CLOSED = "SELECT case_id FROM entries WHERE kind = 'closed'"


@pytest.fixture(params=["embedded", pytest.param("distributed", marks=pytest.mark.service)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    """A city with nothing in it, not even tables."""
    if request.param == "embedded":
        made = embedded(tmp_path)
    else:
        postgres = request.getfixturevalue("postgres_server")
        new_vhost = request.getfixturevalue("new_vhost")
        made = Office(
            Form("distributed", tmp_path / "data", postgres.create, new_vhost),
            {"photos": f"file://{tmp_path}/data/objects"},
            tmp_path / ".env",
        )
    made.form.folder.mkdir()
    return made


async def test_every_row_is_kept_and_work_goes_on(office: Office):
    for service in SERVICES:
        url = office.urls[service.name]
        before = await release.put(service, url)

        await migrate.upgrade(service, url)

        assert await migrate.differences(service, url) == []
        after = await release.count(url, list(before))
        assert after == before, service.name
    ledger = office.urls["ledger"]
    closed = await check.rows(ledger, CLOSED)
    async with office.open():
        await office.at_rest()
        _, told = await saved_at_work(office, nothing)
        await office.at_rest()
        assert await check.violations(office.urls, told) == []
    assert closed
    assert set(closed) < set(await check.rows(ledger, CLOSED))


async def nothing() -> Any:
    """Work is all that is wanted."""
