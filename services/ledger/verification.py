"""Following the chains of the official ledger from their first entry to their head, and
comparing what was signed of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.chassis.database import Database
from services.ledger import chain
from services.ledger.chain import Verdict
from services.ledger.merkle import Frontier
from services.ledger.notes import Checkpoint, NoteMalformed, opened
from services.ledger.store import checkpoints, entries
from services.ledger.store.checkpoints import Signed

AT_ONCE = 1000


@dataclass(frozen=True)
class Verified:
    """What was found of one chain. `broken` is the first entry that isn't as it was written."""

    chain: UUID
    entries: int
    broken: int | None
    redacted: int
    checkpoints: int
    """How many checkpoints agree with the entries."""
    unlike: int | None
    """The size of the first checkpoint that doesn't."""

    @property
    def whole(self) -> bool:
        return self.broken is None and self.unlike is None


@dataclass
class Compared:
    """The tree over the entries so far, beside the checkpoints that are to come."""

    left: list[Signed]
    public_key: bytes
    tree: Frontier = field(default_factory=Frontier)
    agreed: int = 0
    unlike: int | None = None

    def grow(self, leaves: Sequence[bytes]) -> None:
        """Add entries, and compare each checkpoint when the tree has its size."""
        leaves = list(leaves)
        while self.left and self.left[0].frontier.size <= self.tree.size + len(leaves):
            upto = self.left[0].frontier.size - self.tree.size
            self.tree = self.tree.grown(leaves[:upto])
            leaves = leaves[upto:]
            self._compare(self.left.pop(0))
        self.tree = self.tree.grown(leaves)

    def close(self) -> None:
        """What was signed of more entries than there are can't agree."""
        for each in self.left:
            self._differ(each)

    def _compare(self, signed: Signed) -> None:
        try:
            told = opened(signed.note, self.public_key)
        except NoteMalformed:
            told = None
        if told == Checkpoint(signed.chain, self.tree.size, self.tree.root):
            self.agreed += 1
        else:
            self._differ(signed)

    def _differ(self, signed: Signed) -> None:
        if self.unlike is None:
            self.unlike = signed.frontier.size


async def verify(
    database: Database, *, public_key: bytes, among: Collection[UUID] | None = None
) -> list[Verified]:
    """Follow every chain, or those asked for, and compare its checkpoints."""
    async with database.read() as tx:
        heads = await entries.heads(tx, among=among)
    found = []
    for of, head in heads.items():
        verdict = Verdict(chain.Head())
        async with database.read() as tx:
            signed = await checkpoints.of_chain(tx, of)
        compared = Compared(signed[::-1], public_key)
        while verdict.broken is None and verdict.head.seq < head.seq:
            async with database.read() as tx:
                links = await entries.links_after(
                    tx, of, verdict.head.seq, until=head.seq, limit=AT_ONCE
                )
            if not links:
                break
            verdict = chain.verify(links, after=verdict)
            compared.grow([bytes.fromhex(link.hash) for link, _ in links])
        compared.close()
        verdict = chain.close(verdict, head)
        found.append(
            Verified(
                of,
                head.seq,
                verdict.broken,
                verdict.redacted,
                checkpoints=compared.agreed,
                unlike=compared.unlike,
            )
        )
    return found
