"""Waiting until a running city has nothing in hand."""

import asyncio

import sqlalchemy as sa

from deploy.embedded.assembly import System
from services.chassis.runtime import Runtime
from services.chassis.tables import outbox
from services.media.jobs import make_due
from services.media.tables import comparisons, photos

PAUSE = 0.01


async def settled(system: System) -> None:
    """Return when every fact has taken effect and no picture is being made."""
    media = system.runtimes["media"]
    while await _facts_under_way(system) or await _pictures_under_way(media):
        await asyncio.sleep(PAUSE)


async def _facts_under_way(system: System) -> bool:
    for runtime in system.runtimes.values():
        async with runtime.database.read() as tx:
            if (await tx.execute(sa.select(outbox.c.id).limit(1))).first():
                return True
    return False


async def _pictures_under_way(media: Runtime) -> bool:
    await make_due(media)
    async with media.database.read() as tx:
        for table in (photos, comparisons):
            leased = sa.select(table.c.claim).where(table.c.claim.is_not(None)).limit(1)
            if (await tx.execute(leased)).first():
                return True
    return False
