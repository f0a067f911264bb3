"""`make sbom`: what the services are made of, as CycloneDX 1.6, and the licence of each part.

The packages are those of `requirements.lock` that some service's image holds, installed beside one
another with nothing of ours or of the tests.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from deploy.pinned import ROOT, of_image, read_lock, with_their_own

FOLDER = ROOT / "sbom"
UNKNOWN = "unknown"


def services() -> list[str]:
    """The services that have an image, by their folders."""
    return sorted(path.parent.name for path in (ROOT / "services").glob("*/app.py"))


def requirements() -> str:
    """The lock's lines of every package in some image."""
    names = {name for service in services() for name in of_image(service)}
    pins = read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    return "".join(f"{pin.text}\n" for pin in with_their_own(names, pins))


def licences(sbom: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Name, version and licence of every part, by name."""
    rows = []
    for part in sbom["components"]:
        named = (
            given.get("expression")
            or given.get("license", {}).get("id")
            or given.get("license", {}).get("name")
            for given in part.get("licenses", [])
        )
        rows.append((part["name"], part["version"], " / ".join(filter(None, named)) or UNKNOWN))
    return sorted(rows, key=lambda row: row[0].lower())


def make(folder: Path) -> list[tuple[str, str, str]]:
    """Write `sbom.json` and `licences.csv`; the licences."""
    folder.mkdir(exist_ok=True)
    tools = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "requirements.txt").write_text(requirements(), encoding="utf-8")
        python = place / "installed" / "bin" / "python"
        _run(tools / "uv", "venv", "--quiet", place / "installed")
        _run(
            *(tools / "uv", "pip", "sync", "--quiet", "--require-hashes"),
            *("--python", python, place / "requirements.txt"),
        )
        _run(
            *(tools / "cyclonedx-py", "environment", "--output-reproducible"),
            *("--pyproject", ROOT / "pyproject.toml", "-o", folder / "sbom.json", python),
        )
    found = licences(json.loads((folder / "sbom.json").read_text(encoding="utf-8")))
    with (folder / "licences.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "version", "licence"), *found])
    return found


def _run(*command: str | Path) -> None:
    subprocess.run([str(each) for each in command], check=True)  # noqa: S603 - tools of the lock


if __name__ == "__main__":
    made = make(FOLDER)
    print(f"{len(made)} parts in {FOLDER}")
    for name, version, licence in made:
        if licence == UNKNOWN:
            print(f"  {name} {version} names no licence")
