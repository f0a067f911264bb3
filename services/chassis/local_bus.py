"""The bus within one process: the same outbox, relay and inbox, without a broker.

A fact leaves the outbox only when every subscriber has committed it, so a killed process
loses nothing: it is handed over again and the inboxes recognise it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.chassis.bus import Outgoing
from services.chassis.inbox import Delivery, Inbox, Outcome


class NotApplied(Exception):
    """A subscriber failed to apply the fact and wants it again later."""


@dataclass(frozen=True)
class _Subscription:
    service: str
    publishers: frozenset[str]
    inbox: Inbox


class LocalBus:
    """Shared by all services of the process; subscribe them all before the first publishes."""

    def __init__(self) -> None:
        self._subscriptions: list[_Subscription] = []

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        results: list[Exception | None] = [None] * len(messages)
        for subscription in self._subscriptions:
            heard = [
                index
                for index, message in enumerate(messages)
                if message.publisher in subscription.publishers
            ]
            if not heard:
                continue
            outcomes = await subscription.inbox.receive(
                [Delivery(messages[index].body, messages[index].attempts) for index in heard]
            )
            for index, outcome in zip(heard, outcomes, strict=True):
                if outcome is Outcome.RETRY:
                    results[index] = NotApplied(subscription.service)
        return results

    async def subscribe(self, service: str, publishers: frozenset[str], inbox: Inbox) -> None:
        self._subscriptions.append(_Subscription(service, publishers, inbox))

    async def unsubscribe(self) -> None:
        """Nothing is in flight between calls of `publish`."""

    def is_ready(self) -> bool:
        return True

    async def close(self) -> None:
        self._subscriptions.clear()
