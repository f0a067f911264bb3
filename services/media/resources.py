"""What media works with beside its database: the object store and the sandboxes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

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
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """A photo arrived in this process; its pictures need not wait for the clock."""
        self._arrived.set()

    async def woken(self, *, within: float) -> bool:
        """Whether a photo arrives in this process during the next seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._arrived.wait(), within)
        arrived = self._arrived.is_set()
        self._arrived.clear()
        return arrived


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
