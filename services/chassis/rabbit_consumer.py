"""Taking a service's queue, and its dead queue, in batches and in the broker's order."""

import asyncio
from collections.abc import Sequence

import aio_pika
from aio_pika.abc import (
    AbstractIncomingMessage,
    AbstractRobustChannel,
    AbstractRobustConnection,
    DeliveryMode,
)
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, ChannelInvalidStateError, DeliveryError

from services.chassis import logs, metrics, watchdog
from services.chassis.inbox import Delivery, Inbox, Outcome
from services.chassis.topology import DEAD, RETRY

PREFETCH = 200
BATCH = 100
PUBLISH_TIMEOUT = 5
RETURN_PAUSE = 0.5
ATTEMPTS_HEADER = "x-attempts"

log = logs.get()


class RabbitConsumer:
    """One process's consumer. A delivery is acknowledged after the inbox committed it."""

    def __init__(
        self,
        connection: AbstractRobustConnection,
        service: str,
        inbox: Inbox,
        ladder: Sequence[tuple[str, float]],
    ) -> None:
        self._connection = connection
        self._service = service
        self._inbox = inbox
        self._ladder = ladder
        self._arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._channel: AbstractRobustChannel | None = None
        self.is_active = False

    async def start(self) -> None:
        channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
        assert isinstance(channel, AbstractRobustChannel)
        self._channel = channel
        await channel.set_qos(prefetch_count=PREFETCH)
        self._queue = await channel.get_queue(self._service, ensure=True)
        self._tag = await self._queue.consume(self._arrived.put)
        # A channel of its own: the batches' multiple acknowledgements must not cover the dead.
        self._dead_channel = await self._connection.channel()
        await self._dead_channel.set_qos(prefetch_count=1)
        dead = await self._dead_channel.get_queue(f"{self._service}.{DEAD}", ensure=True)
        await dead.consume(self._bury)
        self._task = asyncio.create_task(self._work(), name=f"{self._service} consumer")
        self._watching = asyncio.create_task(
            watchdog.watch(
                self.count_consumers,
                service=self._service,
                stopping=self._stopping,
                give_up=watchdog.end_process,
            )
        )
        self.is_active = True
        metrics.consumer_active.labels(self._service).set(1)

    async def count_consumers(self) -> int:
        """Who takes the queue, as the watchdog asks: none once this one's loop has failed."""
        if self._task is None or self._task.done():
            return 0  # the broker still counts it, but nobody takes what arrives
        # A channel of its own: a question that fails closes it, and nothing else.
        async with self._connection.channel() as channel:
            asked = await channel.declare_queue(self._service, passive=True, timeout=10)
            return asked.declaration_result.consumer_count or 0

    async def _bury(self, message: AbstractIncomingMessage) -> None:
        # Left unacknowledged when the database is away: it comes again with the next channel.
        await self._inbox.park_dead(message.body)
        await message.ack()

    async def stop(self) -> None:
        """Finish the batch in hand; what was not taken returns to the queue with the channel."""
        if self._task is None:
            return
        self._stopping.set()
        self.is_active = False
        metrics.consumer_active.labels(self._service).set(0)
        try:
            await self._queue.cancel(self._tag, timeout=2)
        except (TimeoutError, *CONNECTION_EXCEPTIONS) as error:
            log.info("consumer was already gone", error=type(error).__name__)
        await self._task
        await self._watching
        self._task = None

    async def _work(self) -> None:
        while not self._stopping.is_set():
            batch = await self._next_batch()
            if batch:
                await self._settle(batch)

    async def _next_batch(self) -> list[AbstractIncomingMessage]:
        try:
            async with asyncio.timeout(0.5):
                batch = [await self._arrived.get()]
        except TimeoutError:
            return []
        while len(batch) < BATCH and not self._arrived.empty():
            batch.append(self._arrived.get_nowait())
        return [message for message in batch if _channel_of(message) is not None]

    async def _settle(self, batch: list[AbstractIncomingMessage]) -> None:
        pause = 0.1
        while not self._stopping.is_set():
            try:
                outcomes = await self._inbox.receive([_delivery(message) for message in batch])
                break
            except Exception as error:
                log.warning(
                    "batch not applied, kept and tried again",
                    service=self._service,
                    error=type(error).__name__,
                    reason=str(error)[:200],
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)
        else:
            return
        try:
            await self._acknowledge(batch, outcomes)
        except (TimeoutError, *CONNECTION_EXCEPTIONS, DeliveryError) as error:
            log.warning(
                "batch not acknowledged, it comes again",
                service=self._service,
                error=type(error).__name__,
                reason=str(error)[:200],
            )
            await self._give_back(batch)

    async def _give_back(self, batch: list[AbstractIncomingMessage]) -> None:
        """Let the broker hand the batch over again; the inbox knows what was applied.

        A channel that is still open would else keep it for as long as the process lives.
        """
        await asyncio.sleep(RETURN_PAUSE)
        for message in _last_of_each_channel(batch):
            try:
                await message.nack(multiple=True, requeue=True)
            except CONNECTION_EXCEPTIONS as error:
                log.info("channel was already gone", error=type(error).__name__)

    async def _acknowledge(
        self, batch: list[AbstractIncomingMessage], outcomes: list[Outcome]
    ) -> None:
        for message, outcome in zip(batch, outcomes, strict=True):
            if outcome is Outcome.RETRY:
                await self._climb(message)
        for message in _last_of_each_channel(batch):
            await message.ack(multiple=True)

    async def _climb(self, message: AbstractIncomingMessage) -> None:
        """Send a failed message to the rung of the ladder that fits its failures."""
        assert self._channel is not None
        attempts = _attempts(message)
        rung, _ = self._ladder[min(attempts, len(self._ladder) - 1)]
        exchange = await self._channel.get_exchange(RETRY, ensure=False)
        await exchange.publish(
            aio_pika.Message(
                message.body,
                message_id=message.message_id,
                type=message.type,
                app_id=message.app_id,
                content_type=message.content_type,
                delivery_mode=DeliveryMode.PERSISTENT,
                headers={ATTEMPTS_HEADER: attempts + 1},
            ),
            routing_key=rung,
            timeout=PUBLISH_TIMEOUT,
        )


def _last_of_each_channel(batch: list[AbstractIncomingMessage]) -> list[AbstractIncomingMessage]:
    last = {channel: message for message in batch if (channel := _channel_of(message))}
    return list(last.values())


def _channel_of(message: AbstractIncomingMessage) -> object | None:
    """Where the message can be acknowledged; None once its channel is closed."""
    try:
        return message.channel
    except ChannelInvalidStateError:  # the library's way to say closed
        return None


def _attempts(message: AbstractIncomingMessage) -> int:
    count = message.headers.get(ATTEMPTS_HEADER, 0)
    return count if isinstance(count, int) else 0


def _delivery(message: AbstractIncomingMessage) -> Delivery:
    return Delivery(message.body, _attempts(message))
