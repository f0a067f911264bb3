"""Who has their inbox open hears within a second that it changed.

One look per process serves all open inboxes. Writers are in other processes, so the rows tell:
an inbox carries a number that rises with every change.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from services.chassis import logs
from services.chassis.database import Database
from services.notice.store import inbox
from services.notice.store.inbox import Count

LOOK = 0.3
"""Seconds between two looks."""
AT_ONCE = 500
"""Inboxes asked for in one statement."""

log = logs.get()


@dataclass(eq=False)
class Reader:
    """One open inbox; `changed` is set when `count` is another one than before."""

    person_id: UUID
    count: Count
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Watch:
    """Looks while anybody is there."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers: set[Reader] = set()
        self._looking: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def reader(self, person_id: UUID) -> AsyncIterator[Reader]:
        """Somebody who hears of every change of their inbox from now on."""
        async with self._database.read() as tx:
            reader = Reader(person_id, await inbox.count(tx, person_id))
        self._readers.add(reader)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on(), name="notice watch")
        try:
            yield reader
        finally:
            self._readers.remove(reader)

    async def close(self) -> None:
        """Wait for the look in hand."""
        self._readers.clear()
        if self._looking is not None:
            await self._looking

    async def _look_on(self) -> None:
        while self._readers:
            await asyncio.sleep(LOOK)
            try:
                await self._look()
            except Exception as error:
                log.warning("inboxes not watched", error=type(error).__name__)

    async def _look(self) -> None:
        people = list({each.person_id for each in self._readers})
        found: dict[UUID, Count] = {}
        async with self._database.read() as tx:
            for start in range(0, len(people), AT_ONCE):
                found |= await inbox.counts(tx, people[start : start + AT_ONCE])
        for reader in self._readers:
            count = found.get(reader.person_id, reader.count)
            if count.revision != reader.count.revision:
                reader.count = count
                reader.changed.set()
