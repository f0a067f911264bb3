"""Several pieces of work at once, none of them ever cut off in the middle."""

import asyncio
from collections.abc import Awaitable


async def together(*work: Awaitable[None]) -> None:
    """Run all side by side; the first failure is raised when all have ended.

    A cancelled database call can't be rolled back in order and leaks its connection, which is
    what `asyncio.TaskGroup` would do to the others.
    """
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if outcome is not None:
            raise outcome
