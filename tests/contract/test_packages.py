"""An image holds chassis, contracts, one service and that service's packages: they must suffice."""

import ast
import sys
import tomllib
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


def imported(*folders: str) -> set[str]:
    """The first word of everything imported, wherever in the code that is, except our own."""
    found = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"services"}


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
    assert absent(imported("chassis", "contracts", name), in_image(name)) == set()


def test_the_guard_sees_a_package_of_another_service():
    assert absent({"fastapi", "argon2"}, in_image("identity")) == set()
    assert absent({"fastapi", "argon2"}, in_image("review")) == {"argon2"}
