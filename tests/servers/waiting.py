"""Waiting from plain code: for a condition, and for a coroutine."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def until(condition: Callable[[], bool], *, within: float, every: float = 0.05) -> bool:
    """Whether the condition came true within so many seconds."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


def finished(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """The coroutine's result, from a loop of its own: the caller's may be running already."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
