"""Inboxes: what people were told, what they have read, and how much is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.notice.tables import inboxes, notices

KEPT = timedelta(days=180)


@dataclass(frozen=True)
class Notice:
    """`deputy_for` is the person in whose place the receiver was told."""

    id: int
    kind: str
    urgency: str
    case_id: UUID | None
    facts: dict[str, Any]
    deputy_for: UUID | None
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class Count:
    """How many notices are unread, how many of them urgent; `revision` rises with every change."""

    unread: int = 0
    urgent: int = 0
    revision: int = 0


_COLUMNS = [notices.c[name] for name in Notice.__dataclass_fields__]


async def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Put a fact's notices into inboxes; whose they are new for. Their counts are the caller's.

    Somebody who was told of the fact before stays told once.
    """
    added = await tx.execute(
        insert(tx, notices)
        .on_conflict_do_nothing(index_elements=["event_id", "person_id"])
        .returning(notices.c.person_id),
        list(rows),
    )
    return set(added.scalars())


def counting(
    tx: Transaction, people: Mapping[UUID, tuple[int, int]]
) -> tuple[sa.Executable, list[dict[str, Any]]]:
    """What adds so many unread and urgent ones to each of these inboxes."""
    statement = insert(tx, inboxes)
    added = statement.excluded
    counted = statement.on_conflict_do_update(
        index_elements=["person_id"],
        set_={
            "unread": inboxes.c.unread + added.unread,
            "urgent": inboxes.c.urgent + added.urgent,
            "revision": inboxes.c.revision + 1,
        },
    )
    rows = [
        {"person_id": person_id, "unread": unread, "urgent": urgent, "revision": 1}
        for person_id, (unread, urgent) in people.items()
    ]
    return counted, rows


async def count(tx: Transaction, person_id: UUID) -> Count:
    """What is left to read for a person."""
    rows = await tx.execute(_counts().where(inboxes.c.person_id == person_id))
    row = rows.one_or_none()
    return Count() if row is None else Count(row.unread, row.urgent, row.revision)


async def counts(tx: Transaction, people: Sequence[UUID]) -> dict[UUID, Count]:
    """The same for many."""
    rows = await tx.execute(_counts().where(inboxes.c.person_id.in_(people)))
    return {row.person_id: Count(row.unread, row.urgent, row.revision) for row in rows}


async def page(
    tx: Transaction, person_id: UUID, *, unread: bool, kind: str | None, paging: PageRequest
) -> list[Notice]:
    """A person's notices, the newest first, one beyond the page."""
    wanted = sa.select(*_COLUMNS).where(notices.c.person_id == person_id)
    if unread:
        wanted = wanted.where(notices.c.read_at.is_(None))
    if kind is not None:
        wanted = wanted.where(notices.c.kind == kind)
    if paging.after is not None:
        wanted = wanted.where(notices.c.id < int(paging.after[0]))
    rows = await tx.execute(wanted.order_by(notices.c.id.desc()).limit(paging.limit + 1))
    return [Notice(**row._mapping) for row in rows]


async def read_one(tx: Transaction, person_id: UUID, notice_id: int) -> None:
    """Mark one of a person's notices read; `NotFound` when it isn't theirs."""
    await _hold(tx, person_id)
    mine = (notices.c.id == notice_id) & (notices.c.person_id == person_id)
    there = await tx.execute(sa.select(notices.c.id).where(mine))
    if there.one_or_none() is None:
        raise NotFound
    await _read(tx, person_id, mine)


async def read_through(tx: Transaction, person_id: UUID, notice_id: int) -> None:
    """Mark read what a person was told up to this notice; later ones haven't been seen yet."""
    await _hold(tx, person_id)
    await _read(tx, person_id, (notices.c.person_id == person_id) & (notices.c.id <= notice_id))


async def drop_old(tx: Transaction, *, limit: int) -> int:
    """Forget some of the notices that were kept long enough; how many."""
    old = (
        sa.select(notices.c.id)
        .where(notices.c.created_at < tx.at - KEPT)
        .order_by(notices.c.created_at)
        .limit(limit)
    )
    gone = await tx.execute(
        sa.delete(notices)
        .where(notices.c.id.in_(old.scalar_subquery()))
        .returning(notices.c.person_id, notices.c.read_at, notices.c.urgency)
    )
    found = gone.all()
    left: dict[UUID, tuple[int, int]] = {}
    for row in found:
        unread = int(row.read_at is None)
        before = left.get(row.person_id, (0, 0))
        urgent = int(unread and row.urgency == "urgent")
        left[row.person_id] = (before[0] - unread, before[1] - urgent)
    if left:
        await _count(tx, dict(sorted(left.items(), key=lambda each: str(each[0]))))
    return len(found)


async def _read(tx: Transaction, person_id: UUID, which: sa.ColumnElement[bool]) -> None:
    changed = await tx.execute(
        sa.update(notices)
        .where(which, notices.c.read_at.is_(None))
        .values(read_at=tx.at)
        .returning(notices.c.urgency)
    )
    urgencies = list(changed.scalars())
    if urgencies:
        urgent = sum(1 for each in urgencies if each == "urgent")
        await _count(tx, {person_id: (-len(urgencies), -urgent)})


async def _hold(tx: Transaction, person_id: UUID) -> None:
    """Before the notices themselves, in the order of those who add some."""
    await tx.execute(_counts().where(inboxes.c.person_id == person_id).with_for_update())


async def _count(tx: Transaction, people: Mapping[UUID, tuple[int, int]]) -> None:
    statement, rows = counting(tx, people)
    await tx.execute(statement, rows)


def _counts() -> sa.Select[Any]:
    return sa.select(inboxes)
