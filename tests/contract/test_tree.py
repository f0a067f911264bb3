"""Every service is laid out alike, stays small, and stands alone."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
from services.chassis.blueprint import Service
from tests.whole import NAMES, SERVICES

ROOT = Path(services.__file__).parent

SAME_EVERYWHERE = {
    *("__init__", "__main__", "app", "settings", "domain", "routes", "handlers"),
    *("store", "tables", "migrations", "jobs", "works", "clients"),
}
OWN: dict[str, set[str]] = {
    "identity": {
        *("access_tokens", "accounts", "admission", "announcing", "hashing", "keyring"),
        *("blocked_passwords", "blocked_passwords.txt", "first_administrator", "resources"),
        *("audit", "key_changes", "outside", "outside_link", "provider"),
        *("proving", "second_factor", "second_factor_reset", "secrets"),
    },
    "intake": {
        *("agreement", "backfill", "commands", "judgement", "judging", "knowledge", "learning"),
        *(
            "imports",
            "late_photos",
            "metrics",
            "import_tables",
            "external_tables",
            "resources",
            "sheets",
            "trial",
        ),
        *("external", "open311", "submitting", "trial"),
    },
    "dispatch": {"departments", "metrics", "official_calendar", "start"},
    "ledger": {
        *(
            "bulletin",
            "chain",
            "commands",
            "editions",
            "entering",
            "journal_text",
            "sampling",
            "reckoning",
            "metrics",
            "rebuild",
            "start",
        ),
        *(
            "auditing",
            "checkpointing",
            "exports",
            "layouts",
            "merkle",
            "notes",
            "resources",
            "statistics",
        ),
        *("table", "verification", "watch"),
    },
    "notice": {
        *("metrics", "placing", "resources", "rules.csv", "sealing", "sending", "templates.csv"),
        "watch",
    },
    "media": {
        *("awaited", "forms", "links", "reliability", "taking_in", "tickets"),
        *("captions", "delivery", "frames", "lettering", "originals", "pictures", "resources"),
        *("audit", "commands", "metrics", "renditions", "retention"),
        *("sandbox", "sandboxes", "side_by_side"),
        *("uploads", "watermark", "case_warnings", "checking", "differences", "fingerprinting"),
        *("fingerprints", "near_copies", "pages", "screens", "verification"),
        *("colours", "covers", "ghosts", "layouts", "logos", "templates"),
    },
}
"""What a service has of its own beside the files that all have, named for what it does."""
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service"} | {
    "constants",
    "misc",
    "repositories",
}
LONGEST = 400
IMPORT_ALL = """
import importlib, pkgutil, services.{name} as package
service = importlib.import_module(package.__name__ + ".app").service
print(package.__file__)
print(*sorted(event.type for event in service.handlers))
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if "__main__" not in found.name and ".migrations" not in found.name:
        importlib.import_module(found.name)
"""

every_name = pytest.mark.parametrize("name", NAMES)
every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def strangers(root: Path, name: str) -> set[str]:
    """Files of a service that are neither the same everywhere nor listed as its own."""
    found = {path.stem if path.suffix == ".py" else path.name for path in _visible(root / name)}
    return found - SAME_EVERYWHERE - OWN.get(name, set())


def forbidden(root: Path) -> set[str]:
    return {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.stem in FORBIDDEN or path.stem.endswith(("_utils", "_helpers", "_manager"))
    }


def too_long(root: Path) -> dict[str, int]:
    lengths = {
        str(path.relative_to(root)): len(path.read_text("utf-8").splitlines())
        for path in root.rglob("*.py")
    }
    return {path: lines for path, lines in lengths.items() if lines > LONGEST}


def unexplained(root: Path) -> set[str]:
    """Modules without a docstring; migrations speak by their message."""
    return {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None
        and not (path.name == "__init__.py" and path.parent.name == "migrations")
    }


def _visible(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.name != "__pycache__")


@every_name
def test_a_service_has_the_files_that_all_have_and_those_listed_as_its_own(name: str):
    assert strangers(ROOT, name) == set()


@every_name
def test_nothing_is_listed_as_a_services_own_that_is_not_there(name: str):
    there = {path.stem if path.suffix == ".py" else path.name for path in _visible(ROOT / name)}

    assert OWN.get(name, set()) <= there


@every_name
def test_a_service_can_be_served_worked_and_migrated(name: str):
    there = {path.stem for path in _visible(ROOT / name)}

    assert {"__init__", "__main__", "app", "routes", "tables", "migrations"} <= there


def test_no_file_has_a_name_that_says_nothing():
    assert forbidden(ROOT) == set()


def test_no_file_is_too_long():
    assert too_long(ROOT) == {}


def test_every_file_says_what_it_is():
    assert unexplained(ROOT) == set()


def test_the_linter_sees_what_is_wrong(tmp_path: Path):
    toy = tmp_path / "toy"
    (toy / "migrations").mkdir(parents=True)
    (toy / "app.py").write_text('"""A toy."""\n')
    (toy / "helpers.py").write_text("x = 1\n" * (LONGEST + 1))
    (toy / "gears.py").write_text('"""Wheels."""\n')

    assert strangers(tmp_path, "toy") == {"helpers", "gears"}
    assert forbidden(tmp_path) == {"toy/helpers.py"}
    assert too_long(tmp_path) == {"toy/helpers.py": LONGEST + 1}
    assert unexplained(tmp_path) == {"toy/helpers.py"}


@every_service
def test_a_service_imports_with_only_its_own_folder_present(service: Service, tmp_path: Path):
    """As in its image: contracts, chassis and the service, nothing else of ours."""
    image = tmp_path / "services"
    image.mkdir()
    shutil.copy(ROOT / "__init__.py", image)
    for part in ("contracts", "chassis", service.name):
        shutil.copytree(ROOT / part, image / part, ignore=shutil.ignore_patterns("__pycache__"))

    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL.format(name=service.name)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        str(image / service.name / "__init__.py"),
        " ".join(sorted(event.type for event in service.handlers)),
    ]
