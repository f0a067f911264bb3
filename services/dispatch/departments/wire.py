"""What stands on the broker for departments: a vhost of their own, apart from the services'.

Orders go to the exchange `departments` and from there to one queue each; receipts come back
through `receipts`. Whatever gets lost here is sent again, so nothing is dead-lettered.
"""

from typing import Any

from services.chassis.topology import Binding, Queue, Topology

VHOST = "departments"
ORDERS = "departments"
RECEIPTS = "receipts"
PREFIX = "department."

LONGEST = 10_000
"""Orders a department's queue holds; a full one refuses and stops only its own department."""
DELIVERY_LIMIT = 10
"""Times a department may take an order and vanish before the broker drops it."""


def name_of(code: str) -> str:
    """The queue of an organisation, which is also its user, and the key of its receipts."""
    return f"{PREFIX}{code}"


def arguments() -> dict[str, Any]:
    """How a department's queue is made."""
    return {
        "x-queue-type": "quorum",
        "x-max-length": LONGEST,
        "x-overflow": "reject-publish",
        "x-delivery-limit": DELIVERY_LIMIT,
    }


def standing() -> Topology:
    """What is there before the first department: the two exchanges and the queue of receipts."""
    receipts = Queue(
        RECEIPTS,
        {
            "x-queue-type": "quorum",
            "x-max-length": 1_000_000,
            "x-overflow": "reject-publish",
            "x-delivery-limit": DELIVERY_LIMIT,
        },
    )
    return Topology(
        # Without an alternate: an order that reaches no queue stays where it was.
        exchanges=[(ORDERS, "direct", {}), (RECEIPTS, "topic", {})],
        queues=[receipts],
        bindings=[Binding(RECEIPTS, RECEIPTS, "#")],
    )
