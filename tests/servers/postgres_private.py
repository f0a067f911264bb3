"""A PostgreSQL cluster of the test's own, from Debian's package."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from tests.servers.daemon import Daemon, as_user
from tests.servers.debian import program
from tests.servers.finding import Unavailable
from tests.servers.ports import free_port
from tests.servers.postgres_server import PostgresServer

UNSYNCED = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
ROOM = 4_000_000_000


class PrivatePostgres(PostgresServer):
    """A server that may be killed and started again: same port, same data."""

    def __init__(self, *, synced: bool = True) -> None:
        """Make a new cluster, synced as in service unless said otherwise; it is not started."""
        programs = program(_programs, package="postgresql")
        port = free_port()
        super().__init__(f"postgresql://postgres@127.0.0.1:{port}/postgres")
        place = None if synced else _memory()
        self.folder = Path(tempfile.mkdtemp(prefix="shirong-postgres-", dir=place))
        user = _unprivileged_user()
        if user is not None:
            shutil.chown(self.folder, user)
        _initdb(programs / "initdb", self.folder / "data", user=user)
        self._daemon = Daemon(
            [
                *(programs / "postgres", "-D", self.folder / "data"),
                *("-h", "127.0.0.1", "-p", str(port), "-k", ""),
                *([] if synced else UNSYNCED),
            ],
            folder=self.folder,
            user=user,
        )

    def start(self) -> None:
        """Start it, recovering first if it was killed; returns when it answers."""
        self._daemon.start(ready=self._answers)

    def kill(self) -> None:
        """End it with SIGKILL, its children too."""
        self._daemon.kill()

    def stop(self) -> None:
        """End it cleanly: sessions are cut, nothing is left to recover."""
        self._daemon.stop(signal.SIGINT)

    def restart(self) -> None:
        """Start it again, after a clean stop if it runs."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Kill it and remove its data."""
        self.kill()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        try:
            self.require_superuser()
        except Unavailable:
            return False
        return True


def _memory() -> Path | None:
    """A folder in memory, where there is one with room for a run's databases."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


def require_programs() -> None:
    """Refuse when PostgreSQL is not installed on this machine."""
    if _programs() is None:
        raise Unavailable("PostgreSQL is not installed")


def _programs() -> Path | None:
    """The folder with the newest server's programs; Debian keeps them off the PATH."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    on_path = shutil.which("initdb")
    if newest is None and on_path is not None:
        newest = Path(on_path).resolve()
    return newest.parent if newest else None


def _unprivileged_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _initdb(initdb: Path, data: Path, *, user: str | None) -> None:
    done = subprocess.run(
        [
            *(initdb, "-D", data, "-E", "UTF8", "--locale=C.UTF-8"),
            *("-U", "postgres", "--auth=trust", "--no-sync"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=data.parent,
        **as_user(user),
    )
    if done.returncode != 0:
        raise Unavailable(f"initdb failed: {done.stderr.strip()[-200:]}")
