"""Saved views: a person's own, and those that a department shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.ledger.tables import views


@dataclass(frozen=True)
class View:
    """`organisation_id` is the department whose people see it; empty for the owner's alone.

    `shown` is what the view shows: its columns, conditions and order.
    """

    id: UUID
    owner_id: UUID
    organisation_id: UUID | None
    name: str
    shown: dict[str, Any]
    version: int


_COLUMNS = [views.c[name] for name in View.__dataclass_fields__]


async def visible(tx: Transaction, *, to: UUID, of: Sequence[UUID]) -> list[View]:
    """The views of a person and of the departments they belong to, by name."""
    seen = (views.c.owner_id == to) & views.c.organisation_id.is_(None)
    query = sa.select(*_COLUMNS).where(seen | views.c.organisation_id.in_(of))
    rows = await tx.execute(query.order_by(views.c.name, views.c.id))
    return [View(**row._mapping) for row in rows]


async def find(tx: Transaction, view_id: UUID, *, to: UUID, of: Sequence[UUID]) -> View:
    """A view that the person sees; `NotFound` for any other."""
    seen = (views.c.owner_id == to) & views.c.organisation_id.is_(None)
    query = sa.select(*_COLUMNS).where(
        views.c.id == view_id, seen | views.c.organisation_id.in_(of)
    )
    row = (await tx.execute(query.with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return View(**row._mapping)


async def add(tx: Transaction, view: View) -> None:
    await tx.execute(sa.insert(views).values(**vars(view), changed_at=tx.at))


async def change(tx: Transaction, view: View) -> None:
    """Keep the view as it is now."""
    changed = {"name": view.name, "shown": view.shown, "version": view.version}
    await tx.execute(
        sa.update(views).where(views.c.id == view.id).values(**changed, changed_at=tx.at)
    )


async def remove(tx: Transaction, view_id: UUID) -> None:
    await tx.execute(sa.delete(views).where(views.c.id == view_id))
