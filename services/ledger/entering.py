"""Writing the official ledger: an entry as soon as every publisher's part of it is there."""

from uuid import UUID

from services.chassis.transaction import Transaction
from services.contracts.closure import CaseClosed, CaseReopened
from services.contracts.event import Event
from services.ledger.domain import entry
from services.ledger.domain.case import Case
from services.ledger.domain.entry import Waiting
from services.ledger.store import entries, waiting
from services.ledger.store.batch import Batch
from services.ledger.store.entries import New


async def enter(
    tx: Transaction, batch: Batch, event: Event, *, before: Case | None, after: Case
) -> None:
    """Make the entries that a fact calls for, or that only waited for it."""
    if isinstance(event, CaseClosed | CaseReopened):
        waits = entry.waiting(after, event)
        chain = await _chain(tx, batch, after)
        if chain is None:
            await waiting.add(tx, waits)
            return
        if (waits.kind, waits.occasion) != ("closed", 1):
            await write_waiting(tx, batch, after)
        await _write(tx, batch, after, waits, chain=chain)
    elif after.closures and not (before is not None and before.is_complete):
        await write_waiting(tx, batch, after)


async def write_waiting(tx: Transaction, batch: Batch, case: Case) -> None:
    """Write what waits for a case, if its entries can be made now."""
    chain = await _chain(tx, batch, case)
    if chain is not None:
        for waits in await waiting.take(tx, case.case_id):
            await _write(tx, batch, case, waits, chain=chain)


async def _chain(tx: Transaction, batch: Batch, case: Case) -> UUID | None:
    """Where the case's entries go; `None` while a publisher or its organisation is unknown."""
    organisation_id = case.organisation_id
    if not case.is_complete or organisation_id is None:
        return None
    if organisation_id not in batch.chains:
        ancestors = await waiting.ancestors(tx, organisation_id)
        if not ancestors:
            return None
        batch.chains[organisation_id] = entry.chain_of(ancestors)
    return batch.chains[organisation_id]


async def _write(tx: Transaction, batch: Batch, case: Case, waits: Waiting, *, chain: UUID) -> None:
    assert case.organisation_id is not None, "a complete case has its organisation"
    new = New(
        kind=waits.kind,
        case_id=case.case_id,
        occasion=waits.occasion,
        payload=entry.payload(case, waits),
        organisation_id=case.organisation_id,
        reporter_organisation_id=case.reporter_organisation_id,
    )
    if chain not in batch.heads:
        batch.heads[chain] = await entries.lock_head(tx, chain)
    batch.add(entries.follow(batch.heads[chain], new, chain=chain, at=tx.at))
