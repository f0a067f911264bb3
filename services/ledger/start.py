"""What the ledger does before its first request or message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.chassis import logs
from services.chassis.runtime import Runtime
from services.ledger.store import city
from services.ledger.watch import Watch

log = logs.get()


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Watch]:
    """Keep the city's time zone beside the rows whose days follow it; watch the rows."""
    wanted = runtime.settings.time_zone
    async with runtime.database.begin() as tx:
        kept = await city.keep_zone(tx, wanted)
    if kept != wanted:
        log.warning("another time zone is set; rebuild to use it", kept=kept, wanted=wanted)
    watch = Watch(runtime.database)
    yield watch
    await watch.close()
