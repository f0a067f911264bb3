"""How far imports are that are being written, and whether somebody wants one stopped."""

from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.intake.import_tables import import_writings

c = import_writings.c


async def begin(tx: Transaction, import_id: UUID) -> None:
    """Nothing is written yet, and nobody wants it stopped."""
    values = {"done": 0, "stop": None}
    statement = insert(tx, import_writings).values(import_id=import_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["import_id"], set_=values))


async def tell(tx: Transaction, import_id: UUID, *, done: int) -> str | None:
    """So many rows are written; who wants it stopped, if somebody does."""
    mine = sa.update(import_writings).where(c.import_id == import_id)
    stop: str | None = (await tx.execute(mine.values(done=done).returning(c.stop))).scalar()
    return stop


async def ask_to_stop(tx: Transaction, import_id: UUID, *, who: str) -> None:
    mine = sa.update(import_writings).where(c.import_id == import_id)
    await tx.execute(mine.values(stop=who))


async def done(tx: Transaction, import_id: UUID) -> int:
    """How many rows are written."""
    mine = sa.select(c.done).where(c.import_id == import_id)
    return (await tx.execute(mine)).scalar() or 0
