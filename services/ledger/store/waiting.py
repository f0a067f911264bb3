"""Closings and reopenings whose entry can't be written yet, and whose chain they belong to."""

from dataclasses import asdict, fields
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.tables import organisations
from services.chassis.transaction import Transaction
from services.ledger.domain.entry import Ancestor, Waiting
from services.ledger.tables import waiting

NAMES = tuple(field.name for field in fields(Waiting))


async def add(tx: Transaction, waits: Waiting) -> None:
    """Remember to write the entry."""
    statement = insert(tx, waiting).values(asdict(waits))
    await tx.execute(statement.on_conflict_do_nothing())


async def take(tx: Transaction, case_id: UUID) -> list[Waiting]:
    """Remove and return what waits for a case, in the order it happened."""
    gone = sa.delete(waiting).where(waiting.c.case_id == case_id).returning(waiting)
    rows = (await tx.execute(gone)).all()
    found = [Waiting(**{name: row._mapping[name] for name in NAMES}) for row in rows]
    # Every reopening follows the closing of the same count.
    return sorted(found, key=lambda each: (each.occasion, each.kind == "reopened"))


async def cases_that_wait(tx: Transaction, *, limit: int) -> list[UUID]:
    """Cases with an entry to be written, the longest waiting first."""
    query = sa.select(waiting.c.case_id).group_by(waiting.c.case_id)
    query = query.order_by(sa.func.min(waiting.c.at), waiting.c.case_id).limit(limit)
    return list((await tx.execute(query)).scalars())


async def ancestors(tx: Transaction, organisation_id: UUID) -> list[Ancestor]:
    """The organisation and those above it as the directory has them now; empty if unknown."""
    own = sa.select(organisations.c.path).where(organisations.c.id == organisation_id)
    path = (await tx.execute(own)).scalar()
    if path is None:
        return []
    ids = [UUID(each) for each in reversed(path.strip("/").split("/"))]
    rows = await tx.execute(
        sa.select(organisations.c.id, organisations.c.kind).where(organisations.c.id.in_(ids))
    )
    kinds = {row.id: row.kind for row in rows}
    return [Ancestor(each, kinds[each]) for each in ids if each in kinds]
