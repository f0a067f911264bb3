"""Waiting that ends when the service does."""

import asyncio
import threading

process_ends = threading.Event()
"""Set when the process was told to end: answers that go on and on end then."""


async def stopped_within(seconds: float, stopping: asyncio.Event) -> bool:
    """Wait so long, or until the service stops; whether it does."""
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return stopping.is_set()
    return True
