"""Putting a message aside for a person, with the reason, in the transaction at hand."""

from hashlib import sha256
from uuid import UUID

from services.chassis import inbox_store, logs
from services.chassis.envelope import Message, UnreadableMessage
from services.chassis.inbox_store import Parked
from services.chassis.transaction import Transaction

log = logs.get()


async def park(
    tx: Transaction, message: Message, body: bytes, *, code: str, reason: str, attempts: int
) -> None:
    """Keep a message that could not be handled; later facts of its subject wait behind it."""
    parked = Parked(
        message_id=message.id,
        type=message.type,
        publisher=message.publisher,
        subject=message.subject,
        version=message.version,
        body=body,
        code=code,
        reason=reason,
        attempts=attempts,
    )
    await _keep(tx, parked)


async def park_unreadable(
    tx: Transaction, body: bytes, error: UnreadableMessage, *, attempts: int
) -> None:
    """Keep bytes that are no message. Their id is made of their content: the same park once."""
    parked = Parked(
        message_id=UUID(bytes=sha256(body).digest()[:16]),
        type="",
        publisher="",
        subject=None,
        version=None,
        body=body,
        code=error.code,
        reason=str(error),
        attempts=attempts,
    )
    await _keep(tx, parked)


async def _keep(tx: Transaction, parked: Parked) -> None:
    await inbox_store.park(tx, parked)
    log.error(
        "message parked",
        service=tx.publisher,
        message_id=str(parked.message_id),
        type=parked.type,
        code=parked.code,
    )
