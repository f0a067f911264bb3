"""Which files no row holds, and how many bytes a person sent today."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.refusals import Unavailable
from services.chassis.transaction import Transaction
from services.media.tables import daily_uploads, loose_objects

HELD_WITHIN = timedelta(minutes=30)
SWEPT_AFTER = timedelta(hours=1)
MADE = ("pictures/", "thumbnails/", "public/", "ghosts/", "comparisons/")
"""Folders whose files newer ones replace. What is loose in others came and was never taken in."""


async def name(tx: Transaction, keys: Sequence[str]) -> None:
    """Note files about to be put, or no longer held: swept unless a row takes them up."""
    await tx.execute(
        insert(tx, loose_objects).on_conflict_do_nothing(),
        [{"key": key, "since": tx.at} for key in keys],
    )


async def hold(tx: Transaction, keys: Sequence[str]) -> None:
    """A row of this transaction holds the files. Refused when it comes so late that a sweep may
    have them."""
    taken = await tx.execute(
        sa.delete(loose_objects)
        .where(loose_objects.c.key.in_(keys), loose_objects.c.since > tx.at - HELD_WITHIN)
        .returning(loose_objects.c.key)
    )
    if len(taken.all()) != len(keys):
        raise Unavailable


async def swept(tx: Transaction, *, after: timedelta, limit: int) -> list[str]:
    """Files to be deleted by now: loose for an hour, what was made here also for so long."""
    made = sa.or_(*(loose_objects.c.key.startswith(folder) for folder in MADE))
    swept = loose_objects.c.since < tx.at - SWEPT_AFTER
    superseded = loose_objects.c.since < tx.at - max(after, SWEPT_AFTER)
    found = await tx.execute(
        sa.select(loose_objects.c.key)
        .where(swept & ~made | superseded)
        .order_by(loose_objects.c.since)
        .limit(limit)
    )
    return list(found.scalars())


async def forget(tx: Transaction, keys: Sequence[str]) -> None:
    """The files are deleted."""
    await tx.execute(sa.delete(loose_objects).where(loose_objects.c.key.in_(keys)))


async def sent_today(tx: Transaction, person_id: UUID, *, day: date) -> int:
    """Bytes a person has sent on a day."""
    mine = (daily_uploads.c.person_id == person_id) & (daily_uploads.c.day == day)
    return (await tx.execute(sa.select(daily_uploads.c.size).where(mine))).scalar() or 0


async def count(tx: Transaction, person_id: UUID, *, day: date, size: int) -> int:
    """Add to a person's bytes of the day; the new sum, held until commit."""
    statement = insert(tx, daily_uploads).values(person_id=person_id, day=day, size=size)
    counted = await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "day"], set_={"size": daily_uploads.c.size + size}
        ).returning(daily_uploads.c.size)
    )
    total: int = counted.scalar_one()
    return total
