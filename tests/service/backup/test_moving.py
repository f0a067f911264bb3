"""A city moves from the one-process form into the distributed one, and goes on there."""

from pathlib import Path

import pytest

from deploy import secrets
from deploy.backup import keeping
from deploy.backup.manifest import Broken
from deploy.embedded.assembly import SERVICES
from deploy.move.__main__ import data, environment
from services.chassis import migrate
from tests.chaos import check
from tests.forms import Form
from tests.service.backup.cities import Office, embedded, saved_at_work
from tests.unit.deploy.test_secrets import variables

pytestmark = pytest.mark.service


@pytest.fixture
def servers(tmp_path: Path, postgres_server, new_vhost, object_store) -> Office:
    """An installation of the distributed form with nothing in it."""
    (tmp_path / "servers").mkdir()
    form = Form("distributed", tmp_path / "servers", postgres_server.create, new_vhost)
    address, _, _ = object_store.url.rpartition("/")
    exports = f"file://{tmp_path}/servers/exports"
    objects = {"photos": f"{address}/moved", "exports": exports}
    return Office(form, objects, tmp_path / "servers" / ".env")


async def test_everything_is_there_and_work_goes_on(tmp_path: Path, servers: Office):
    office = embedded(tmp_path)
    await office.found()
    async with office.open():
        case_id = await office.photo_report()
        saved, told = await saved_at_work(
            office, lambda: keeping.save(office.place, tmp_path / "backups")
        )
    for service in SERVICES:
        await migrate.upgrade(service, servers.form.database_url(service.name))

    brought = await data(saved, servers.place)

    assert brought["photos"] == len(list((tmp_path / "data" / "objects").rglob("*.*")))
    async with servers.open():
        await servers.at_rest()
        assert await check.violations(servers.urls, told) == []
        lead = servers.people["lead1"]
        assert len((await lead.get(f"/api/media/cases/{case_id}/photos"))["items"]) == 1
        asked = {"where": {"text": "堆放垃圾"}}
        found = await lead.request(
            "POST", "/api/ledger/table/query", json=asked, params={"limit": 200}
        )
        shown = {each["case_id"] for each in found.json()["items"]}
        assert {str(each) for each in told.closed} <= shown
        _, more = await saved_at_work(servers, nothing)
        await servers.at_rest()
        assert await check.violations(servers.urls, more) == []


async def nothing() -> None:
    """Work is all that is wanted."""


async def test_a_city_that_is_there_already_is_left_alone(tmp_path: Path, servers: Office):
    office = embedded(tmp_path)
    await office.found()
    saved = await keeping.save(office.place, tmp_path / "backups")
    await servers.found()

    with pytest.raises(Broken, match="isn't empty"):
        await data(saved, servers.place)


def test_the_environment_keeps_the_citys_keys(tmp_path: Path):
    kept = {"cursor": "c" * 32, "keys": "k" * 48, "password": "open-sesame-of-the-city"}

    made = variables(environment(kept, {"CITY": "fushun", "CITY_CODE": "1", "CITY_NAME": "抚顺"}))

    assert made["KEY_SECRET"] == made["LEDGER_SECRET"] == kept["keys"]
    assert made["CURSOR_SECRET"] == made["MEDIA_SECRET"] == kept["cursor"]
    assert made["ADMINISTRATOR_PASSWORD"] == kept["password"]
    assert made.keys() == variables(secrets.EXAMPLE.read_text("utf-8")).keys()
