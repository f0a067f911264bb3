"""What media works with beside its database: the object store, the sandboxes, the buckets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from services.chassis.buckets import Buckets
from services.chassis.objects import Objects, open_objects
from services.chassis.runtime import Runtime
from services.media.sandboxes import Sandboxes
from services.media.settings import MediaSettings

MOST_COMPARED = 4
"""Strangers' pictures in hand at once in this process; more are asked to come again."""


@dataclass(frozen=True)
class Resources:
    """`runtime.resources` of media."""

    objects: Objects
    sandboxes: Sandboxes
    settings: MediaSettings
    public_sandboxes: Sandboxes
    """Where strangers' pictures are decoded, so that they never keep a worker's photo waiting"""
    code_buckets: Buckets
    compare_buckets: Buckets
    comparing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_COMPARED))


@asynccontextmanager
async def opened(runtime: Runtime) -> AsyncIterator[Resources]:
    """Open the store and the sandboxes, whose processes start with their first photo."""
    settings = runtime.settings
    assert isinstance(settings, MediaSettings)
    sandboxes, public = Sandboxes(settings.media_sandboxes), Sandboxes(1)
    try:
        yield Resources(
            open_objects(settings.objects_url),
            sandboxes,
            settings,
            public,
            Buckets(burst=settings.media_verify_burst, rate=settings.media_verify_rate),
            Buckets(burst=settings.media_compare_burst, rate=settings.media_compare_rate),
        )
    finally:
        await sandboxes.close()
        await public.close()


def of(runtime: Runtime) -> Resources:
    """The resources of a running media service."""
    found: Resources = runtime.resources
    return found
