"""Ends a process that is connected to the broker and yet gets nothing from it.

Client libraries have ended so before: a connection, a queue that fills, no consumer (rule 46).
A supervisor starts the process again, and what it had in hand comes again.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable

from services.chassis import logs
from services.chassis.stopping import stopped_within

EVERY = 30.0
"""Seconds between two looks."""
MISSES = 2

log = logs.get()


async def watch(
    consumers: Callable[[], Awaitable[int]],
    *,
    service: str,
    stopping: asyncio.Event,
    give_up: Callable[[], None],
    every: float = EVERY,
) -> None:
    """Count the queue's consumers until `stopping`; `give_up` after two looks that found none.

    A broker that can't be asked is away, which is no fault of this process.
    """
    missed = 0
    while not await stopped_within(every, stopping):
        try:
            found = await consumers()
        except Exception as error:
            log.info("consumers not counted", service=service, error=type(error).__name__)
            continue
        missed = 0 if found else missed + 1
        if missed == MISSES:
            log.error("nothing consumes the queue, the process ends", service=service)
            give_up()
            return


def end_process() -> None:
    """End at once: a clean stop would wait for the very connection that doesn't answer."""
    os._exit(1)
