"""What nobody needs any more: forgotten imports are cancelled, and those that are over emptied."""

from services.chassis.history import SYSTEM
from services.chassis.runtime import Runtime
from services.intake.domain.spreadsheet_import import (
    EMPTIED,
    FORGOTTEN,
    WAITING,
    Status,
    go_on,
)
from services.intake.store import imports

AT_ONCE = 20
"""Imports of one transaction: each may have a hundred thousand rows."""


async def clear(runtime: Runtime) -> None:
    """Cancel what has waited for a person too long, and take the files and rows of what is over;
    that there was an import, and who did what, stays."""
    async with runtime.database.read() as tx:
        waiting = await imports.forgotten(tx, until=tx.at - FORGOTTEN, limit=AT_ONCE)
    for each in waiting:
        async with runtime.database.begin() as tx:
            found = await imports.lock(tx, each)
            if found.status in WAITING and found.last_at < tx.at - FORGOTTEN:
                cancelled = go_on(found, Status.CANCELLED, did="cancelled", by=SYSTEM, at=tx.at)
                await imports.save(tx, cancelled)
    async with runtime.database.begin() as tx:
        await imports.emptied(tx, until=tx.at - EMPTIED, limit=AT_ONCE)
