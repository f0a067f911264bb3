"""Reads `matrix.csv`: what each role may do with a thing, by where the role is held.

A line says it for some roles at one door. The thing belongs to a district, `own`; `parent` is the
district's city, `root` the organisation above all, `child` a street of the district, `sibling`
another district of the city, `other` another city.

    yes      it is done, or shown
    hidden   there is no such thing in the scope (404, or a list without it)
    refused  the role does not allow it (403)
    -        does not occur: what somebody does with their own account has no other place

`roles` may be `anyone` (every role), `others` (every role without a line of its own), `public` (a
token isn't needed) or `reporter` (the person whose report it is). Roles that no line names are
refused. The service `every` stands for each of them.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from services.contracts.identity import Role
from tests.whole import NAMES

MATRIX = Path(__file__).with_name("matrix.csv")
POSITIONS = ("root", "parent", "own", "child", "sibling", "other")
FURTHEST = {"root", "own"}
"""Where a role that no line names is asked: over everything, and over the thing itself."""
ROLES: tuple[str, ...] = get_args(Role)
ANSWERS = {"yes", "hidden", "refused", "-"}


@dataclass(frozen=True)
class Actor:
    """A role and where it is held; `stranger` brings no token."""

    role: str
    position: str

    def __str__(self) -> str:
        return f"{self.role}-{self.position}" if self.position else self.role


STRANGER = Actor("stranger", "")
REPORTER = Actor("reporter", "own")
STAFF = tuple(Actor(role, position) for role in ROLES for position in POSITIONS)


@dataclass(frozen=True)
class Door:
    """A route, and the thing that is asked for or acted on."""

    service: str
    method: str
    path: str
    thing: str

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path} [{self.thing}]"


@dataclass(frozen=True)
class Line:
    """What some roles may do at a door; `answers` by position."""

    door: Door
    roles: tuple[str, ...]
    answers: dict[str, str]


def read() -> list[Line]:
    """Every line of the table."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return [line for row in csv.DictReader(file) for line in _lines(row)]


def cells(lines: list[Line], door: Door) -> dict[Actor, str]:
    """What every actor must be answered at a door; at a public one, somebody without a token."""
    by_role = {role: line.answers for line in lines if line.door == door for role in line.roles}
    if "public" in by_role:
        return {STRANGER: "yes"}
    found = {STRANGER: "unknown"}
    if "reporter" in by_role:
        found[REPORTER] = by_role["reporter"][REPORTER.position]
    anyone = by_role.get("anyone", by_role.get("others"))
    for actor in STAFF:
        answers = by_role.get(actor.role, anyone)
        if answers is not None and answers[actor.position] != "-":
            found[actor] = answers[actor.position]
        elif answers is None and actor.position in FURTHEST:
            found[actor] = "refused"
    return found


def _lines(row: dict[str, str]) -> Iterator[Line]:
    for service in NAMES if row["service"] == "every" else [row["service"]]:
        door = Door(service, row["method"], row["path"], row["thing"])
        answers = {position: row[position] for position in POSITIONS}
        yield Line(door, tuple(row["roles"].split()), answers)
