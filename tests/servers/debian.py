"""Programs from Debian's packages, installed when they are missing and the caller is root."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.servers.finding import Unavailable


def program(find: Callable[[], Path | None], *, package: str) -> Path:
    """Where the program is, after installing its package if need be."""
    found = find()
    if found is None:
        _install(package)
        found = find()
    if found is None:
        raise Unavailable(f"Debian's {package} is installed, but its programs were not found")
    return found


def _install(package: str) -> None:
    if shutil.which("apt-get") is None:
        raise Unavailable(f"{package} is not installed, and this is not Debian")
    if os.geteuid() != 0:
        raise Unavailable(f"{package} is not installed, and only root can install it")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", package]):
        done = subprocess.run(
            ["apt-get", "-qq", *step],
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            last = done.stderr.strip().splitlines()[-1:]
            raise Unavailable(f"apt-get {' '.join(step)} failed: {' '.join(last)}")
