"""When Python looks for garbage: seldom, and never through what a process is made of.

Its own measure is a small script's. With a service's hundred thousand standing objects, half of
the processor's time in a large import went into looking through them again.
"""

import gc

THRESHOLDS = (50_000, 10, 10)
"""Objects made since the last look, and how many looks make one at older ones (`gc` names them)."""


def settle() -> None:
    """Call it once everything is loaded: what there is now is taken for permanent."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
