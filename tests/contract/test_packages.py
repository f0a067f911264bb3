"""An image holds chassis, contracts, one service and that service's packages: they must suffice."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import services
from tests.whole import NAMES

ROOT = Path(services.__file__).parent
PROJECT = tomllib.loads((ROOT.parent / "pyproject.toml").read_text("utf-8"))
DISTRIBUTIONS = packages_distributions()

Wanted = tuple[str, frozenset[str]]


def in_image(name: str) -> set[str]:
    """The distributions that the image of a service installs, with all they need."""
    declared = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"][name]]
    installed: set[Wanted] = set()
    waiting = [_wanted(Requirement(line)) for line in declared]
    while waiting:
        wanted = waiting.pop()
        if wanted not in installed:
            installed.add(wanted)
            waiting += _needs(wanted)
    return {name for name, _ in installed}


def imported(name: str) -> set[str]:
    """The packages that a service imports, wherever in the code that is: in its own folder, and in
    the parts of chassis and contracts that these lead to."""
    waiting = list((ROOT / name).rglob("*.py"))
    read: set[Path] = set()
    found: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in read:
            continue
        read.add(path)
        for module in _modules(path):
            if module.split(".")[0] == "services":
                waiting += _files(module)
            else:
                found.add(module.split(".")[0])
    return found - set(sys.stdlib_module_names)


def _modules(path: Path) -> Iterator[str]:
    """Everything that a file imports by name; of `from a import b` both `a` and `a.b`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module.startswith("services."):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files(module: str) -> list[Path]:
    """A module's file, and those of the packages it lies in; nothing for a name inside a module."""
    parts = module.split(".")[1:]
    packages = [ROOT.joinpath(*parts[:end], "__init__.py") for end in range(len(parts) + 1)]
    return [
        each for each in (*packages, ROOT.joinpath(*parts).with_suffix(".py")) if each.is_file()
    ]


def absent(modules: set[str], distributions: set[str]) -> set[str]:
    return {
        module
        for module in modules
        if not {canonicalize_name(each) for each in DISTRIBUTIONS.get(module, [])} & distributions
    }


def _wanted(requirement: Requirement) -> Wanted:
    return canonicalize_name(requirement.name), frozenset(requirement.extras)


@cache
def _needs(wanted: Wanted) -> list[Wanted]:
    name, extras = wanted
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return []
    found = map(Requirement, lines)
    return [
        _wanted(each)
        for each in found
        if each.marker is None
        or any(each.marker.evaluate({"extra": extra}) for extra in extras | {""})
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_services_image_has_every_package_it_imports(name: str):
    assert absent(imported(name), in_image(name)) == set()


def test_a_part_of_the_chassis_is_a_package_for_those_who_use_it_only():
    assert {"minio", "shapely"} <= imported("media")
    assert not {"minio", "shapely"} & imported("review")
    assert {"fastapi", "sqlalchemy", "aio_pika"} <= imported("review")


def test_the_guard_sees_a_package_of_another_service():
    assert absent({"fastapi", "argon2"}, in_image("identity")) == set()
    assert absent({"fastapi", "argon2"}, in_image("review")) == {"argon2"}
