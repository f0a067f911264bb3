"""Every query of departments' orders."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.dispatch.store import departments
from services.dispatch.tables import department_orders as orders
from services.dispatch.tables import departments as departments_table


@dataclass(frozen=True)
class Posted:
    """An order as it is posted, with how often it was before."""

    id: UUID
    sequence: int
    change: str
    case_id: UUID
    data: Mapping[str, Any]
    sends: int
    created_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    given_up_at: datetime | None


@dataclass(frozen=True)
class NewOrder:
    id: UUID
    case_id: UUID
    change: str
    data: Mapping[str, Any]


async def add(tx: Transaction, department_id: UUID, new: Sequence[NewOrder]) -> None:
    """Keep orders; those of a queue are to be sent at once."""
    next_at = tx.at if await departments.over(tx, department_id) == "amqp" else None
    common = {"department_id": department_id, "created_at": tx.at, "sends": 0, "next_at": next_at}
    await tx.execute(sa.insert(orders), [{**vars(each), **common} for each in new])


async def due(tx: Transaction, department_id: UUID, *, limit: int) -> list[Posted]:
    rows = await tx.execute(
        sa.select(orders)
        .where(orders.c.department_id == department_id, orders.c.next_at <= tx.at)
        .order_by(orders.c.sequence)
        .limit(limit)
    )
    return [_posted(row) for row in rows]


async def mark_sent(
    tx: Transaction, ids: Collection[UUID], *, sends: int, next_at: datetime
) -> None:
    await tx.execute(
        sa.update(orders)
        .where(orders.c.id.in_(ids), orders.c.received_at.is_(None))
        .values(sends=sends, sent_at=tx.at, next_at=next_at)
    )


async def look_again(tx: Transaction, ids: Collection[UUID], *, at: datetime) -> None:
    """Put orders off that still lie in the queue."""
    await tx.execute(
        sa.update(orders)
        .where(orders.c.id.in_(ids), orders.c.received_at.is_(None))
        .values(next_at=at)
    )


async def give_up(tx: Transaction, ids: Collection[UUID]) -> None:
    await tx.execute(
        sa.update(orders)
        .where(orders.c.id.in_(ids), orders.c.received_at.is_(None))
        .values(next_at=None, given_up_at=tx.at)
    )


async def send_again(tx: Transaction, department_id: UUID, order_id: UUID) -> Posted:
    """Begin anew with an order that has no receipt; `NotFound` for any other."""
    next_at = tx.at if await departments.over(tx, department_id) == "amqp" else None
    begun = await tx.execute(
        sa.update(orders)
        .where(
            orders.c.id == order_id,
            orders.c.department_id == department_id,
            orders.c.received_at.is_(None),
        )
        .values(sends=0, next_at=next_at, given_up_at=None)
        .returning(orders)
    )
    row = begun.one_or_none()
    if row is None:
        raise NotFound
    return _posted(row)


async def receive(tx: Transaction, department_id: UUID, ids: Collection[UUID]) -> int:
    """Note the receipt of the department's own orders; how many were new."""
    noted = await tx.execute(
        sa.update(orders)
        .where(
            orders.c.department_id == department_id,
            orders.c.id.in_(ids),
            orders.c.received_at.is_(None),
        )
        .values(received_at=tx.at, next_at=None, given_up_at=None)
        .returning(orders.c.id)
    )
    count = len(noted.all())
    if count:
        await tx.execute(
            sa.update(departments_table)
            .where(departments_table.c.id == department_id)
            .values(last_receipt_at=tx.at)
        )
    return count


async def own(tx: Transaction, department_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are orders of the department, received or not."""
    found = await tx.execute(
        sa.select(orders.c.id).where(orders.c.department_id == department_id, orders.c.id.in_(ids))
    )
    return set(found.scalars())


async def unreceived(tx: Transaction, department_id: UUID, *, limit: int) -> list[Posted]:
    """The department's first orders without a receipt."""
    rows = await tx.execute(
        sa.select(orders)
        .where(orders.c.department_id == department_id, orders.c.received_at.is_(None))
        .order_by(orders.c.sequence)
        .limit(limit)
    )
    return [_posted(row) for row in rows]


async def page(
    tx: Transaction, department_id: UUID, *, before: int | None, limit: int
) -> list[Posted]:
    """The department's orders, the newest first."""
    query = sa.select(orders).where(orders.c.department_id == department_id)
    if before is not None:
        query = query.where(orders.c.sequence < before)
    rows = await tx.execute(query.order_by(orders.c.sequence.desc()).limit(limit))
    return [_posted(row) for row in rows]


async def forget(tx: Transaction, *, received_before: datetime, limit: int) -> int:
    """Delete some orders whose receipt is old; how many."""
    old = sa.select(orders.c.id).where(orders.c.received_at < received_before).limit(limit)
    gone = await tx.execute(sa.delete(orders).where(orders.c.id.in_(old)).returning(orders.c.id))
    return len(gone.all())


def _posted(row: Any) -> Posted:
    return Posted(
        id=row.id,
        sequence=row.sequence,
        change=row.change,
        case_id=row.case_id,
        data=row.data,
        sends=row.sends,
        created_at=row.created_at,
        sent_at=row.sent_at,
        received_at=row.received_at,
        given_up_at=row.given_up_at,
    )
