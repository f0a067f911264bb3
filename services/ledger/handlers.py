"""What the ledger hears: everything. Each fact is journalled and projected in one transaction."""

from collections.abc import Sequence

from services.chassis.blueprint import Handler
from services.chassis.transaction import Transaction
from services.contracts import closure, dispatch, identity, intake, media, review
from services.contracts.event import EVENTS, Event, publisher_of
from services.contracts.media import PhotoReady, PhotoRejected
from services.ledger import entering
from services.ledger.domain.case import Case
from services.ledger.domain.projection import case_of, changes_case, project
from services.ledger.store import batch as batches
from services.ledger.store import journal

PUBLISHERS = (identity, intake, review, dispatch, closure, media)
"""Imported so that all their facts are declared."""


async def record(event: Event, tx: Transaction) -> None:
    """Journal a fact for good, then let it show in the case it is about."""
    batch = await batches.held(tx)
    key = journal.key_of(event)
    shown = case_of(event) if changes_case(event) else None
    if not await batches.is_new(tx, batch, key, shown):
        return
    batch.facts[key] = journal.row(tx, event)
    if isinstance(event, PhotoReady | PhotoRejected):
        batch.photos[event.photo_id] = event
    if shown is None:
        return
    before = batch.after.get(shown) or batch.before[shown]
    after = project(before or Case(shown), event, zone=batch.zone)
    batch.after[shown] = after
    await entering.enter(tx, batch, event, before=before, after=after)


async def look_ahead(events: Sequence[Event], tx: Transaction) -> None:
    """Read at once which of these facts are journalled, and the cases that they change."""
    batch = await batches.held(tx)
    keys = [journal.key_of(event) for event in events]
    changed = {case_of(event) for event in events if changes_case(event)}
    await batches.look_ahead(tx, batch, keys, {each for each in changed if each is not None})


HANDLERS: dict[type[Event], Handler] = {
    event: record for name, event in EVENTS.items() if publisher_of(name) != "ledger"
}
