"""What review does by the clock: claims that are over are announced as released."""

from datetime import timedelta

from services.chassis.blueprint import Job
from services.chassis.history import SYSTEM
from services.chassis.runtime import Runtime
from services.review import store
from services.review.domain import claims

BATCH = 100


async def release_lapsed_claims(runtime: Runtime) -> None:
    """Release every claim that is over, some at a time; several workers share the work."""
    while True:
        async with runtime.database.begin() as tx:
            lapsed = await store.lock_lapsed(tx, limit=BATCH)
            for problem in lapsed:
                released, event = claims.lapse(problem, at=tx.at)
                await store.save(tx, released, event, by=SYSTEM)
                await tx.publish(event)
        if len(lapsed) < BATCH:
            return


JOBS = [Job("release lapsed claims", timedelta(seconds=15), release_lapsed_claims)]
