"""A server's process: started in a folder of its own, ended politely or not."""

import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from tests.servers.finding import Unavailable
from tests.servers.waiting import until


class Daemon:
    """A process with its children, which can be started again after it ended."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        self.log = folder / f"{Path(command[0]).name}.log"
        self._command = list(command)
        self._folder = folder
        self._environment = dict(os.environ if environment is None else environment)
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, *, ready: Callable[[], bool], within: float = 60) -> None:
        """Start it and wait until it is ready; refuses, with its last words, when it ends."""
        assert not self.running, "started already"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **as_user(self._user),
            )
        until(lambda: not self.running or ready(), within=within)
        if not self.running or not ready():
            self.kill()
            raise Unavailable(f"{self.log.stem} did not start: {self._last_words()}")

    def stop(self, sign: signal.Signals = signal.SIGTERM, *, within: float = 20) -> None:
        """Ask the process to end; what is left of it after that time is killed."""
        if self.running:
            family = self._family()
            self._process.send_signal(sign)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(within)
            _kill(family)
            self._process.wait()

    def kill(self) -> None:
        """End the process and its children at once, as a power cut would."""
        if self.running:
            self._process.send_signal(
                signal.SIGSTOP
            )  # no new children while the others are counted
            _kill(self._family())
            self._process.wait()

    def _family(self) -> list[psutil.Process]:
        parent = psutil.Process(self._process.pid)
        return [parent, *parent.children(recursive=True)]

    def _last_words(self) -> str:
        return " ".join(self.log.read_text(errors="replace").split())[-300:]


def as_user(name: str | None) -> dict[str, object]:
    """What subprocess needs to run a program as that user and in no other group."""
    if name is None:
        return {}
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


def _kill(family: list[psutil.Process]) -> None:
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    until(lambda: not any(_lives(process) for process in family), within=10)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
