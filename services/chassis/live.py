"""Answers that go on: for as long as the caller may see them, and no longer than ten minutes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import Annotated

from fastapi import Query

from services.chassis.callers import Caller
from services.chassis.refusals import Unauthenticated
from services.chassis.stopping import process_ends

TICK = 0.3
"""Seconds that a stream waits for something to tell before it looks whether it may go on."""
CHECKED_EVERY = 2.0
"""Seconds between two looks at whether the caller may still see this."""
LONGEST = 600.0
"""Seconds after which the browser comes again by itself, wherever that leads it then."""

Longest = Annotated[float, Query(alias="for", ge=0, le=LONGEST)]


async def while_allowed(
    caller: Caller, again: Callable[[], Awaitable[Caller]], *, longest: float
) -> AsyncIterator[Caller]:
    """The caller, as they are now, once for each turn of the stream; ends when it must end."""
    begun = checked = monotonic()
    while not process_ends.is_set() and monotonic() - begun < longest:
        if monotonic() - checked > CHECKED_EVERY:
            try:
                caller, checked = await again(), monotonic()
            except Unauthenticated:
                return
        yield caller
