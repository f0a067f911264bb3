"""Who announces and who reads: no fact without either."""

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
from services.chassis.blueprint import Service
from services.chassis.runtime import handlers_of
from services.contracts.event import Event, publisher_of
from services.notice.handlers import TOLD
from tests.contract.declared import DECLARED
from tests.whole import NAMES, SERVICES

LEDGER_ONLY: dict[str, str] = {
    "closure.deferral.ended.v1": "it follows dispatch's own announcement that the case is resumed",
    "dispatch.department.answered.v1": "administrators see it in the list of departments",
    "media.case.warned.v1": "people read the warnings where they decide; they decide nothing",
    "media.comparison.ready.v1": "the achievements library shows it",
    "review.problem.claimed.v1": "a claim is seen in the problem pool, which review keeps",
    "review.problem.amended.v1": "it makes verdicts on the old content stale, in review itself",
    "review.problem.released.v1": "a claim is seen in the problem pool, which review keeps",
}
"""Facts that only the ledger keeps, and why nobody else acts on them."""

ROOT = Path(services.__file__).parent


def nodes(name: str) -> Iterator[ast.AST]:
    """All the code of a service."""
    for path in (ROOT / name).rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def calls(name: str) -> set[str]:
    return {
        node.func.id
        for node in nodes(name)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


MENTIONED = {
    name: {node.id for node in nodes(name) if isinstance(node, ast.Name)} for name in NAMES
}
"""The names that each service's code uses, beside importing them."""
CALLED = {name: calls(name) for name in (*NAMES, "chassis")}

every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
every_event = pytest.mark.parametrize("event", DECLARED, ids=lambda event: event.type)


def readers(event: type[Event]) -> set[str]:
    return {service.name for service in SERVICES if event in handlers_of(service)}


@every_event
def test_a_fact_is_read_by_somebody_or_listed_as_the_ledgers(event: type[Event]):
    others = readers(event) - {"ledger"}

    assert bool(others) != (event.type in LEDGER_ONLY), f"{event.type} is read by {others}"


@every_event
def test_a_fact_is_in_the_ledger(event: type[Event]):
    if publisher_of(event.type) != "ledger":
        assert "ledger" in readers(event)


@every_event
def test_a_fact_is_made_by_its_publisher_alone(event: type[Event]):
    owner = publisher_of(event.type)

    assert event.__name__ in MENTIONED[owner]
    assert {name for name, called in CALLED.items() if event.__name__ in called} <= {owner}


@every_service
def test_whatever_a_service_handles_has_a_publisher(service: Service):
    assert {publisher_of(event.type) for event in handlers_of(service)} <= set(NAMES)


@every_service
def test_a_service_does_not_hear_itself(service: Service):
    assert service.name not in service.publishers


def test_nothing_is_listed_that_does_not_exist():
    assert set(LEDGER_ONLY) <= {event.type for event in DECLARED}


def test_the_desk_names_every_fact_that_notices_may_tell():
    words = Path("web/console/src/rooms/administration/lists/choices.ts").read_text("utf-8")

    assert {fact for fact in TOLD if f"'{fact}': [" not in words} == set()


def test_the_desk_has_words_for_every_condition_of_the_rules_that_ship():
    vocabulary = json.loads(Path("web/shared/src/words/vocabulary.json").read_text("utf-8"))
    choices = Path("web/console/src/rooms/administration/lists/choices.ts").read_text("utf-8")
    steps = re.findall(r"^  (\w+): \[", choices.split("const STEPS")[1].split("}")[0], re.MULTILINE)
    with Path("services/notice/rules.csv").open(encoding="utf-8") as file:
        conditions = {
            row["when"].partition("=")[::2] for row in csv.DictReader(file) if row["when"]
        }

    assert {
        (field, value)
        for field, value in conditions
        if value not in (steps if field == "step" else vocabulary[field])
    } == set()
