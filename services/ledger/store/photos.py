"""Which photos can be shown: media's word on each of them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from services.chassis.transaction import Transaction
from services.contracts.media import PhotoReady, PhotoRejected
from services.ledger.tables import photos

PhotoFact = PhotoReady | PhotoRejected


def put(facts: Sequence[PhotoFact], *, sqlite: bool) -> tuple[sa.Executable, list[dict[str, Any]]]:
    """The statement that keeps what the facts say, one per photo, and its rows."""
    statement = (sqlite_insert if sqlite else postgresql_insert)(photos)
    kept = {name: statement.excluded[name] for name in ("status", "reason")}
    return statement.on_conflict_do_update(index_elements=["photo_id"], set_=kept), [
        {
            "photo_id": fact.photo_id,
            "status": "ready" if isinstance(fact, PhotoReady) else "rejected",
            "reason": None if isinstance(fact, PhotoReady) else fact.reason,
        }
        for fact in facts
    ]


async def save(tx: Transaction, facts: Sequence[PhotoFact]) -> None:
    """Keep what the facts say, one per photo."""
    if facts:
        statement, rows = put(facts, sqlite=tx.is_sqlite)
        await tx.execute(statement, rows)


async def ready(tx: Transaction, photo_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the photos that can be shown."""
    asked = photos.c.photo_id.in_(set(photo_ids)) & (photos.c.status == "ready")
    return set((await tx.execute(sa.select(photos.c.photo_id).where(asked))).scalars())


async def empty(tx: Transaction) -> None:
    """Forget every photo; the journal can tell of them again."""
    await tx.execute(sa.delete(photos))
