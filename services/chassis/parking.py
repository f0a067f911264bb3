"""Putting a message aside for a person, with the reason, in the transaction at hand."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from services.chassis import inbox_store, logs
from services.chassis.envelope import Message, UnreadableMessage
from services.chassis.inbox_store import Parked
from services.chassis.transaction import Transaction
from services.contracts.event import MessageParked

TOLD_EVERY = timedelta(hours=1)
"""A fault parks hundreds: the first is announced, and the next one so long after it."""

log = logs.get()


@dataclass(frozen=True)
class Parking:
    """One service's parked messages, and its fact about them if it has one."""

    fact: type[MessageParked] | None

    async def park(
        self,
        tx: Transaction,
        message: Message,
        body: bytes,
        *,
        code: str,
        reason: str,
        attempts: int,
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
        await self._keep(tx, parked)

    async def park_unreadable(
        self, tx: Transaction, body: bytes, error: UnreadableMessage, *, attempts: int
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
        await self._keep(tx, parked)

    async def _keep(self, tx: Transaction, parked: Parked) -> None:
        told = await inbox_store.parked_since(tx, tx.at - TOLD_EVERY)
        await inbox_store.park(tx, parked)
        log.error(
            "message parked",
            service=tx.publisher,
            message_id=str(parked.message_id),
            type=parked.type,
            code=parked.code,
        )
        if self.fact is not None and not told:
            fact = self.fact(
                version=1,
                at=tx.at,
                message_id=parked.message_id,
                about=parked.type,
                code=parked.code,
            )
            await tx.publish(fact)
