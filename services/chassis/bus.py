"""What a bus is: publishes batches, and hands each subscriber's inbox what it hears."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.chassis import tasks
from services.chassis.inbox import Inbox
from services.chassis.workshop import Workshop


@dataclass(frozen=True)
class Outgoing:
    """A fact or a task on its way out. `attempts` counts the earlier failures."""

    message_id: UUID
    type: str
    publisher: str
    body: bytes
    attempts: int

    @property
    def work(self) -> str | None:
        """The work a task is of; `None` for a fact."""
        return self.type.removeprefix(tasks.PREFIX) if self.type.startswith(tasks.PREFIX) else None


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

    async def share(self, service: str, workshop: Workshop) -> None:
        """Hand the workshop its part of the service's tasks from now on, `at_once` at a time."""

    async def unsubscribe(self) -> None:
        """Stop feeding: finish what is in hand, tasks too, acknowledge it, take nothing new."""

    def is_ready(self) -> bool:
        """Whether publishing and consuming are possible at the moment."""

    async def close(self) -> None: ...
