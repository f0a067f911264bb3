"""What media does by the clock: files nobody holds are swept away."""

from datetime import timedelta

from services.chassis.blueprint import Job
from services.chassis.runtime import Runtime
from services.media import resources
from services.media.store import files

SWEPT_AT_ONCE = 200


async def sweep(runtime: Runtime) -> None:
    """Delete files that no row has held for an hour: left by a crash, or replaced."""
    async with runtime.database.read() as tx:
        keys = await files.swept(tx, limit=SWEPT_AT_ONCE)
    for key in keys:
        await resources.of(runtime).objects.delete(key)
    if keys:
        async with runtime.database.begin() as tx:
            await files.forget(tx, keys)


JOBS = [
    Job("sweep", every=timedelta(minutes=5), run=sweep),
]
