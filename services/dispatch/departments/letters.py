"""Orders as they travel: CloudEvents in structured JSON, the same bytes however often they go."""

from collections.abc import Sequence

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from services.contracts.departments import ORDER
from services.dispatch.store.orders import Posted

BATCH_TYPE = "application/cloudevents-batch+json"

_format = JSONFormat()


def encode(order: Posted) -> bytes:
    """One order as a message."""
    attributes = {
        "id": str(order.id),
        "source": "/shirong/dispatch",
        "type": ORDER,
        "subject": str(order.case_id),
        "time": order.created_at,
        "datacontenttype": "application/json",
        "sequence": str(order.sequence),
    }
    return _format.write(CloudEvent(attributes, dict(order.data)))


def encode_batch(orders: Sequence[Posted]) -> bytes:
    """Several orders as one answer."""
    return b"[" + b",".join(encode(order) for order in orders) + b"]"
