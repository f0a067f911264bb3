"""What was signed of each chain, and from where its tree grows on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.chassis.transaction import Transaction
from services.ledger.merkle import Frontier
from services.ledger.tables import checkpoints, entries


@dataclass(frozen=True)
class Signed:
    """A signed checkpoint and the frontier of its tree."""

    chain: UUID
    frontier: Frontier
    note: str
    at: datetime


async def latest(tx: Transaction, chain: UUID) -> Signed | None:
    """The chain's newest checkpoint."""
    found = await of_chain(tx, chain, limit=1)
    return found[0] if found else None


async def of_chain(tx: Transaction, chain: UUID, *, limit: int | None = None) -> list[Signed]:
    """The chain's checkpoints, the newest first."""
    query = sa.select(checkpoints).where(checkpoints.c.chain == chain)
    rows = await tx.execute(query.order_by(checkpoints.c.size.desc()).limit(limit))
    return [
        Signed(
            row.chain,
            Frontier(row.size, tuple(bytes.fromhex(node) for node in row.nodes)),
            row.note,
            row.at,
        )
        for row in rows
    ]


async def newest_of_each(tx: Transaction, *, among: Collection[UUID]) -> list[Signed]:
    """The newest checkpoint of each of these chains."""
    found = [await latest(tx, chain) for chain in sorted(among)]
    return [each for each in found if each is not None]


async def add(tx: Transaction, signed: Signed) -> None:
    await tx.execute(
        sa.insert(checkpoints).values(
            chain=signed.chain,
            size=signed.frontier.size,
            nodes=[node.hex() for node in signed.frontier.nodes],
            note=signed.note,
            at=signed.at,
        )
    )


async def leaves(tx: Transaction, chain: UUID, *, after: int, until: int) -> list[bytes]:
    """The hashes of a chain's entries `after + 1` to `until`, in their order."""
    query = (
        sa.select(entries.c.hash)
        .where(entries.c.chain == chain, entries.c.seq > after, entries.c.seq <= until)
        .order_by(entries.c.seq)
    )
    return [bytes.fromhex(each) for each in (await tx.execute(query)).scalars()]
