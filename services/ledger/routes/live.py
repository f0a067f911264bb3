"""The super table live: which rows changed, to whoever looks at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic
from typing import Annotated
from uuid import UUID

from fastapi import Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from services.chassis.callers import CallerAgain, CurrentCaller
from services.chassis.refusals import Unauthenticated
from services.chassis.stopping import process_ends
from services.chassis.web import CurrentRuntime, router
from services.ledger import resources
from services.ledger.watch import Change, Viewer

routes = router()

TICK = 0.3
CHECKED_EVERY = 2.0
"""Seconds between two looks at whether the caller may still see this."""
LONGEST = 600.0
"""Seconds after which the browser comes again by itself, wherever that leads it then."""


class Changed(BaseModel):
    """Rows to read again."""

    case_ids: list[UUID]


@routes.get("/table/live", response_class=EventSourceResponse)
async def watch_table(
    caller: CurrentCaller,
    again: CallerAgain,
    runtime: CurrentRuntime,
    last_event_id: Annotated[int | None, Header()] = None,
    longest: Annotated[float, Query(alias="for", ge=0, le=LONGEST)] = LONGEST,
) -> AsyncIterator[ServerSentEvent]:
    """`changed` with the case ids that changed in the caller's scope, within a second.

    `reload` says that too much changed to name it. A stream ends with the caller's token, and after
    ten minutes or `for` seconds; `Last-Event-ID` goes on where the last one ended.
    """
    watch = resources.of(runtime).watch
    scope = caller.scope
    begun = checked = monotonic()
    async with watch.viewer(last_event_id) as viewer:
        yield ServerSentEvent(comment="open", retry=1000)
        while not process_ends.is_set() and monotonic() - begun < longest:
            if monotonic() - checked > CHECKED_EVERY:
                try:
                    scope, checked = (await again()).scope, monotonic()
                except Unauthenticated:
                    return
            found = await _next(viewer)
            mine = {
                each.case_id for each in found if each.organisation_ids & scope.organisation_ids
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
        async with asyncio.timeout(TICK):
            found.append(await viewer.changes.get())
    while not viewer.changes.empty():
        found.append(viewer.changes.get_nowait())
    return found
