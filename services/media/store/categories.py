"""Categories by name, as intake lists them."""

from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.tables import categories


async def keep(tx: Transaction, category_id: UUID, *, code: str, name: str, active: bool) -> None:
    """Remember what a category is called now."""
    known = {"code": code, "name": name, "active": active}
    statement = insert(tx, categories).values(id=category_id, **known)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=known))


async def name(tx: Transaction, code: str | None) -> str | None:
    """What the category is called; one that is still listed before one that was."""
    found = await tx.execute(
        sa.select(categories.c.name)
        .where(categories.c.code == code)
        .order_by(categories.c.active.desc(), categories.c.id)
        .limit(1)
    )
    called: str | None = found.scalar()
    return called
