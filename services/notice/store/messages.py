"""Messages that wait on a channel, the letters they went in, and what became of each try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.notice.tables import attempts, messages

KEPT = timedelta(days=30)
"""How long it is kept what was sent, tried, or given up."""
LARGEST_LETTER = 1000
"""Messages that one letter tells of."""


@dataclass(frozen=True)
class Waiting:
    """A notice on its way. `at` is the fact's time."""

    id: int
    event_id: UUID
    kind: str
    urgency: str
    case_id: UUID | None
    facts: dict[str, Any]
    at: datetime
    created_at: datetime


@dataclass(frozen=True)
class Attempt:
    """One try of one letter: `sent` or `failed`, with the failure's stable code."""

    at: datetime
    outcome: str
    reason: str
    messages: int
    seconds: float


_COLUMNS = [messages.c[name] for name in Waiting.__dataclass_fields__]


async def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Let notices wait; the channels for which they are new."""
    added = await tx.execute(
        insert(tx, messages)
        .on_conflict_do_nothing(index_elements=["channel_id", "event_id"])
        .returning(messages.c.channel_id),
        list(rows),
    )
    return set(added.scalars())


async def waiting(tx: Transaction, channel_id: UUID) -> list[Waiting]:
    """What may go out over a channel now, the oldest first."""
    rows = await tx.execute(
        sa.select(*_COLUMNS)
        .where(_waits(channel_id), messages.c.free_at <= tx.at)
        .order_by(messages.c.id)
        .limit(LARGEST_LETTER)
    )
    return [Waiting(**row._mapping) for row in rows]


async def next_free(tx: Transaction, channel_id: UUID) -> tuple[datetime | None, bool]:
    """From when on there is something to send over a channel, and whether that is urgent."""
    rows = await tx.execute(
        sa.select(
            sa.func.min(messages.c.free_at),
            sa.func.count().filter(messages.c.urgency == "urgent"),
        ).where(_waits(channel_id))
    )
    row: Any = rows.one()
    return row[0], row[1] > 0


async def mark_sent(tx: Transaction, ids: Sequence[int]) -> None:
    await tx.execute(sa.update(messages).where(messages.c.id.in_(ids)).values(sent_at=tx.at))


async def note(tx: Transaction, channel_id: UUID, attempt: Attempt) -> None:
    """Write down a try."""
    await tx.execute(sa.insert(attempts).values(channel_id=channel_id, **vars(attempt)))


async def tried(tx: Transaction, channel_id: UUID, *, limit: int) -> list[Attempt]:
    """The last tries over a channel, the newest first."""
    columns = [attempts.c[name] for name in Attempt.__dataclass_fields__]
    rows = await tx.execute(
        sa.select(*columns)
        .where(attempts.c.channel_id == channel_id)
        .order_by(attempts.c.id.desc())
        .limit(limit)
    )
    return [Attempt(**row._mapping) for row in rows]


async def oldest_urgent(tx: Transaction) -> datetime | None:
    """Since when the oldest urgent message waits."""
    rows = await tx.execute(
        sa.select(sa.func.min(messages.c.created_at)).where(
            messages.c.sent_at.is_(None), messages.c.urgency == "urgent"
        )
    )
    return rows.scalar()


async def drop_old(tx: Transaction, *, limit: int) -> int:
    """Forget some of what was kept long enough; how much."""
    dropped = 0
    for table, at in ((messages, messages.c.created_at), (attempts, attempts.c.at)):
        old = sa.select(table.c.id).where(at < tx.at - KEPT).order_by(at).limit(limit)
        gone = await tx.execute(
            sa.delete(table).where(table.c.id.in_(old.scalar_subquery())).returning(table.c.id)
        )
        dropped += len(gone.all())
    return dropped


def _waits(channel_id: UUID) -> sa.ColumnElement[bool]:
    return (messages.c.channel_id == channel_id) & messages.c.sent_at.is_(None)
