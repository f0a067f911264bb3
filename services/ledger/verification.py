"""Following the chains of the official ledger from their first entry to their head."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from services.chassis.database import Database
from services.ledger import chain
from services.ledger.chain import Verdict
from services.ledger.store import entries

AT_ONCE = 1000


@dataclass(frozen=True)
class Verified:
    """What was found of one chain. `broken` is the first entry that isn't as it was written."""

    chain: UUID
    entries: int
    broken: int | None
    redacted: int

    @property
    def whole(self) -> bool:
        return self.broken is None


async def verify(database: Database, *, among: Collection[UUID] | None = None) -> list[Verified]:
    """Follow every chain, or those asked for."""
    async with database.read() as tx:
        heads = await entries.heads(tx, among=among)
    found = []
    for of, head in heads.items():
        verdict = Verdict(chain.Head())
        while verdict.broken is None and verdict.head.seq < head.seq:
            async with database.read() as tx:
                links = await entries.links_after(
                    tx, of, verdict.head.seq, until=head.seq, limit=AT_ONCE
                )
            if not links:
                break
            verdict = chain.verify(links, after=verdict)
        verdict = chain.close(verdict, head)
        found.append(Verified(of, head.seq, verdict.broken, verdict.redacted))
    return found
