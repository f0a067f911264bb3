"""The bus within one process: the same outbox, relay and inbox, without a broker.

A fact leaves the outbox only when every subscriber has committed it, so a killed process
loses nothing: it is handed over again and the inboxes recognise it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from services.chassis.bus import Outgoing
from services.chassis.inbox import Delivery, Inbox, Outcome

BATCH = 100
"""Messages a subscriber applies in one transaction."""


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
        # Every subscriber has a database of its own, so they commit side by side.
        async with asyncio.TaskGroup() as group:
            for subscription in self._subscriptions:
                group.create_task(_hand_over(subscription, messages, results))
        return results

    async def subscribe(self, service: str, publishers: frozenset[str], inbox: Inbox) -> None:
        self._subscriptions.append(_Subscription(service, publishers, inbox))

    async def unsubscribe(self) -> None:
        """Nothing is in flight between calls of `publish`."""

    def is_ready(self) -> bool:
        return True

    async def close(self) -> None:
        self._subscriptions.clear()


async def _hand_over(
    subscription: _Subscription,
    messages: Sequence[Outgoing],
    results: list[Exception | None],
) -> None:
    heard = [
        index
        for index, message in enumerate(messages)
        if message.publisher in subscription.publishers
    ]
    for start in range(0, len(heard), BATCH):
        batch = heard[start : start + BATCH]
        outcomes = await subscription.inbox.receive(
            [Delivery(messages[index].body, messages[index].attempts) for index in batch]
        )
        for index, outcome in zip(batch, outcomes, strict=True):
            if outcome is Outcome.RETRY:
                results[index] = NotApplied(subscription.service)
