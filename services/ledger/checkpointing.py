"""Signing what each chain holds: every ten minutes, and never against what was signed before.

A chain alone can be computed anew by whoever owns its table. A signed and handed out checkpoint
can't: so each is also written into a folder that others keep (`SHIRONG_LEDGER_WITNESS`).
"""

import asyncio
from pathlib import Path
from uuid import UUID

from services.chassis import logs
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.ledger import metrics, resources
from services.ledger.merkle import Frontier
from services.ledger.notes import Checkpoint, NoteMalformed, Signer, opened
from services.ledger.store import checkpoints, entries
from services.ledger.store.checkpoints import Signed

log = logs.get()


async def sign_all(runtime: Runtime) -> None:
    """Sign every chain that grew, and check one that was signed before."""
    own = resources.of(runtime)
    async with runtime.database.read() as tx:
        heads = await entries.heads(tx)
    for chain in heads:
        async with runtime.database.begin() as tx:
            made = await sign(tx, chain, own.signer)
        if made is not None and own.witness is not None:
            await asyncio.to_thread(_hand_out, own.witness / str(chain), made)


async def sign(tx: Transaction, chain: UUID, signer: Signer) -> Signed | None:
    """The chain's next checkpoint; none where nothing was added, or where the old one is wrong."""
    head = await entries.lock_head(tx, chain)
    last = await checkpoints.latest(tx, chain)
    frontier = last.frontier if last is not None else Frontier()
    if last is not None and not _is_as_signed(last, signer):
        metrics.checkpoints_refused.inc()
        log.error("checkpoint is not what was signed, nothing is signed on it", chain=str(chain))
        return None
    if head.seq <= frontier.size:
        return None
    leaves = await checkpoints.leaves(tx, chain, after=frontier.size, until=head.seq)
    grown = frontier.grown(leaves)
    if grown.size != head.seq:
        metrics.checkpoints_refused.inc()
        log.error("chain lacks entries, nothing is signed on it", chain=str(chain))
        return None
    note = signer.signed(Checkpoint(chain, grown.size, grown.root))
    made = Signed(chain, grown, note, tx.at)
    await checkpoints.add(tx, made)
    return made


def _is_as_signed(last: Signed, signer: Signer) -> bool:
    try:
        told = opened(last.note, signer.public_key)
    except NoteMalformed:
        return False
    return told == Checkpoint(last.chain, last.frontier.size, last.frontier.root)


def _hand_out(folder: Path, made: Signed) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.frontier.size:012d}.txt"
    if not path.exists():
        path.write_text(made.note, encoding="utf-8")
