"""The super table's rows: written by the projection, read by whoever's scope covers them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from services.chassis.callers import Scope
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.ledger.domain.case import Case
from services.ledger.statistics.figures import OPEN, REPORTS, Figure
from services.ledger.store import journal
from services.ledger.store.rows import to_case, to_row
from services.ledger.table.conditions import Counts
from services.ledger.tables import cases

c = cases.c

COUNTED: dict[Figure, sa.ColumnElement[bool]] = {
    "reported": c.submitted_day.is_not(None),
    "filed": c.submitted_day.is_not(None) & c.number.is_not(None),
    "dispatched": c.number.is_not(None),
    "deferred": c.number.is_not(None) & (c.stage == "deferred"),
    "overdue": (
        c.number.is_not(None)
        & c.stage.in_(OPEN)
        & c.overdue_at.is_not(None)
        & (c.due_at.is_(None) | (c.due_at <= c.overdue_at))
    ),
    "handled_on_time": c.number.is_not(None) & c.handled_on_time,
    "closed": c.number.is_not(None) & (c.stage == "closed"),
    "on_time": c.number.is_not(None) & (c.stage == "closed") & c.on_time,
    "first_time": (
        c.number.is_not(None) & (c.stage == "closed") & (c.returns == 0) & (c.reopenings == 0)
    ),
    "submitted": c.number.is_not(None) & c.first_rectified_at.is_not(None),
    "returned": c.number.is_not(None) & c.first_rectified_at.is_not(None) & (c.returns > 0),
}
"""Which rows a figure counts; the nightly check compares with what the rollup was told."""

OWN = [column.name for column in cases.columns if not column.primary_key]
_PUT_SQLITE, _PUT_POSTGRESQL = (
    statement.on_conflict_do_update(
        index_elements=["case_id"], set_={name: statement.excluded[name] for name in OWN}
    )
    for statement in (sqlite_insert(cases), postgresql_insert(cases))
)

_always = sa.select(journal.HEARD.label("heard")).subquery()
_LOOK = sa.select(_always.c.heard, cases).join_from(
    _always, cases, c.case_id == sa.bindparam("looked_at", type_=sa.Uuid()), isouter=True
)

UNDECIDED = ("in_pool", "handed_back", "submitted", "pre_closed", "deferred")


@dataclass(frozen=True)
class Wanted:
    """Which cases a list shows. `responsible` and `reporters` narrow to these organisations."""

    stage: str | None = None
    organisation_id: UUID | None = None
    category: str | None = None
    number: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    overdue: bool | None = None
    figure: Figure | None = None
    responsible: frozenset[UUID] | None = None
    reporters: frozenset[UUID] | None = None
    person: UUID | None = None
    source: str | None = None


async def lock(tx: Transaction, case_id: UUID) -> Case | None:
    """Read the row and hold it until commit."""
    found = await tx.execute(sa.select(cases).where(c.case_id == case_id).with_for_update())
    row = found.one_or_none()
    return None if row is None else to_case(row)


async def look(tx: Transaction, case_id: UUID, key: journal.Key) -> tuple[bool, Case | None]:
    """Whether the journal has a fact, and the row of its case; for the one writer."""
    found = (await tx.execute(_LOOK, {"looked_at": case_id, **journal.asking(key)})).one()
    return found.heard, None if found.case_id is None else to_case(found)


async def there(tx: Transaction, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """The rows of these cases, as far as there are any; for the one writer."""
    if not case_ids:
        return {}
    found = await tx.execute(sa.select(cases).where(c.case_id.in_(case_ids)))
    return {row.case_id: to_case(row) for row in found}


def put(
    rows: Sequence[Case], *, changed_in: int, sqlite: bool
) -> tuple[sa.Executable, list[dict[str, Any]]]:
    """The statement that adds or replaces rows, and the rows, marked with the round."""
    statement = _PUT_SQLITE if sqlite else _PUT_POSTGRESQL
    return statement, [{**to_row(case), "changed_in": changed_in} for case in rows]


async def add_all(tx: Transaction, rows: Sequence[Case], *, changed_in: int) -> None:
    if rows:
        await tx.execute(
            sa.insert(cases), [{**to_row(case), "changed_in": changed_in} for case in rows]
        )


async def noted(tx: Transaction) -> dict[UUID, dict[str, str]]:
    """What people noted in extra columns, by case: the journal knows nothing of it."""
    rows = await tx.execute(sa.select(c.case_id, c.noted).where(c.noted.is_not(None)))
    return {row.case_id: row.noted for row in rows}


async def empty(tx: Transaction) -> None:
    """Forget every row; the journal can make them again."""
    await tx.execute(sa.delete(cases))


async def find(tx: Transaction, case_id: UUID, *, scope: Scope) -> Case:
    """The case; `NotFound` outside the scope."""
    found = await tx.execute(sa.select(cases).where(c.case_id == case_id, within(scope)))
    row = found.one_or_none()
    if row is None:
        raise NotFound
    return to_case(row)


async def page(tx: Transaction, wanted: Wanted, *, scope: Scope, paging: PageRequest) -> list[Case]:
    """The newest cases first, one more than asked for."""
    query = sa.select(cases).where(within(scope), *_conditions(wanted, now=tx.at))
    if paging.after is not None:
        begun_at, case_id = paging.after
        query = query.where(
            sa.tuple_(c.begun_at, c.case_id) < (datetime.fromisoformat(begun_at), UUID(case_id))
        )
    query = query.order_by(c.begun_at.desc(), c.case_id.desc()).limit(paging.limit + 1)
    return [to_case(row) for row in await tx.execute(query)]


async def closed_among(tx: Transaction, ids: Sequence[UUID], *, scope: Scope) -> list[Case]:
    """Those of the cases that are closed and in the scope, in the order of the ids."""
    query = sa.select(cases).where(within(scope), c.case_id.in_(ids), c.closed_at.is_not(None))
    found = {row.case_id: to_case(row) for row in await tx.execute(query)}
    return [found[each] for each in ids if each in found]


async def page_closed(tx: Transaction, *, scope: Scope, paging: PageRequest) -> list[Case]:
    """The achievements library: closed cases, the newest closing first, one more than asked."""
    query = sa.select(cases).where(within(scope), c.closed_at.is_not(None))
    if paging.after is not None:
        closed_at, case_id = paging.after
        query = query.where(
            sa.tuple_(c.closed_at, c.case_id) < (datetime.fromisoformat(closed_at), UUID(case_id))
        )
    query = query.order_by(c.closed_at.desc(), c.case_id.desc()).limit(paging.limit + 1)
    return [to_case(row) for row in await tx.execute(query)]


def day_of(figure: Figure | None) -> sa.Column[date]:
    """The day that a figure's period is about; without a figure that of the report."""
    return c.submitted_day if figure is None or figure in REPORTS else c.dispatched_day


