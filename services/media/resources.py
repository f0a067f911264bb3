"""What media works with beside its database: the object store and the sandboxes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.chassis.runtime import Runtime
from services.media.objects import Objects, open_objects
from services.media.sandboxes import Sandboxes
from services.media.settings import MediaSettings


@dataclass(frozen=True)
class Resources:
    """`runtime.resources` of media."""

    objects: Objects
    sandboxes: Sandboxes
    settings: MediaSettings


@asynccontextmanager
async def opened(runtime: Runtime) -> AsyncIterator[Resources]:
    """Open the store and the sandboxes, whose processes start with their first photo."""
    settings = runtime.settings
    assert isinstance(settings, MediaSettings)
    sandboxes = Sandboxes(settings.media_sandboxes)
    try:
        yield Resources(open_objects(settings.objects_url), sandboxes, settings)
    finally:
        await sandboxes.close()


def of(runtime: Runtime) -> Resources:
    """The resources of a running media service."""
    found: Resources = runtime.resources
    return found
