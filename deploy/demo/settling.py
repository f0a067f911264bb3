"""Waiting until a running city has nothing in hand."""

import asyncio

import sqlalchemy as sa

from deploy.embedded.assembly import System
from services.chassis.runtime import Runtime
from services.chassis.tables import outbox
from services.media.works import WORKS

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
    async with media.database.read() as tx:
        return any([(await work.rows.backlog(tx)).waiting for work in WORKS.kinds])