def within(scope: Scope) -> sa.ColumnElement[bool]:
    """Reported by, or the business of, an organisation of the scope."""
    ids = scope.organisation_ids
    return (
        c.reporter_organisation_id.in_(ids)
        | c.organisation_id.in_(ids)
        | c.named_organisation_id.in_(ids)
    )


def counted(asked: Counts, scope: Scope) -> sa.ColumnElement[bool]:
    """Exactly the cases that a figure of the statistics counts."""
    whose = c.organisation_id if asked.side == "responsible" else c.reporter_organisation_id
    ids = scope.organisation_ids if asked.of is None else scope.organisation_ids & set(asked.of)
    met = [COUNTED[asked.counts], whose.in_(ids)]
    day = day_of(asked.counts)
    for column, value in (
        (sa.func.coalesce(c.category, ""), asked.category),
        (c.reporter_id, asked.person),
        (c.source, asked.source),
    ):
        if value is not None:
            met.append(column == value)
    if asked.first is not None:
        met.append(day >= asked.first)
    if asked.last is not None:
        met.append(day <= asked.last)
    return sa.and_(*met)


def _conditions(wanted: Wanted, *, now: datetime) -> list[sa.ColumnElement[bool]]:
    day = day_of(wanted.figure)
    late = c.stage.in_(UNDECIDED) & c.due_at.is_not(None) & (c.due_at < now)
    conditions: list[sa.ColumnElement[bool]] = []
    for column, value in (
        (c.stage, wanted.stage),
        (c.organisation_id, wanted.organisation_id),
        (sa.func.coalesce(c.category, ""), wanted.category),
        (c.number, wanted.number),
        (c.reporter_id, wanted.person),
        (c.source, wanted.source),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.first_day is not None:
        conditions.append(day >= wanted.first_day)
    if wanted.last_day is not None:
        conditions.append(day <= wanted.last_day)
    if wanted.overdue is not None:
        conditions.append(late if wanted.overdue else sa.not_(late))
    if wanted.responsible is not None:
        conditions.append(c.organisation_id.in_(wanted.responsible))
    if wanted.reporters is not None:
        conditions.append(c.reporter_organisation_id.in_(wanted.reporters))
    if wanted.figure is not None:
        conditions.append(COUNTED[wanted.figure])
    return conditions
