"""Which server a run uses: the one that was asked for, else the first that can be had."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TypeVar

Server = TypeVar("Server")
Way = Callable[[ExitStack], Server]
"""A way to a server; it leaves on the stack whatever must be undone at the end."""


class Unavailable(Exception):
    """A server could not be had; says why, in words for the end of the run."""


def find(
    variable: str,
    *,
    at: Callable[[str, ExitStack], Server],
    ways: Mapping[str, Way[Server]],
    stack: ExitStack,
) -> Server:
    """The server at the URL, or by the way, that the environment variable names.

    Without the variable, the first of the ways that leads to a server.
    """
    wanted = os.environ.get(variable, "")
    if "://" in wanted:
        return at(wanted, stack)
    if wanted and wanted not in ways:
        raise Unavailable(f"{variable} must be a URL or one of: {', '.join(ways)}")
    reasons = []
    for name, way in ways.items():
        if wanted in ("", name):
            try:
                return way(stack)
            except Unavailable as reason:
                reasons.append(f"{name}: {reason}")
    raise Unavailable("; ".join(reasons))


def need_docker() -> None:
    """Refuse when no Docker engine answers."""
    if shutil.which("docker") is None:
        raise Unavailable("Docker is not installed")
    asked = subprocess.run(
        ["docker", "version", "--format", "{{.Server.Version}}"],
        capture_output=True,
        timeout=30,
        check=False,
    )
    if asked.returncode != 0:
        raise Unavailable("no Docker engine answers")


def in_a_line(error: BaseException) -> str:
    """The error's kind and the beginning of what it says."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said[:200]}" if said else type(error).__name__
