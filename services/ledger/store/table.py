"""The super table's questions in SQL: conditions, order, pages, counts; always within a scope."""

from collections.abc import Collection, Sequence
from typing import Any, assert_never
from uuid import UUID

import sqlalchemy as sa

from services.chassis.callers import Scope
from services.chassis.pages import PageRequest
from services.chassis.transaction import Transaction
from services.ledger.domain.case import Case
from services.ledger.store import ordering, searching, texts
from services.ledger.store.cases import counted, within
from services.ledger.store.rows import to_case
from services.ledger.table import places
from services.ledger.table.columns import COLUMNS, Column
from services.ledger.table.conditions import (
    All,
    AnyOf,
    Compared,
    Comparison,
    Condition,
    Counts,
    Inside,
    Near,
    Not,
    Order,
    Said,
    Told,
)
from services.ledger.table.words import Phrase, phrases
from services.ledger.tables import cases
from services.ledger.tables import texts as texts_table

COUNTED_TO = 10_000
"""Cases are counted exactly up to here; beyond it, "more than" is answer enough."""

c = cases.c


async def page(
    tx: Transaction,
    condition: Condition | None,
    order: Sequence[Order],
    *,
    scope: Scope,
    paging: PageRequest,
) -> list[Case]:
    """Cases that meet the condition, in the order, one more than asked for."""
    said, others = _words_asked(condition)
    if said is None or tx.is_sqlite:
        asked = _asked(tx, condition, scope=scope)
        query = ordering.ordered(sa.select(cases), asked, order, paging)
    else:
        asked = _asked(tx, others, scope=scope)
        found = await searching.first(tx, said, asked, order, scope=scope, paging=paging)
        if len(found) > paging.limit:
            return found
        query = ordering.ordered(searching.by_index(said, scope=scope), asked, order, paging)
    return await _cases(tx, query.limit(paging.limit + 1))


async def count(tx: Transaction, condition: Condition | None, *, scope: Scope) -> int:
    """How many cases meet the condition; one more than `COUNTED_TO` where there are more."""
    some = sa.select(c.case_id).where(*_asked(tx, condition, scope=scope)).limit(COUNTED_TO + 1)
    return int(
        (await tx.execute(sa.select(sa.func.count()).select_from(some.subquery()))).scalar_one()
    )


async def groups(
    tx: Transaction, condition: Condition | None, by: Sequence[Column], *, scope: Scope, most: int
) -> list[tuple[tuple[Any, ...], int]]:
    """How many cases have each value of some columns, the most first; one more than asked for."""
    columns = [column.sql for column in by]
    number = sa.func.count().label("cases")
    query = (
        sa.select(*columns, number)
        .where(*_asked(tx, condition, scope=scope))
        .group_by(*columns)
        .order_by(number.desc(), *columns)
        .limit(most + 1)
    )
    return [(tuple(row[:-1]), row.cases) for row in await tx.execute(query)]


async def told_with(tx: Transaction, case_ids: Collection[UUID]) -> dict[UUID, list[Case]]:
    """What departments' spreadsheets tell of these cases, by case; theirs are in nobody's scope."""
    if not case_ids:
        return {}
    found: dict[UUID, list[Case]] = {}
    records = await _cases(tx, sa.select(cases).where(c.told_case_id.in_(case_ids)))
    # Sorted here: asked for an order, SQLite reads the whole table in it.
    for record in sorted(records, key=lambda each: (each.begun_at, each.case_id)):
        assert record.told_case_id is not None
        found.setdefault(record.told_case_id, []).append(record)
    return found


async def changed(
    tx: Transaction, since: int, *, limit: int
) -> list[tuple[int, UUID, frozenset[UUID]]]:
    """The rows that changed after a round: in which, their case, and whose they are."""
    whose = (c.reporter_organisation_id, c.organisation_id, c.named_organisation_id)
    query = sa.select(c.changed_in, c.case_id, *whose).where(c.changed_in > since)
    found: list[tuple[int, UUID, frozenset[UUID]]] = []
    for row in await tx.execute(query.order_by(c.changed_in, c.case_id).limit(limit)):
        theirs = (row.reporter_organisation_id, row.organisation_id, row.named_organisation_id)
        found.append((row.changed_in, row.case_id, frozenset(each for each in theirs if each)))
    return found


async def round_now(tx: Transaction) -> int:
    """The latest round that changed a row."""
    return int((await tx.execute(sa.select(sa.func.max(c.changed_in)))).scalar_one() or 0)


def _words_asked(condition: Condition | None) -> tuple[list[Phrase] | None, Condition | None]:
    """The phrases that must occur whatever else is asked, and what else that is."""
    if isinstance(condition, Said):
        return phrases(condition.text) or None, None if phrases(condition.text) else condition
    if not isinstance(condition, All):
        return None, condition
    said = [each for each in condition.all if isinstance(each, Said) and phrases(each.text)]
    if not said:
        return None, condition
    others = All(all=[each for each in condition.all if each not in said])
    return [phrase for each in said for phrase in phrases(each.text)], others


async def _cases(tx: Transaction, query: sa.Select[Any]) -> list[Case]:
    return [to_case(row) for row in await tx.execute(query)]


def _asked(
    tx: Transaction, condition: Condition | None, *, scope: Scope
) -> list[sa.ColumnElement[bool]]:
    conditions = [within(scope)]
    if condition is not None:
        conditions.append(_sql(condition, scope, sqlite=tx.is_sqlite))
    return conditions


def _sql(condition: Condition, scope: Scope, *, sqlite: bool) -> sa.ColumnElement[bool]:
    match condition:
        case All():
            return sa.and_(sa.true(), *(_sql(each, scope, sqlite=sqlite) for each in condition.all))
        case AnyOf():
            return sa.or_(*(_sql(each, scope, sqlite=sqlite) for each in condition.any))
        case Not():
            # Where a cell is empty a comparison is neither true nor false; then this holds.
            return sa.not_(
                sa.func.coalesce(_sql(condition.opposite, scope, sqlite=sqlite), sa.false())
            )
        case Near():
            return places.near(condition.near, condition.metres)
        case Inside():
            return places.inside(condition.inside)
        case Counts():
            return counted(condition, scope)
        case Said():
            asked = phrases(condition.text)
            if not asked:
                return sa.false()
            found = sa.select(texts_table.c.case_id).where(
                texts.having(asked, sqlite=sqlite, scope=scope)
            )
            return c.case_id.in_(found)
        case Compared():
            column = COLUMNS[condition.column].sql
            return _compared(column, condition.comparison, condition.values)
        case Told():
            # A name is a parameter and can't end the path: no quotes are let in.
            name = condition.told
            noted, told = c.noted[name].as_string(), c.told[name].as_string()
            said = sa.func.nullif(sa.func.coalesce(noted, told), "")
            return _compared(said, condition.comparison, condition.values)
        case _:
            assert_never(condition)


def _compared(
    column: sa.ColumnElement[Any], comparison: Comparison, values: Sequence[Any]
) -> sa.ColumnElement[bool]:
    met: sa.ColumnElement[bool]
    match comparison:
        case "in":
            met = column.in_(values)
        case "not_in":
            met = column.not_in(values) | column.is_(None)
        case "is":
            met = column == values[0]
        case "is_not":
            met = (column != values[0]) | column.is_(None)
        case "below":
            met = column < values[0]
        case "above":
            met = column > values[0]
        case "between":
            met = column.between(*values)
        case "empty":
            met = column.is_(None)
        case "filled":
            met = column.is_not(None)
    return met
