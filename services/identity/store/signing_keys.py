"""Every query of the signing keys."""

from dataclasses import asdict

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.identity.domain.signing_keys import SigningKey
from services.identity.tables import signing_keys


async def list_signing_keys(tx: Transaction) -> list[SigningKey]:
    rows = await tx.execute(sa.select(signing_keys).order_by(signing_keys.c.sequence))
    return [SigningKey(**row._mapping) for row in rows]


async def add_signing_key(tx: Transaction, key: SigningKey) -> None:
    """Keep a key unless another process was first with this place."""
    await tx.execute(
        insert(tx, signing_keys)
        .values(asdict(key))
        .on_conflict_do_nothing(index_elements=["sequence"])
    )


async def remove_signing_key(tx: Transaction, sequence: int) -> None:
    await tx.execute(sa.delete(signing_keys).where(signing_keys.c.sequence == sequence))
