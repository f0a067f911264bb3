"""What people and operators read: refusals in both languages, metrics under one name."""

import ast
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from prometheus_client import REGISTRY

import services
from services.chassis.refusals import Refusal

ROOT = Path(services.__file__).parent


def modules() -> Iterator[ModuleType]:
    """Everything that can be imported without running something."""
    for found in pkgutil.walk_packages(services.__path__, "services."):
        if not {"__main__", "migrations", "alembic"} & set(found.name.split(".")):
            yield importlib.import_module(found.name)


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


MODULES = tuple(modules())
REFUSALS = sorted(
    {kind for kind in _below(Refusal) if kind.__module__.startswith("services.")},
    key=lambda kind: (kind.__module__, kind.__name__),
)

every_refusal = pytest.mark.parametrize(
    "refusal", REFUSALS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def facts(template: str) -> set[str]:
    """The fields without their language: `{status_zh}` and `{status}` are one fact."""
    return {re.sub(r"(^|_)(zh|en)$", "", name) for name in fields(template)}


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def code_of(refusal: type[Refusal]) -> str:
    return refusal.__new__(refusal).code


@every_refusal
def test_a_refusal_speaks_both_languages_itself(refusal: type[Refusal]):
    assert {"zh", "en"} <= set(vars(refusal)), "its own sentences, not its parent's"
    assert is_chinese(refusal.zh)
    assert refusal.en
    assert not is_chinese(re.sub("“[^”]*”", "", refusal.en)), "Chinese only in quotation marks"


@every_refusal
def test_a_refusals_sentences_tell_the_same_facts(refusal: type[Refusal]):
    assert facts(refusal.zh) == facts(refusal.en)


def test_a_refusals_code_has_one_meaning():
    codes = Counter(code_of(refusal) for refusal in REFUSALS)

    assert {
        code: [f"{each.__module__}.{each.__name__}" for each in REFUSALS if code_of(each) == code]
        for code, times in codes.items()
        if times > 1
    } == {}


def test_whoever_refuses_states_every_fact_of_the_sentence():
    assert [sentence for module in MODULES for sentence in unstated(module)] == []


def test_the_guard_sees_an_unstated_fact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "refusing_toy.py").write_text(
        "from services.chassis.refusals import TooMany, NotFound\n"
        "def once(): raise TooMany\n"
        "def twice(): raise TooMany(minutes=3)\n"
        "def well(): raise TooMany(seconds=3)\n"
        "def plain(): raise NotFound\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    assert unstated(importlib.import_module("refusing_toy")) == [
        "refusing_toy:2 TooMany does not state seconds",
        "refusing_toy:3 TooMany does not state seconds",
    ]


def test_every_metric_is_shirongs():
    of_python = ("python_", "process_")
    names = {metric.name for metric in REGISTRY.collect()}

    assert MODULES
    assert {name for name in names if not name.startswith(("shirong_", *of_python))} == set()


def unstated(module: ModuleType) -> list[str]:
    """Where a refusal is made without a fact that its sentences name."""
    assert module.__file__
    found = []
    for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name | ast.Attribute):
            made, given = node.exc, set()
        elif isinstance(node, ast.Call) and all(word.arg for word in node.keywords):
            made, given = node.func, {str(word.arg) for word in node.keywords}
        else:
            continue
        refusal = _named(module, made)
        if isinstance(refusal, type) and issubclass(refusal, Refusal):
            if refusal.__init__ is not Refusal.__init__:
                continue
            missing = (fields(refusal.zh) | fields(refusal.en)) - given
            if missing:
                where = f"{module.__name__}:{node.lineno}"
                found.append(
                    f"{where} {refusal.__name__} does not state {', '.join(sorted(missing))}"
                )
    return found


def _named(module: ModuleType, expression: ast.expr) -> object:
    if isinstance(expression, ast.Name):
        return getattr(module, expression.id, None)
    if isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name):
        return getattr(getattr(module, expression.value.id, None), expression.attr, None)
    return None
