"""What intake works with beside its database: what it knows, how it learns, who may send how
often."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.chassis.buckets import Buckets
from services.chassis.runtime import Runtime
from services.intake.domain.refusals import SourceBusy
from services.intake.imports.writings import Writings
from services.intake.knowledge import Known
from services.intake.learning import Learning
from services.intake.settings import IntakeSettings


@dataclass(frozen=True)
class Resources:
    """`runtime.resources` of intake. The buckets are of platforms that send, and of the addresses
    that read Open311."""

    known: Known
    learning: Learning
    writings: Writings
    sources: Buckets
    addresses: Buckets


@asynccontextmanager
async def opened(runtime: Runtime) -> AsyncIterator[Resources]:
    """Follow the model in use; at the end stop a training that is in hand."""
    settings = runtime.settings
    assert isinstance(settings, IntakeSettings), "intake runs with its own settings"
    burst, rate = settings.external_burst, settings.external_rate
    resources = Resources(
        Known(runtime.database, runtime.directory),
        Learning(runtime.database),
        Writings(runtime.database),
        sources=Buckets(burst=burst, rate=rate, refusal=SourceBusy),
        addresses=Buckets(burst=burst, rate=rate),
    )
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
