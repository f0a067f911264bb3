"""What the ledger hears: everything. Each fact is journalled and projected in one transaction."""

from services.chassis.blueprint import Handler
from services.chassis.transaction import Transaction
from services.contracts import closure, dispatch, identity, intake, media, review
from services.contracts.event import EVENTS, Event
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
    key, case_id = journal.key_of(event), case_of(event)
    if not await batches.is_new(tx, batch, key, case_id):
        return
    batch.facts[key] = journal.row(tx, event)
    if isinstance(event, PhotoReady | PhotoRejected):
        batch.photos[event.photo_id] = event
    if case_id is None or not changes_case(event):
        return
    before = batch.after.get(case_id) or batch.before[case_id]
    after = project(before or Case(case_id), event, zone=batch.zone)
    batch.after[case_id] = after
    await entering.enter(tx, event, before, after)


HANDLERS: dict[type[Event], Handler] = dict.fromkeys(EVENTS.values(), record)
