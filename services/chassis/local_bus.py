"""The bus within one process: the same outbox, relay and inbox, without a broker.

A fact leaves the outbox only when every subscriber has committed it, so a killed process
loses nothing: it is handed over again and the inboxes recognise it. Tasks wait in memory, since
their rows are in the database: with a new process all that is due is asked for again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from services.chassis import logs
from services.chassis.bus import Outgoing, Stopped
from services.chassis.inbox import Delivery, Inbox, Outcome
from services.chassis.together import together
from services.chassis.workshop import Workshop

log = logs.get()

BATCH = 100
"""Messages a subscriber applies in one transaction."""


class NotApplied(Exception):
    """A subscriber failed to apply the fact and wants it again later."""


class NobodyWorks(Exception):
    """No workshop of the service takes tasks in this process."""


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
        self._benches: dict[str, _Bench] = {}
        self._is_open = False
        self._under_way: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Everybody has subscribed: facts may flow."""
        self._is_open = True

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        if not self._is_open:
            raise Stopped
        results: list[Exception | None] = [self._shared_out(each) for each in messages]
        # Every subscriber has a database of its own, so they commit side by side.
        handing = asyncio.ensure_future(
            together(*(_hand_over(each, messages, results) for each in self._subscriptions))
        )
        self._under_way.add(handing)
        handing.add_done_callback(self._under_way.discard)
        await handing
        return results

    def _shared_out(self, message: Outgoing) -> Exception | None:
        if message.work is None:
            return None
        bench = self._benches.get(message.publisher)
        if bench is None:
            return NobodyWorks(message.publisher)
        bench.tasks.put_nowait(message.body)
        return None

    async def subscribe(self, service: str, publishers: frozenset[str], inbox: Inbox) -> None:
        self._subscriptions.append(_Subscription(service, publishers, inbox))

    async def share(self, service: str, workshop: Workshop) -> None:
        await workshop.start_over()
        self._benches[service] = _Bench(workshop)

    async def unsubscribe(self) -> None:
        """Stop for everybody: a fact that one service no longer hears must stay in the outbox."""
        self._is_open = False
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for bench in self._benches.values():
            await bench.close()

    def is_ready(self) -> bool:
        return self._is_open

    async def close(self) -> None:
        self._subscriptions.clear()


class _Bench:
    """Where one service's tasks wait for its workshop, which takes them side by side."""

    def __init__(self, workshop: Workshop) -> None:
        self.tasks: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._workshop = workshop
        self._hands = [
            asyncio.create_task(self._work(), name=f"{workshop.service} work")
            for _ in range(workshop.at_once)
        ]

    async def _work(self) -> None:
        while (body := await self.tasks.get()) is not None:
            try:
                await self._workshop.do(body, again=False)
            except Exception as error:
                # The row is due as before; the sweep asks for it again.
                log.warning("task not done", service=self._workshop.service, exc_info=error)

    async def close(self) -> None:
        """Finish what is in hand; what waits is asked for again by the next process."""
        while not self.tasks.empty():
            self.tasks.get_nowait()
        for _ in self._hands:
            self.tasks.put_nowait(None)
        await asyncio.gather(*self._hands)
        self._hands = []


async def _hand_over(
    subscription: _Subscription,
    messages: Sequence[Outgoing],
    results: list[Exception | None],
) -> None:
    heard = [
        index
        for index, message in enumerate(messages)
        if message.work is None and message.publisher in subscription.publishers
    ]
    for start in range(0, len(heard), BATCH):
        batch = heard[start : start + BATCH]
        outcomes = await subscription.inbox.receive(
            [Delivery(messages[index].body, messages[index].attempts) for index in batch]
        )
        for index, outcome in zip(batch, outcomes, strict=True):
            if outcome is Outcome.RETRY:
                results[index] = NotApplied(subscription.service)
