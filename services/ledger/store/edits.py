"""Bulk edits and their cells, which are never changed; the cases in the table hold the outcome."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.callers import Scope
from services.chassis.columns import Instant
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.ledger.domain.case import Case
from services.ledger.domain.edits import Cell, Edit
from services.ledger.store import batch
from services.ledger.store.cases import within
from services.ledger.store.rows import to_case
from services.ledger.tables import cases, edit_cells, edits

AT_ONCE = 1_000
"""Ids of one query."""
_EDIT = [edits.c[name] for name in Edit.__dataclass_fields__]


async def put(tx: Transaction, changed: Iterable[Case], before: Iterable[Case]) -> None:
    """Write changed cases with all that follows from them, as the projection does."""
    held = await batch.held(tx)
    for was, case in zip(before, changed, strict=True):
        held.before[case.case_id] = was
        held.after[case.case_id] = case


async def round_of(tx: Transaction) -> int:
    """Become the one writer of the table until commit; the round."""
    return (await batch.held(tx)).round


async def of_ids(tx: Transaction, ids: Collection[UUID], *, scope: Scope) -> list[Case]:
    """These cases, as far as they are in the scope."""
    found: list[Case] = []
    rest = iter(sorted(ids))
    while some := list(islice(rest, AT_ONCE)):
        asked = sa.select(cases).where(cases.c.case_id.in_(some), within(scope))
        found += [to_case(row) for row in await tx.execute(asked)]
    return found


async def add(tx: Transaction, edit: Edit, cells: Sequence[Cell]) -> None:
    """Keep an edit with its cells."""
    await tx.execute(sa.insert(edits).values(asdict(edit)))
    rows = [{"edit_id": edit.id, **asdict(each)} for each in cells]
    await tx.execute(sa.insert(edit_cells), rows)


async def save(tx: Transaction, edit: Edit) -> None:
    changed = {name: getattr(edit, name) for name in ("version", "undone_at", "undone_by")}
    await tx.execute(sa.update(edits).where(edits.c.id == edit.id).values(changed))


async def find(tx: Transaction, edit_id: UUID, *, scope: Scope, editor_id: UUID) -> Edit:
    """An edit of one's own or of the scope; `NotFound` for any other."""
    wanted = sa.select(*_EDIT).where(edits.c.id == edit_id, _visible(scope, editor_id))
    row = (await tx.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound
    return Edit(**row._mapping)


async def page(
    tx: Transaction,
    *,
    scope: Scope,
    editor_id: UUID,
    case_id: UUID | None,
    paging: PageRequest,
) -> list[Edit]:
    """Edits of one's own and of the scope, or of one case, the newest first, one beyond the
    page."""
    wanted = sa.select(*_EDIT).where(_visible(scope, editor_id))
    if case_id is not None:
        of_case = sa.select(edit_cells.c.edit_id).where(edit_cells.c.case_id == case_id)
        wanted = wanted.where(edits.c.id.in_(of_case))
    if paging.after is not None:
        at, edit_id = datetime.fromisoformat(paging.after[0]), UUID(paging.after[1])
        last = sa.tuple_(sa.literal(at, Instant), sa.literal(edit_id, sa.Uuid))
        wanted = wanted.where(sa.tuple_(edits.c.at, edits.c.id) < last)
    newest = wanted.order_by(edits.c.at.desc(), edits.c.id.desc()).limit(paging.limit + 1)
    return [Edit(**row._mapping) for row in await tx.execute(newest)]


async def cells(tx: Transaction, edit_id: UUID) -> list[Cell]:
    """Every cell of an edit."""
    return [_cell(row) for row in await tx.execute(_cells(edit_id))]


async def cells_within(
    tx: Transaction, edit_id: UUID, *, scope: Scope, after: UUID | None, limit: int
) -> list[Cell]:
    """The cells whose cases are in the scope, by case, those beyond `after`."""
    wanted = _cells(edit_id).join(cases, cases.c.case_id == edit_cells.c.case_id)
    wanted = wanted.where(within(scope))
    if after is not None:
        wanted = wanted.where(edit_cells.c.case_id > after)
    return [_cell(row) for row in await tx.execute(wanted.limit(limit))]


async def later(tx: Transaction, edit: Edit) -> tuple[Edit, int] | None:
    """The newest edit that lies over this one, and in how many of its cases."""
    over, mine = edit_cells.alias(), edit_cells.alias()
    lies_over = (
        edits.c.round > edit.round,
        edits.c.column == edit.column,
        edits.c.undone_at.is_(None),
        mine.c.edit_id == edit.id,
    )
    number = sa.func.count().label("number")
    wanted = (
        sa.select(edits.c.id, number)
        .join(over, over.c.edit_id == edits.c.id)
        .join(mine, mine.c.case_id == over.c.case_id)
        .where(*lies_over)
        .group_by(edits.c.id, edits.c.round)
        .order_by(edits.c.round.desc())
        .limit(1)
    )
    row = (await tx.execute(wanted)).one_or_none()
    if row is None:
        return None
    found = (await tx.execute(sa.select(*_EDIT).where(edits.c.id == row.id))).one()
    return Edit(**found._mapping), row.number


def _visible(scope: Scope, editor_id: UUID) -> sa.ColumnElement[bool]:
    return (edits.c.editor_id == editor_id) | edits.c.organisation_id.in_(scope.organisation_ids)


def _cells(edit_id: UUID) -> sa.Select[Any]:
    columns = [edit_cells.c[name] for name in Cell.__dataclass_fields__]
    mine = sa.select(*columns).where(edit_cells.c.edit_id == edit_id)
    return mine.order_by(edit_cells.c.case_id)


def _cell(row: sa.Row[Any]) -> Cell:
    return Cell(**row._mapping)
