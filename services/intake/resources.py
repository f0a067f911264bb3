"""What intake works with beside its database: what it knows, and how it learns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.chassis.runtime import Runtime
from services.intake.knowledge import Known
from services.intake.learning import Learning


@dataclass(frozen=True)
class Resources:
    """`runtime.resources` of intake."""

    known: Known
    learning: Learning


@asynccontextmanager
async def opened(runtime: Runtime) -> AsyncIterator[Resources]:
    """Follow the model in use; at the end stop a training that is in hand."""
    resources = Resources(Known(runtime.database, runtime.directory), Learning(runtime.database))
    following = asyncio.create_task(resources.known.follow(), name="intake model")
    try:
        yield resources
    finally:
        resources.known.stop()
        await following
        await resources.learning.close()


def of(runtime: Runtime) -> Resources:
    """The resources of a running intake."""
    found: Resources = runtime.resources
    return found
