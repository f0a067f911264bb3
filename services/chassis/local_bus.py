"""The bus within one process: the same outbox, relay and inbox, without a broker.

A fact leaves the outbox only when every subscriber has committed it, so a killed process
loses nothing: it is handed over again and the inboxes recognise it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from services.chassis.bus import Outgoing, Stopped
from services.chassis.inbox import Delivery, Inbox, Outcome
from services.chassis.together import together

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
    """Shared by all services of the process; carries facts from `open` until one unsubscribes.

    Before the last service has subscribed, a fact would leave its outbox without having reached
    everybody; so nothing is taken until the assembler says that all are there.
    """

    def __init__(self) -> None:
        self._subscriptions: list[_Subscription] = []
        self._is_open = False
        self._under_way: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Everybody has subscribed: facts may flow."""
        self._is_open = True

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        if not self._is_open:
            raise Stopped
        results: list[Exception | None] = [None] * len(messages)
        # Every subscriber has a database of its own, so they commit side by side.
        handing = asyncio.ensure_future(
            together(*(_hand_over(each, messages, results) for each in self._subscriptions))
        )
        self._under_way.add(handing)
        handing.add_done_callback(self._under_way.discard)
        await handing
        return results

    async def subscribe(self, service: str, publishers: frozenset[str], inbox: Inbox) -> None:
        self._subscriptions.append(_Subscription(service, publishers, inbox))

    async def unsubscribe(self) -> None:
        """Stop for everybody: a fact that one service no longer hears must stay in the outbox."""
        self._is_open = False
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def is_ready(self) -> bool:
        return self._is_open

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
