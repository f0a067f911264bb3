"""A service's image holds every package that the service's code imports."""

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from deploy.pinned import ROOT, of_image, read_lock, with_their_own
from tests.whole import NAMES

PINS = read_lock((ROOT / "requirements.lock").read_text("utf-8"))
DISTRIBUTIONS = packages_distributions()


@pytest.mark.parametrize("service", NAMES)
def test_what_a_service_imports_is_in_its_image(service: str):
    in_image = {each.name for each in with_their_own(of_image(service), PINS)}

    assert {
        module
        for module in imported(service)
        if in_image.isdisjoint(map(in_lock, DISTRIBUTIONS.get(module, [module])))
    } == set()


def in_lock(name: str) -> str:
    """A distribution's name as the lock spells it."""
    return name.lower().replace("_", "-")


def imported(service: str) -> set[str]:
    """The outside modules that a service imports, and what it uses of the chassis does."""
    outside: set[str] = set()
    waiting = [str(file) for file in Path("services", service).rglob("*.py")]
    seen: set[str] = set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        for name in names_in(Path(file)):
            if name.startswith("services."):
                waiting += files_of(name)
            else:
                outside.add(name.split(".")[0])
    return outside - sys.stdlib_module_names - {"services"}


def names_in(file: Path) -> set[str]:
    """The modules, or things in modules, that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{each.name}" for each in node.names}
    return found


def files_of(name: str) -> list[str]:
    """The file of a module, or of the module that a thing stands in."""
    path = Path(*name.split("."))
    places = [path.with_suffix(".py"), path / "__init__.py", path.parent.with_suffix(".py")]
    return [str(each) for each in places if each.exists()]
