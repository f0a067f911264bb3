"""Every query of departments: who is one, who posts to it, how it stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.refusals import NotFound
from services.chassis.tables import organisations
from services.chassis.transaction import Transaction
from services.dispatch.tables import department_orders as orders
from services.dispatch.tables import departments

Over = Literal["amqp", "http"]
"""How a department gets its orders: from its queue, or by asking."""


@dataclass(frozen=True)
class Department:
    """An organisation with a system of its own."""

    id: UUID
    code: str
    over: Over
    version: int
    added_at: datetime
    silent_since: datetime | None
    last_receipt_at: datetime | None
    trouble: str | None


@dataclass(frozen=True)
class Standing:
    """A department, and its orders that have no receipt; `given_up` ones wait for a person."""

    department: Department
    waiting: int
    sent: int
    given_up: int
    oldest: datetime | None


async def enter(tx: Transaction, department_id: UUID, *, code: str, over: Over) -> None:
    """Make the organisation a department, or one again that was revoked."""
    again = {"code": code, "over": over, "added_at": tx.at, "revoked_at": None}
    fresh = {"version": 0, **again}
    statement = insert(tx, departments).values(id=department_id, **fresh)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=again))


async def revoke(tx: Transaction, department_id: UUID) -> None:
    """End it; orders without a receipt go, as the cases themselves stay."""
    await tx.execute(
        sa.update(departments)
        .where(departments.c.id == department_id)
        .values(revoked_at=tx.at, silent_since=None, retry_at=None, trouble=None)
    )
    await tx.execute(
        sa.delete(orders).where(
            orders.c.department_id == department_id, orders.c.received_at.is_(None)
        )
    )


async def all_active(tx: Transaction) -> list[Department]:
    rows = await tx.execute(_active().order_by(departments.c.code))
    return [_department(row) for row in rows]


async def find(tx: Transaction, department_id: UUID) -> Department:
    """The department; `NotFound` when the organisation is none."""
    return _one(await tx.execute(_active().where(departments.c.id == department_id)))


async def lock(tx: Transaction, department_id: UUID) -> Department:
    """The same, held until commit."""
    query = _active().where(departments.c.id == department_id).with_for_update()
    return _one(await tx.execute(query))


async def find_code(tx: Transaction, code: str) -> Department:
    return _one(await tx.execute(_active().where(departments.c.code == code)))


async def of_organisations(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The department that each organisation belongs to: its own, or the nearest above it."""
    known = set((await tx.execute(sa.select(departments.c.id).where(_is_active))).scalars())
    if not known:
        return {}
    found = await tx.execute(
        sa.select(organisations.c.id, organisations.c.path).where(organisations.c.id.in_(ids))
    )
    belongs = {}
    for row in found:
        above = [UUID(each) for each in reversed(row.path.strip("/").split("/"))]
        nearest = next((each for each in above if each in known), None)
        if nearest is not None:
            belongs[row.id] = nearest
    return belongs


async def over(tx: Transaction, department_id: UUID) -> Over:
    found = sa.select(departments.c.over).where(departments.c.id == department_id)
    way: Over = (await tx.execute(found)).scalar_one()
    return way


async def anything_due(tx: Transaction) -> bool:
    found = await tx.execute(_claimable(tx.at).limit(1))
    return found.first() is not None


async def claim(tx: Transaction, *, lease: timedelta) -> list[Department]:
    """Take the departments for which something is due and that nobody else posts to."""
    rows = await tx.execute(_claimable(tx.at).with_for_update(skip_locked=True))
    claimed = [_department(row) for row in rows]
    await tx.execute(
        sa.update(departments)
        .where(departments.c.id.in_([each.id for each in claimed]))
        .values(leased_until=tx.at + lease)
    )
    return claimed


async def let_go(
    tx: Transaction, department_id: UUID, *, trouble: str | None, retry_at: datetime | None
) -> None:
    """End a claim; in trouble, nothing is posted before `retry_at`."""
    await tx.execute(
        sa.update(departments)
        .where(departments.c.id == department_id)
        .values(leased_until=None, trouble=trouble, retry_at=retry_at)
    )


async def standings(tx: Transaction, ids: Collection[UUID] | None = None) -> list[Standing]:
    """How every active department stands, by code; only these where `ids` are given."""
    found = [each for each in await all_active(tx) if ids is None or each.id in ids]
    rows = await tx.execute(
        sa.select(
            orders.c.department_id,
            sa.func.count().filter(orders.c.sends == 0, orders.c.given_up_at.is_(None)),
            sa.func.count().filter(orders.c.sends > 0, orders.c.given_up_at.is_(None)),
            sa.func.count().filter(orders.c.given_up_at.is_not(None)),
            sa.func.min(orders.c.created_at),
        )
        .where(orders.c.received_at.is_(None))
        .group_by(orders.c.department_id)
    )
    counted: Mapping[UUID, Any] = {row[0]: row for row in rows}
    nothing = (None, 0, 0, 0, None)
    return [Standing(each, *counted.get(each.id, nothing)[1:]) for each in found]


async def set_silent(tx: Transaction, department_id: UUID, *, since: datetime | None) -> int:
    """Note since when a department is silent, or that it answers; the version of the fact."""
    changed = await tx.execute(
        sa.update(departments)
        .where(departments.c.id == department_id)
        .values(silent_since=since, version=departments.c.version + 1)
        .returning(departments.c.version)
    )
    version: int = changed.scalar_one()
    return version


_is_active = departments.c.revoked_at.is_(None)


def _active() -> sa.Select[Any]:
    return sa.select(departments).where(_is_active)


def _claimable(now: datetime) -> sa.Select[Any]:
    due = sa.exists().where(
        orders.c.department_id == departments.c.id,
        orders.c.received_at.is_(None),
        orders.c.next_at <= now,
    )
    return _active().where(
        sa.or_(departments.c.leased_until.is_(None), departments.c.leased_until < now),
        sa.or_(departments.c.retry_at.is_(None), departments.c.retry_at <= now),
        due,
    )


def _one(rows: sa.Result[Any]) -> Department:
    row = rows.one_or_none()
    if row is None:
        raise NotFound
    return _department(row)


def _department(row: Any) -> Department:
    return Department(
        id=row.id,
        code=row.code,
        over=row.over,
        version=row.version,
        added_at=row.added_at,
        silent_since=row.silent_since,
        last_receipt_at=row.last_receipt_at,
        trouble=row.trouble,
    )
