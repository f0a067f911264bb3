"""Announced photos that are on their way, and the pieces that came so far."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.transaction import Transaction
from services.media.store import files
from services.media.tables import awaited, pieces


@dataclass(frozen=True)
class Awaited:
    """A photo by the id it will have. `received` bytes of it came in pieces; a form that puts the
    whole file under `key` is good until `form_until`."""

    id: UUID
    person_id: UUID
    sha256: str
    size: int
    format: str
    capture: Mapping[str, Any]
    told_at: datetime
    expires_at: datetime
    key: str | None = None
    form_until: datetime | None = None
    received: int = 0


async def add(tx: Transaction, told: Awaited) -> None:
    """Expect a photo from now on."""
    await tx.execute(sa.insert(awaited).values(asdict(told)))


async def find(tx: Transaction, photo_id: UUID) -> Awaited | None:
    """What is expected under this id, whoever announced it; not what came too late."""
    row = (await tx.execute(_unexpired(tx, photo_id))).one_or_none()
    return Awaited(**row._mapping) if row else None


async def lock(tx: Transaction, photo_id: UUID) -> Awaited | None:
    """The same, held until commit, so that two senders take turns."""
    row = (await tx.execute(_unexpired(tx, photo_id).with_for_update())).one_or_none()
    return Awaited(**row._mapping) if row else None


async def keep_form(tx: Transaction, photo_id: UUID, *, key: str, until: datetime) -> None:
    """Remember the latest form that was given out."""
    this = awaited.c.id == photo_id
    await tx.execute(sa.update(awaited).where(this).values(key=key, form_until=until))


async def bytes_of(tx: Transaction, person_id: UUID) -> int:
    """The sum of what a person announced and hasn't completed."""
    theirs = (awaited.c.person_id == person_id) & (awaited.c.expires_at > tx.at)
    found = await tx.execute(
        sa.select(sa.func.coalesce(sa.func.sum(awaited.c.size), 0)).where(theirs)
    )
    total: int = found.scalar_one()
    return total


async def add_piece(tx: Transaction, photo_id: UUID, *, start: int, key: str, end: int) -> None:
    """Another part came; its file is the row's from now on."""
    await files.hold(tx, [key])
    await tx.execute(sa.insert(pieces).values(awaited_id=photo_id, start=start, key=key))
    await tx.execute(sa.update(awaited).where(awaited.c.id == photo_id).values(received=end))


async def piece_keys(tx: Transaction, photo_id: UUID) -> list[str]:
    """The files of the parts, in their order."""
    mine = sa.select(pieces.c.key).where(pieces.c.awaited_id == photo_id)
    return list((await tx.execute(mine.order_by(pieces.c.start))).scalars())


async def remove(tx: Transaction, photo_id: UUID) -> None:
    """Expect it no longer; its pieces are anybody's to sweep."""
    keys = await piece_keys(tx, photo_id)
    if keys:
        await files.name(tx, keys)
        await tx.execute(sa.delete(pieces).where(pieces.c.awaited_id == photo_id))
    await tx.execute(sa.delete(awaited).where(awaited.c.id == photo_id))


async def lock_overdue(tx: Transaction, *, limit: int) -> list[UUID]:
    """What was announced and never completed in time, held so that nobody announces it anew."""
    late = sa.select(awaited.c.id).where(awaited.c.expires_at <= tx.at)
    first = late.order_by(awaited.c.expires_at).limit(limit)
    return list((await tx.execute(first.with_for_update(skip_locked=True))).scalars())


def _unexpired(tx: Transaction, photo_id: UUID) -> sa.Select[Any]:
    return sa.select(awaited).where(awaited.c.id == photo_id, awaited.c.expires_at > tx.at)
