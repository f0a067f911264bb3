"""Every query of the organisation tree."""

from collections.abc import Collection
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.identity.domain.organisations import Organisation
from services.identity.tables import organisations


async def lock_tree(tx: Transaction) -> list[Organisation]:
    """Hold the tree until commit, so that two lists can't mix; then all of it.

    The root stands for the whole: only the statement after its lock sees what the other added.
    """
    await tx.execute(
        sa.select(organisations.c.id).where(organisations.c.parent_id.is_(None)).with_for_update()
    )
    return await list_organisations(tx)


async def list_organisations(tx: Transaction) -> list[Organisation]:
    """Parents before children, siblings by code."""
    rows = await tx.execute(
        sa.select(organisations).order_by(
            sa.func.length(organisations.c.path), organisations.c.code
        )
    )
    return [Organisation(**row._mapping) for row in rows]


async def find_organisation(tx: Transaction, organisation_id: UUID) -> Organisation:
    row = (
        await tx.execute(sa.select(organisations).where(organisations.c.id == organisation_id))
    ).one_or_none()
    if row is None:
        raise NotFound
    return Organisation(**row._mapping)


async def save_organisation(tx: Transaction, organisation: Organisation) -> None:
    row = asdict(organisation)
    statement = insert(tx, organisations).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))


async def ids_by_code(tx: Transaction, codes: Collection[str]) -> dict[str, UUID]:
    rows = await tx.execute(
        sa.select(organisations.c.code, organisations.c.id).where(organisations.c.code.in_(codes))
    )
    return {row.code: row.id for row in rows}


async def paths_of(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, str]:
    rows = await tx.execute(
        sa.select(organisations.c.id, organisations.c.path).where(organisations.c.id.in_(ids))
    )
    return {row.id: row.path for row in rows}
