"""Who looks at the table hears within a second which rows changed.

One look per process serves all open views. Writers are in other processes, so the rows tell:
each carries the round of its last change, and rounds commit in their order.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from services.chassis import logs
from services.chassis.database import Database
from services.ledger.store import table

LOOK = 0.3
"""Seconds between two looks."""
AT_ONCE = 1000
"""Rows of one look; who is behind by more reads the whole view again."""

log = logs.get()


@dataclass(frozen=True)
class Change:
    """A row that changed, in which round, and the organisations whose it is."""

    round: int
    case_id: UUID
    organisation_ids: frozenset[UUID]


@dataclass(eq=False)
class Viewer:
    """One open view. `missed` when changes came faster than they were taken."""

    changes: asyncio.Queue[Change] = field(default_factory=lambda: asyncio.Queue(AT_ONCE))
    missed: bool = False


class Watch:
    """Looks while anybody is there."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._viewers: set[Viewer] = set()
        self._looking: asyncio.Task[None] | None = None
        self._seen = 0

    @asynccontextmanager
    async def viewer(self, since: int | None) -> AsyncIterator[Viewer]:
        """Someone who hears of what changes from now on, or from just after a round."""
        viewer = Viewer()
        if self._looking is None or self._looking.done():
            async with self._database.read() as tx:
                self._seen = await table.round_now(tx)
            self._looking = asyncio.create_task(self._look_on(), name="ledger watch")
        upto = self._seen
        self._viewers.add(viewer)
        try:
            if since is not None and since < upto:
                await self._catch_up(viewer, since, upto)
            yield viewer
        finally:
            self._viewers.remove(viewer)

    async def close(self) -> None:
        """Wait for the look in hand."""
        self._viewers.clear()
        if self._looking is not None:
            await self._looking

    async def _catch_up(self, viewer: Viewer, since: int, upto: int) -> None:
        found = await self._changed(since)
        viewer.missed = len(found) == AT_ONCE
        for change in found:
            if change.round <= upto:
                _tell(viewer, change)

    async def _look_on(self) -> None:
        while self._viewers:
            await asyncio.sleep(LOOK)
            try:
                found = await self._changed(self._seen)
            except Exception as error:
                log.warning("table not watched", error=type(error).__name__)
                continue
            if not found:
                continue
            if len(found) == AT_ONCE:
                # A round may go on behind the last row; what is left of it comes with the next.
                last = found[-1].round
                found = [each for each in found if each.round < last] or found
            self._seen = found[-1].round
            for viewer in self._viewers:
                for change in found:
                    _tell(viewer, change)

    async def _changed(self, since: int) -> list[Change]:
        async with self._database.read() as tx:
            return [Change(*row) for row in await table.changed(tx, since, limit=AT_ONCE)]


def _tell(viewer: Viewer, change: Change) -> None:
    try:
        viewer.changes.put_nowait(change)
    except asyncio.QueueFull:
        viewer.missed = True
