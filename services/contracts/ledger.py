"""Facts the ledger announces: what it was asked for in the background is there."""

from uuid import UUID

from services.contracts.event import Event


class ExportReady(Event, type="ledger.export.ready.v1", subject="export_id"):
    """An export's file can be fetched by whoever asked for it."""

    export_id: UUID
    owner_id: UUID
