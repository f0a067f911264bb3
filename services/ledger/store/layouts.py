"""Departments' layouts: templates with what their columns hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.ledger.layouts.layout import Column, Head
from services.ledger.tables import layouts


@dataclass(frozen=True)
class Layout:
    """A template of a department, which its people and those below it may fill."""

    id: UUID
    organisation_id: UUID
    name: str
    sheet: str
    head: Head
    version: int


_SHOWN = [column for column in layouts.columns if column.name not in ("content", "changed_at")]


async def visible(tx: Transaction, of: Sequence[UUID]) -> list[Layout]:
    """The layouts of these organisations, by name."""
    query = sa.select(*_SHOWN).where(layouts.c.organisation_id.in_(of))
    rows = await tx.execute(query.order_by(layouts.c.name, layouts.c.id))
    return [_layout(row) for row in rows]


async def find(tx: Transaction, layout_id: UUID, of: Sequence[UUID]) -> Layout:
    """A layout of one of these organisations; `NotFound` for any other."""
    query = sa.select(*_SHOWN).where(layouts.c.id == layout_id, layouts.c.organisation_id.in_(of))
    row = (await tx.execute(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return _layout(row)


async def content(tx: Transaction, layout_id: UUID) -> tuple[Layout, bytes]:
    """A layout with its workbook; `NotFound` when it is gone."""
    query = sa.select(*_SHOWN, layouts.c.content).where(layouts.c.id == layout_id)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return _layout(row), row.content


async def add(tx: Transaction, layout: Layout, content: bytes) -> None:
    """Keep a layout with its workbook."""
    columns = [[each.index, each.heading, each.field] for each in layout.head.columns]
    await tx.execute(
        sa.insert(layouts).values(
            id=layout.id,
            organisation_id=layout.organisation_id,
            name=layout.name,
            sheet=layout.sheet,
            head_row=layout.head.row,
            body_rows=layout.head.body,
            columns=columns,
            content=content,
            version=layout.version,
            changed_at=tx.at,
        )
    )


async def remove(tx: Transaction, layout_id: UUID) -> None:
    await tx.execute(sa.delete(layouts).where(layouts.c.id == layout_id))


def _layout(row: Any) -> Layout:
    columns = tuple(Column(*each) for each in row.columns)
    head = Head(row.head_row, row.body_rows, columns)
    return Layout(row.id, row.organisation_id, row.name, row.sheet, head, row.version)
