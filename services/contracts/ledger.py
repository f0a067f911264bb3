"""Facts the ledger announces: an export is there, a month's figures are fixed."""

from datetime import date
from uuid import UUID

from services.contracts.event import Event, MessageParked


class ExportReady(Event, type="ledger.export.ready.v1", subject="export_id"):
    """An export's file can be fetched by whoever asked for it."""

    export_id: UUID
    owner_id: UUID


class EditionFrozen(Event, type="ledger.edition.frozen.v1", subject="edition_id"):
    """A month's indicators stand as they were seen, for good; `month` is its first day.

    `organisation_id` is the tree's root. `sha256` seals the whole content: whoever keeps it can
    tell later whether it is the same.
    """

    edition_id: UUID
    organisation_id: UUID
    month: date
    sha256: str


class LedgerMessageParked(MessageParked, type="ledger.message.parked.v1", subject="message_id"):
    """A message that ledger couldn't handle waits for a person: the first in an hour."""
