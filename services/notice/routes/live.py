"""The inbox live: how much is unread, as soon as that changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from fastapi.sse import EventSourceResponse, ServerSentEvent

from services.chassis import live
from services.chassis.callers import CallerAgain, CurrentCaller
from services.chassis.web import CurrentRuntime, router
from services.notice import resources
from services.notice.routes.inbox import Unread
from services.notice.watch import Reader

routes = router()


@routes.get("/notices/live", response_class=EventSourceResponse)
async def watch_inbox(
    caller: CurrentCaller,
    again: CallerAgain,
    runtime: CurrentRuntime,
    longest: live.Longest = live.LONGEST,
) -> AsyncIterator[ServerSentEvent]:
    """`inbox` with what is unread: at once, and within a second of every change.

    Nothing is missed between two streams, since each begins with how it is now. A stream ends with
    the caller's token, and after ten minutes or `for` seconds.
    """
    async with resources.of(runtime).watch.reader(caller.id) as reader:
        yield _told(reader, retry=1000)
        async for _ in live.while_allowed(caller, again, longest=longest):
            with suppress(TimeoutError):
                async with asyncio.timeout(live.TICK):
                    await reader.changed.wait()
            if reader.changed.is_set():
                reader.changed.clear()
                yield _told(reader)


def _told(reader: Reader, *, retry: int | None = None) -> ServerSentEvent:
    unread = Unread(unread=reader.count.unread, urgent=reader.count.urgent)
    return ServerSentEvent(event="inbox", data=unread, id=str(reader.count.revision), retry=retry)
