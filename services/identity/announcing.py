"""Identity's own replica of its facts, kept in the transaction that makes them.

The chassis of every other service keeps it by the bus; identity writes the same tables itself,
so that its own processes know a revoked session or a moved organisation as the others do.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.chassis import directory, logs
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.contracts.event import Event

log = logs.get()


async def announce(tx: Transaction, event: Event) -> None:
    """Publish the fact, and keep it for this service's own callers."""
    await tx.publish(event)
    keep = directory.HANDLERS.get(type(event))
    if keep is not None:
        await keep(event, tx)


@asynccontextmanager
async def known_at_once(runtime: Runtime) -> AsyncIterator[None]:
    """Wrapped round a transaction: this process knows what it changed before it answers."""
    yield
    try:
        await runtime.directory.refresh(runtime.database)
    except Exception as error:
        # The change is committed and may not be answered as failed; the runtime looks again soon.
        log.warning("directory not refreshed", error=type(error).__name__)
