"""PostgreSQL goes back to a moment between two mistakes, by the script that operators run."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.pinned import ROOT
from tests.chaos.check import rows
from tests.forms import until
from tests.servers.daemon import as_user
from tests.servers.postgres import require_programs
from tests.servers.postgres_private import PrivatePostgres
from tests.servers.report import or_skip

pytestmark = pytest.mark.service


@dataclass
class Archived:
    """A server that keeps its log in the folder `archive` beside its data."""

    server: PrivatePostgres

    @property
    def data(self) -> Path:
        return self.server.folder / "data"

    @property
    def user(self) -> str | None:
        return self.server.folder.owner() if os.geteuid() == 0 else None

    def pitr(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the script, as the server's user."""
        port = self.server.url("postgres").rpartition(":")[2].partition("/")[0]
        return subprocess.run(
            ["bash", str(self.server.folder / "pitr.sh"), *arguments],
            env=os.environ
            | {"ARCHIVE": f"{self.server.folder}/archive", "PGHOST": "127.0.0.1", "PGPORT": port},
            cwd=self.server.folder,
            capture_output=True,
            text=True,
            check=False,
            **as_user(self.user),
        )

    @property
    def logs(self) -> int:
        return len(list((self.server.folder / "archive" / "wal").glob("0*")))

    async def catch_up(self) -> None:
        """Wait until all that was committed is archived."""
        [(log,)] = await rows(
            self.server.url("postgres"), "SELECT pg_walfile_name(pg_current_wal_lsn())"
        )
        self.server.execute("SELECT pg_switch_wal()")
        await until((self.server.folder / "archive" / "wal" / log).exists, within=30)

    def restore(self, moment: str) -> None:
        """Lose all data; fill the place anew and start there."""
        self.server.kill()
        shutil.rmtree(self.data)
        self.data.mkdir()
        if self.user:
            shutil.chown(self.data, self.user)
        done = self.pitr("restore", str(self.data), moment)
        assert done.returncode == 0, done.stdout + done.stderr
        self.server.start()


@contextmanager
def _running() -> Iterator[Archived]:
    require_programs()
    archived = Archived(PrivatePostgres())
    folder = archived.server.folder
    try:
        (folder / "archive").mkdir()
        shutil.copy(ROOT / "deploy" / "postgres" / "pitr.sh", folder)
        if archived.user:
            shutil.chown(folder / "archive", archived.user)
        with (archived.data / "postgresql.auto.conf").open("a") as file:
            file.write("archive_mode = on\n")
            command = f'ARCHIVE={folder}/archive bash {folder}/pitr.sh archive "%p" "%f"'
            file.write(f"archive_command = '{command}'\n")
        archived.server.start()
        yield archived
    finally:
        archived.server.close()


@pytest.fixture
def archived() -> Iterator[Archived]:
    with or_skip("a private PostgreSQL", _running()) as found:
        yield found


async def test_a_server_goes_back_to_the_moment_before_a_mistake(archived: Archived):
    server = archived.server
    server.execute("CREATE TABLE cases (id int)", "INSERT INTO cases VALUES (1)")
    made = await asyncio.to_thread(archived.pitr, "base")
    assert made.returncode == 0, made.stderr
    server.execute("INSERT INTO cases VALUES (2)")
    url = server.url("postgres")
    [(before,)] = await rows(url, "SELECT clock_timestamp()::text")
    server.execute("DELETE FROM cases")
    await archived.catch_up()

    await asyncio.to_thread(archived.restore, before)

    await until(lambda: _is_writable(url), within=30)
    assert [row.id for row in await rows(url, "SELECT id FROM cases ORDER BY id")] == [1, 2]


async def test_the_latest_moment_has_everything_that_was_archived(archived: Archived):
    server = archived.server
    server.execute("CREATE TABLE cases (id int)")
    await asyncio.to_thread(archived.pitr, "base")
    server.execute("INSERT INTO cases VALUES (1)")
    await archived.catch_up()

    await asyncio.to_thread(archived.restore, "latest")

    url = server.url("postgres")
    await until(lambda: _is_writable(url), within=30)
    assert len(await rows(url, "SELECT id FROM cases")) == 1


def test_a_restore_never_writes_over_data(archived: Archived):
    done = archived.pitr("restore", str(archived.data), "latest")

    assert done.returncode == 1
    assert "isn't empty" in done.stdout


def test_a_moment_before_every_copy_is_refused(archived: Archived):
    archived.pitr("base")
    empty = archived.server.folder / "empty"
    empty.mkdir()

    done = archived.pitr("restore", str(empty), "2020-01-01 00:00:00+00")

    assert done.returncode == 1
    assert "no copy is older" in done.stdout


def test_old_copies_and_their_logs_are_dropped(archived: Archived):
    archived.pitr("base")
    logs = archived.logs
    later = archived.server.folder / "archive" / "base" / "2999-01-01T00-00-00Z"
    [first] = later.parent.glob("*Z")
    archived.server.execute("SELECT pg_switch_wal()")
    shutil.move(archived.pitr("base").stdout.strip(), later)

    done = archived.pitr("prune", "1")

    assert done.returncode == 0, done.stderr
    assert [each.name for each in later.parent.iterdir()] == [later.name]
    assert not first.exists()
    assert archived.logs <= logs + 1


async def _is_writable(url: str) -> bool:
    [(recovering,)] = await rows(url, "SELECT pg_is_in_recovery()")
    return not recovering
