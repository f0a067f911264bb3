"""What the ledger does before its first request or message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.chassis import logs
from services.chassis.objects import open_objects
from services.chassis.runtime import Runtime
from services.ledger.notes import Signer
from services.ledger.resources import Resources
from services.ledger.settings import LedgerSettings
from services.ledger.store import city
from services.ledger.watch import Watch

log = logs.get()


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Resources]:
    """Keep the city's time zone beside the rows whose days follow it; watch the rows."""
    wanted = runtime.settings.time_zone
    async with runtime.database.begin() as tx:
        kept = await city.keep_zone(tx, wanted)
    if kept != wanted:
        log.warning("another time zone is set; rebuild to use it", kept=kept, wanted=wanted)
    assert isinstance(runtime.settings, LedgerSettings)
    watch = Watch(runtime.database)
    yield Resources(
        watch,
        Signer(runtime.settings.ledger_secret),
        open_objects(runtime.settings.ledger_objects_url),
        runtime.settings.ledger_witness,
    )
    await watch.close()
