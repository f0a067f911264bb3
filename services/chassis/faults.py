"""Named points at which a test may stop the process dead, and guards it may switch off.

`FAULTS=relay.after_publish_before_delete:0.02` kills the process there in two of a hundred visits;
`FAULTS=inbox.handler:0.02` lets two of a hundred handlers fail as a passing fault would;
`FAULTS=without.gate` runs without the version gate, so that a test can show it is needed. Without
`FAULTS`, as in service, nothing of this happens.
"""

import os
import random
import signal

POINTS = frozenset(
    {
        "outbox.after_commit",
        "relay.after_publish_before_delete",
        "inbox.after_commit_before_ack",
        "media.after_put_before_row",
        "ledger.after_hash_before_commit",
    }
)
FAILURES = frozenset({"inbox.handler"})
GUARDS = frozenset({"without.inbox", "without.gate"})


def _armed() -> dict[str, float]:
    armed = {}
    for entry in filter(None, os.environ.get("FAULTS", "").split(",")):
        point, _, chance = entry.partition(":")
        if point not in POINTS | FAILURES | GUARDS:
            raise SystemExit(f"FAULTS names an unknown point: {point}")
        armed[point] = float(chance or 1)
    return armed


_ARMED = _armed()


class Injected(Exception):
    """A passing fault that a test asked for."""


def fail(name: str) -> None:
    """Fail here, if this failure is armed and chance says so."""
    if _ARMED and random.random() < _ARMED.get(name, 0):  # noqa: S311 - not a secret
        raise Injected(name)


def switched_off(guard: str) -> bool:
    """Whether a control run asked to go without this guard."""
    return f"without.{guard}" in _ARMED


def point(name: str) -> None:
    """Die here, if this point is armed and chance says so."""
    if _ARMED and random.random() < _ARMED.get(name, 0):  # noqa: S311 - not a secret
        os.kill(os.getpid(), signal.SIGKILL)
