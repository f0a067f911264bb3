"""Cases as others tell of them, and which photos their facts named."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.callers import Scope
from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.captions import Labels
from services.media.store import categories
from services.media.store.photos import cases_in
from services.media.tables import cases, links

REPORT, RECTIFICATION, RECHECK = "report", "rectification", "recheck"
RECORD = "record"
"""Which fact named a photo."""


@dataclass(frozen=True)
class Link:
    case_id: UUID
    by: UUID


async def hold_photo_ids(tx: Transaction, photo_ids: Sequence[UUID]) -> None:
    """Take turns with whoever adds or links these photos, also those that don't exist yet.

    Otherwise an upload and the fact that names it could each miss the other. SQLite has one
    writer anyway.
    """
    if tx.is_sqlite:
        return
    for lock in sorted(int.from_bytes(sha256(each.bytes).digest()[:7]) for each in photo_ids):
        await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))


async def keep(tx: Transaction, case_id: UUID, **known: Any) -> None:
    """Remember what a fact tells of a case, whichever fact comes first; holds the case."""
    statement = insert(tx, cases).values(id=case_id, **known)
    if known:
        statement = statement.on_conflict_do_update(index_elements=["id"], set_=known)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=["id"])
    await tx.execute(statement)
    await tx.execute(sa.select(cases.c.id).where(cases.c.id == case_id).with_for_update())


async def number(tx: Transaction, case_id: UUID | None) -> str | None:
    """A case's number, once it has one."""
    found: str | None = (
        await tx.execute(sa.select(cases.c.number).where(cases.c.id == case_id))
    ).scalar()
    return found


async def labels(tx: Transaction, case_id: UUID | None) -> Labels:
    """What the case gives its pictures by now."""
    found = await tx.execute(
        sa.select(cases.c.number, cases.c.category_code).where(cases.c.id == case_id)
    )
    row = found.one_or_none()
    if row is None:
        return Labels()
    return Labels(row.number, await categories.name(tx, row.category_code))


async def is_visible(tx: Transaction, case_id: UUID, scope: Scope) -> bool:
    """Whether one of the case's organisations is covered."""
    found = await tx.execute(sa.select(cases.c.id).where(cases.c.id == case_id, cases_in(scope)))
    return found.one_or_none() is not None


async def add_links(
    tx: Transaction, photo_ids: Sequence[UUID], *, case_id: UUID, kind: str, by: UUID
) -> None:
    """Remember that a fact named these photos."""
    rows = [
        {"photo_id": each, "case_id": case_id, "kind": kind, "by": by, "at": tx.at}
        for each in dict.fromkeys(photo_ids)
    ]
    if rows:
        await tx.execute(insert(tx, links).on_conflict_do_nothing(), rows)


async def drop_links(
    tx: Transaction, case_id: UUID, *, kind: str, keep: Sequence[UUID]
) -> list[UUID]:
    """Forget links the corrected fact no longer names; the photos they were about."""
    gone = await tx.execute(
        sa.delete(links)
        .where(links.c.case_id == case_id, links.c.kind == kind, links.c.photo_id.not_in(keep))
        .returning(links.c.photo_id)
    )
    return list(gone.scalars())


async def first_link(tx: Transaction, photo_id: UUID, *, by: UUID) -> Link | None:
    """The case that was first to name the photo on its uploader's word; holds that case."""
    row = (
        await tx.execute(
            sa.select(links.c.case_id, links.c.by)
            .where(links.c.photo_id == photo_id, links.c.by == by)
            .order_by(links.c.at, links.c.case_id)
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return None
    await tx.execute(sa.select(cases.c.id).where(cases.c.id == row.case_id).with_for_update())
    return Link(row.case_id, row.by)
