"""A city that is backed up at work and restored elsewhere has lost nothing and doubled nothing."""

import asyncio
import sys
from pathlib import Path

import pytest

from deploy.backup import keeping
from deploy.backup.manifest import Broken
from tests.chaos import check
from tests.forms import Form
from tests.service.backup.cities import SECRETS, Office, embedded, saved_at_work

pytestmark = pytest.mark.service


async def command(*arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.backup", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return int(process.returncode or 0), said.decode()


async def test_the_one_process_form_goes_on_from_a_backup_made_while_it_worked(tmp_path: Path):
    office = embedded(tmp_path)
    await office.found()
    async with office.open():
        case_id = await office.photo_report()

        async def save() -> str:
            data, to = str(office.form.folder), str(tmp_path / "backups")
            status, said = await command("save", "--data", data, "--to", to)
            assert status == 0, said
            return said.split()[-1]

        saved, told = await saved_at_work(office, save)

    again = embedded(tmp_path / "elsewhere")
    status, said = await command("restore", saved, "--data", str(again.form.folder))
    assert status == 0, said

    assert (again.form.folder / "secrets.json").read_bytes() == SECRETS
    await _goes_on(again, told, case_id)


async def test_servers_go_on_from_a_backup_with_an_empty_broker(
    tmp_path: Path, postgres_server, new_vhost, object_store
):
    def office(name: str) -> Office:
        (tmp_path / name).mkdir()
        objects = {
            "photos": f"{object_store.url.rpartition('/')[0]}/backup-{name}",
            "exports": f"file://{tmp_path}/{name}/exports",
        }
        form = Form("distributed", tmp_path / name, postgres_server.create, new_vhost)
        return Office(form, objects, tmp_path / name / ".env")

    first = office("first")
    await first.found()
    async with first.open() as system:
        case_id = await first.photo_report()
        # What the ledger would hear waits in the broker, which is not backed up.
        await system.runtimes["ledger"].bus.unsubscribe()
        saved, told = await saved_at_work(
            first, lambda: keeping.save(first.place, tmp_path / "backups")
        )

    again = office("again")
    await keeping.restore(saved, again.place)

    assert again.secrets_file.read_bytes() == SECRETS
    await _goes_on(again, told, case_id)


async def _goes_on(office: Office, told, case_id: str) -> None:
    async with office.open():
        await office.at_rest()
        assert await check.violations(office.urls, told) == []
        _, more = await saved_at_work(office, lambda: asyncio.sleep(0))
        await office.at_rest()
        assert await check.violations(office.urls, more) == []
        shown = await office.people["lead1"].get(f"/api/media/cases/{case_id}/photos")
        assert len(shown["items"]) == 1


async def test_a_backup_that_was_touched_is_refused_and_nothing_is_restored(tmp_path: Path):
    office = embedded(tmp_path)
    await office.found()
    saved = await keeping.save(office.place, tmp_path / "backups")
    await keeping.check(saved)
    with (saved / "databases" / "review.db").open("r+b") as file:
        file.seek(5000)
        file.write(b"\x00\x01\x02")

    with pytest.raises(Broken, match=r"review\.db is not what was backed up"):
        await keeping.restore(saved, embedded(tmp_path / "elsewhere").place)

    assert not (tmp_path / "elsewhere").exists()


async def test_a_restore_never_writes_over_a_city(tmp_path: Path):
    office = embedded(tmp_path)
    await office.found()
    saved = await keeping.save(office.place, tmp_path / "backups")

    with pytest.raises(Broken, match="is there already"):
        await keeping.restore(saved, office.place)
