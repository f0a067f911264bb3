"""Writing the official ledger: an entry as soon as every publisher's part of it is there."""

from services.chassis.transaction import Transaction
from services.contracts.closure import CaseClosed, CaseReopened
from services.contracts.event import Event
from services.ledger.domain import entry
from services.ledger.domain.case import Case
from services.ledger.store import entries, waiting


async def enter(tx: Transaction, event: Event, before: Case | None, after: Case) -> None:
    """Make the entries that a fact calls for, or that only waited for it."""
    due = isinstance(event, CaseClosed | CaseReopened)
    if isinstance(event, CaseClosed | CaseReopened):
        await waiting.add(tx, entry.waiting(after, event))
    became_complete = after.is_complete and not (before is not None and before.is_complete)
    if after.is_complete and (due or became_complete):
        await write_waiting(tx, after)


async def write_waiting(tx: Transaction, case: Case) -> None:
    """Write what waits for a complete case; it goes on waiting while its chain is unknown."""
    if case.organisation_id is None:
        return
    ancestors = await waiting.ancestors(tx, case.organisation_id)
    if not ancestors:
        return
    for waits in await waiting.take(tx, case.case_id):
        await entries.append(
            tx,
            entry.chain_of(ancestors),
            kind=waits.kind,
            case_id=case.case_id,
            occasion=waits.occasion,
            payload=entry.payload(case, waits),
            organisation_id=case.organisation_id,
            reporter_organisation_id=case.reporter_organisation_id,
        )
