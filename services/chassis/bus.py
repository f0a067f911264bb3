"""What a bus is: publishes batches, and hands each subscriber's inbox what it hears."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.chassis.inbox import Inbox


@dataclass(frozen=True)
class Outgoing:
    """A fact on its way out. `attempts` counts the earlier failures."""

    message_id: UUID
    type: str
    publisher: str
    body: bytes
    attempts: int


class Stopped(Exception):
    """The bus takes nothing yet, or no more; facts stay in the outbox."""


class Bus(Protocol):
    """RabbitMQ between processes, or the local bus within one."""

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        """Hand over the batch in order; one entry per message, its error or `None` when safe.

        Raises when the bus itself can't be reached: nothing is known about any message then.
        """

    async def subscribe(self, service: str, publishers: frozenset[str], inbox: Inbox) -> None:
        """Feed the inbox from now on; returns when the subscription stands."""

    async def unsubscribe(self) -> None:
        """Stop feeding: finish what is in hand, acknowledge it, take nothing new."""

    def is_ready(self) -> bool:
        """Whether publishing and consuming are possible at the moment."""

    async def close(self) -> None: ...
