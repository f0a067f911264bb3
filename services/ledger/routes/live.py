"""The super table live: which rows changed, to whoever looks at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from services.chassis import live
from services.chassis.callers import CallerAgain, CurrentCaller
from services.chassis.web import CurrentRuntime, router
from services.ledger import resources
from services.ledger.watch import Change, Viewer

routes = router()


class Changed(BaseModel):
    """Rows to read again."""

    case_ids: list[UUID]


@routes.get("/table/live", response_class=EventSourceResponse)
async def watch_table(
    caller: CurrentCaller,
    again: CallerAgain,
    runtime: CurrentRuntime,
    last_event_id: Annotated[int | None, Header()] = None,
    longest: live.Longest = live.LONGEST,
) -> AsyncIterator[ServerSentEvent]:
    """`changed` with the case ids that changed in the caller's scope, within a second.

    `reload` says that too much changed to name it. A stream ends with the caller's token, and after
    ten minutes or `for` seconds; `Last-Event-ID` goes on where the last one ended.
    """
    watch = resources.of(runtime).watch
    async with watch.viewer(last_event_id) as viewer:
        yield ServerSentEvent(comment="open", retry=1000)
        async for now in live.while_allowed(caller, again, longest=longest):
            found = await _next(viewer)
            mine = {
                each.case_id for each in found if each.organisation_ids & now.scope.organisation_ids
            }
            if viewer.missed:
                viewer.missed = False
                yield ServerSentEvent(event="reload", data={})
            elif mine:
                yield ServerSentEvent(
                    event="changed",
                    data=Changed(case_ids=sorted(mine)),
                    id=str(max(each.round for each in found)),
                )


async def _next(viewer: Viewer) -> list[Change]:
    """What has changed since, waiting a little for the first."""
    found: list[Change] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(live.TICK):
            found.append(await viewer.changes.get())
    while not viewer.changes.empty():
        found.append(viewer.changes.get_nowait())
    return found
