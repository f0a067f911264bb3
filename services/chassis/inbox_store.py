"""Every query of the inbox: received ids, gates, held and parked messages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from services.chassis.envelope import Message
from services.chassis.refusals import NotFound
from services.chassis.tables import gate, held, inbox, parked
from services.chassis.transaction import Transaction

Key = tuple[str, UUID]
"""A publisher and the subject it speaks of."""


@dataclass(frozen=True)
class Parked:
    """A message that waits for a person, with the reason."""

    message_id: UUID
    type: str
    publisher: str
    subject: UUID | None
    version: int | None
    body: bytes
    code: str
    reason: str
    attempts: int
    parked_at: datetime | None = None


def insert(tx: Transaction, table: sa.Table) -> Any:
    """An INSERT that can say ON CONFLICT on either database."""
    return (sqlite.insert if tx.is_sqlite else postgresql.insert)(table)


async def lock_gates(tx: Transaction, keys: Collection[Key]) -> dict[Key, int]:
    """The versions last applied, 0 for new subjects, held until commit.

    Taken in one order by everyone, so that two workers can't wait for each other.
    """
    if not keys:
        return {}
    ordered = sorted(keys)
    await tx.execute(
        insert(tx, gate).on_conflict_do_nothing(),
        [{"publisher": key[0], "subject": key[1], "applied": 0} for key in ordered],
    )
    rows = await tx.execute(
        sa.select(gate)
        .where(sa.tuple_(gate.c.publisher, gate.c.subject).in_(ordered))
        .order_by(gate.c.publisher, gate.c.subject)
        .with_for_update()
    )
    return {(row.publisher, row.subject): row.applied for row in rows}


async def save_gates(tx: Transaction, applied: Mapping[Key, int]) -> None:
    if not applied:
        return
    await tx.execute(
        sa.update(gate)
        .where(gate.c.publisher == sa.bindparam("p"), gate.c.subject == sa.bindparam("s"))
        .values(applied=sa.bindparam("v"))
        .execution_options(synchronize_session=None),
        [{"p": key[0], "s": key[1], "v": version} for key, version in applied.items()],
    )


async def already_received(tx: Transaction, ids: Sequence[UUID]) -> set[UUID]:
    rows = await tx.execute(sa.select(inbox.c.message_id).where(inbox.c.message_id.in_(ids)))
    return set(rows.scalars())


async def add_received(tx: Transaction, ids: Collection[UUID]) -> None:
    if ids:
        await tx.execute(
            insert(tx, inbox).on_conflict_do_nothing(),
            [{"message_id": id_, "received_at": tx.at} for id_ in ids],
        )


async def subjects_with_held(tx: Transaction, keys: Collection[Key]) -> set[Key]:
    if not keys:
        return set()
    rows = await tx.execute(
        sa.select(held.c.publisher, held.c.subject)
        .where(held.c.subject.in_([subject for _, subject in keys]))
        .distinct()
    )
    return {(row.publisher, row.subject) for row in rows}


async def hold(tx: Transaction, message: Message, body: bytes) -> None:
    """Keep a message that came before its predecessor."""
    await tx.execute(
        insert(tx, held).on_conflict_do_nothing(),
        {
            "publisher": message.publisher,
            "subject": message.subject,
            "version": message.version,
            "message_id": message.id,
            "body": body,
            "held_at": tx.at,
        },
    )


async def forget_held(tx: Transaction, key: Key, *, through: int) -> None:
    """Drop held messages whose effect is there already."""
    await tx.execute(
        sa.delete(held).where(
            held.c.publisher == key[0], held.c.subject == key[1], held.c.version <= through
        )
    )


async def take_held(tx: Transaction, key: Key, version: int) -> bytes | None:
    """Remove and return the held message of a version, if it is there."""
    matching = (
        (held.c.publisher == key[0]) & (held.c.subject == key[1]) & (held.c.version == version)
    )
    body: bytes | None = (await tx.execute(sa.select(held.c.body).where(matching))).scalar()
    if body is not None:
        await tx.execute(sa.delete(held).where(matching))
    return body


async def park(tx: Transaction, message: Parked) -> None:
    """Keep a message for a person; parked again, it only counts up."""
    row = asdict(message) | {"parked_at": tx.at, "replayed_at": None, "replayed_by": None}
    statement = insert(tx, parked).values(row)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["message_id"],
            set_={
                "attempts": parked.c.attempts + 1,
                "code": statement.excluded.code,
                "reason": statement.excluded.reason,
                "replayed_at": None,
                "replayed_by": None,
            },
        )
    )


async def parked_since(tx: Transaction, since: datetime) -> bool:
    """Whether a message was parked since then, handled meanwhile or not."""
    rows = await tx.execute(
        sa.select(parked.c.message_id).where(parked.c.parked_at > since).limit(1)
    )
    return rows.one_or_none() is not None


async def parked_body(tx: Transaction, message_id: UUID) -> bytes:
    body: bytes | None = (
        await tx.execute(
            sa.select(parked.c.body).where(
                parked.c.message_id == message_id, parked.c.replayed_at.is_(None)
            )
        )
    ).scalar()
    if body is None:
        raise NotFound
    return body


async def list_parked(tx: Transaction, *, limit: int = 100) -> list[Parked]:
    """The messages that wait for a person, oldest first."""
    rows = await tx.execute(
        sa.select(parked)
        .where(parked.c.replayed_at.is_(None))
        .order_by(parked.c.parked_at, parked.c.message_id)
        .limit(limit)
    )
    names = Parked.__dataclass_fields__
    return [
        Parked(**{name: value for name, value in row._mapping.items() if name in names})
        for row in rows
    ]


async def mark_replayed(tx: Transaction, message_id: UUID, *, by: UUID | None) -> None:
    await tx.execute(
        sa.update(parked)
        .where(parked.c.message_id == message_id)
        .values(replayed_at=tx.at, replayed_by=by)
    )
