"""One compose stack of the run's own: its secrets, its ports, its project's name."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.finding import Unavailable, need_docker
from tests.servers.ports import free_port

PROJECT = "shirong-test"
OVERRIDE = """\
services:
  gateway: {{ports: !override ["127.0.0.1:{gateway}:8080"]}}
  rabbitmq: {{ports: !override ["127.0.0.1:{broker}:5672"]}}
  prometheus: {{ports: !reset []}}
"""


@dataclass
class Stack:
    """The running containers. `gateway` and `broker` are published ports."""

    folder: Path
    gateway: int
    broker: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.gateway}"

    @property
    def password(self) -> str:
        """The administrator's, and that of the city's people."""
        return self.secret("ADMINISTRATOR_PASSWORD")

    def secret(self, name: str) -> str:
        [value] = re.findall(rf"^{name}=(.*)$", (self.folder / ".env").read_text(), re.MULTILINE)
        return str(value)

    def compose(self, *arguments: str) -> str:
        """Run `docker compose …`; what it printed. Fails with what it complained of."""
        files = ("deploy/compose.yaml", str(self.folder / "ports.yaml"))
        chosen = [part for file in files for part in ("-f", file)]
        command = ["docker", "compose", "-p", PROJECT, "--env-file", str(self.folder / ".env")]
        done = subprocess.run(
            [*command, *chosen, *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"compose {' '.join(arguments)}: {done.stderr[-2000:]}"
        return done.stdout

    def command(self, *arguments: str) -> str:
        """What the command for departments printed."""
        return self.compose("run", "--rm", "-T", "departments", *arguments)

    def kill(self, process: str) -> None:
        """SIGKILL its first process, as a fault would; the engine starts the container again."""
        container = self.compose("ps", "-q", process).strip()
        os.kill(int(_inspect(container)["State"]["Pid"]), signal.SIGKILL)

    def restarts(self, process: str) -> int:
        container = self.compose("ps", "-q", process).strip()
        return int(_inspect(container)["RestartCount"])

    def is_healthy(self, process: str) -> bool:
        container = self.compose("ps", "-q", process).strip()
        state = _inspect(container)["State"]
        return bool(state["Running"]) and state.get("Health", {}).get("Status") == "healthy"


@contextmanager
def a_stack(folder: Path) -> Iterator[Stack]:
    """Everything up and healthy, with the city's administrator and reference data; gone at the end.

    Refuses with Unavailable where there is no Docker engine, or not with this machine's processes.
    """
    need_docker()
    if os.geteuid() != 0:
        raise Unavailable("only root can kill the processes in containers")
    stack = Stack(folder, free_port(), free_port())
    made = [sys.executable, "deploy/secrets.py", "--file", str(folder / ".env")]
    subprocess.run(made, check=True, capture_output=True)
    ports = OVERRIDE.format(gateway=stack.gateway, broker=stack.broker)
    (folder / "ports.yaml").write_text(ports)
    try:
        # By itself first: what a failed build says would drown in what `up` says of all images.
        stack.compose("build")
        stack.compose("up", "-d", "--wait")
        stack.compose("run", "--rm", "-T", "load")
        yield stack
    finally:
        stack.compose("--profile", "*", "down", "-v", "--remove-orphans")


def _inspect(container: str) -> dict[str, Any]:
    asked = subprocess.run(["docker", "inspect", container], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(asked.stdout)[0]
    return found
