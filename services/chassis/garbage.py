"""When Python looks for garbage: seldom, and never through what a process is made of.

Its own measure is a small script's. With a service's hundred thousand standing objects, half of
the processor's time in a large import went into looking through them again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (50_000, 10, 10)
"""Objects made since the last look, and how many looks make one at older ones (`gc` names them)."""

WHILE_BUILDING = (300_000, 10, 1_000_000_000)
"""More than a batch of rows is made of, and never at older ones."""
_building = 0
"""How many large things are put together at the moment."""


def settle() -> None:
    """Call it once everything is loaded: what there is now is taken for permanent."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


@contextmanager
def building() -> Iterator[None]:
    """While something large is put together: all of it is needed, so that looking through it for
    garbage finds nothing, and takes a third of the time."""
    global _building
    _building += 1
    gc.set_threshold(*WHILE_BUILDING)
    try:
        yield
    finally:
        _building -= 1
        if not _building:
            gc.set_threshold(*THRESHOLDS)
