"""Rules and templates: the city's own, or those this house brings; and what people muted."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis import reference_lists
from services.chassis.history import Actor
from services.chassis.inbox_store import insert
from services.chassis.reference_lists import ListState
from services.chassis.transaction import Transaction
from services.notice.domain.rules import Rule
from services.notice.domain.words import Template
from services.notice.tables import mutes, rules, templates

HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Mutes:
    """What a person doesn't want to be told: these kinds, and anything of these cases."""

    kinds: frozenset[str] = frozenset()
    case_ids: frozenset[UUID] = frozenset()

    def cover(self, kind: str, case_id: UUID | None) -> bool:
        return kind in self.kinds or case_id in self.case_ids


def _rows(name: str) -> list[dict[str, Any]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def rules_brought() -> tuple[Rule, ...]:
    """The rules that hold before a city brings its own."""
    return tuple(Rule(**row) for row in _rows("rules.csv"))


@cache
def templates_brought() -> tuple[Template, ...]:
    """The words before a city brings its own. They also tell which kinds of notices there are."""
    return tuple(Template(**row) for row in _rows("templates.csv"))


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of notice, in the order in which they are listed."""
    return tuple(dict.fromkeys(each.kind for each in templates_brought()))


async def rules_in_use(tx: Transaction) -> Sequence[Rule]:
    return await _own_rules(tx) or rules_brought()


async def replace_rules(
    tx: Transaction, found: Sequence[Rule], *, state: ListState, by: Actor
) -> int:
    """These rules and no others; their version, which only another content raises."""
    if list(found) == await _own_rules(tx):
        return state.version
    rows = [{"position": position, **vars(rule)} for position, rule in enumerate(found)]
    return await reference_lists.replace(tx, rules, rows, state=state, by=by)


async def templates_in_use(tx: Transaction) -> Mapping[tuple[str, str], Template]:
    """By kind and language; the city's words before those this house brings."""
    own = await _own_templates(tx)
    return {(each.kind, each.language): each for each in (*templates_brought(), *own)}


async def replace_templates(
    tx: Transaction, found: Sequence[Template], *, state: ListState, by: Actor
) -> int:
    """These templates and no others; their version, which only another content raises."""
    if set(found) == set(await _own_templates(tx)):
        return state.version
    rows = [vars(each) for each in found]
    return await reference_lists.replace(tx, templates, rows, state=state, by=by)


async def mutes_of(tx: Transaction, people: Sequence[UUID]) -> dict[UUID, Mutes]:
    """What these people muted; who muted nothing is left out."""
    rows = await tx.execute(sa.select(mutes).where(mutes.c.person_id.in_(people)))
    return {
        row.person_id: Mutes(frozenset(row.kinds), frozenset(map(UUID, row.case_ids)))
        for row in rows
    }


async def keep_mutes(tx: Transaction, person_id: UUID, found: Mutes) -> None:
    values = {"kinds": sorted(found.kinds), "case_ids": sorted(map(str, found.case_ids))}
    statement = insert(tx, mutes).values(person_id=person_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))


async def _own_rules(tx: Transaction) -> list[Rule]:
    columns = [rules.c[name] for name in Rule.__dataclass_fields__]
    rows = await tx.execute(sa.select(*columns).order_by(rules.c.position))
    return [Rule(**row._mapping) for row in rows]


async def _own_templates(tx: Transaction) -> list[Template]:
    columns = [templates.c[name] for name in Template.__dataclass_fields__]
    rows = await tx.execute(sa.select(*columns))
    return [Template(**row._mapping) for row in rows]
