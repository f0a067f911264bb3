"""The bus between processes: RabbitMQ quorum queues, confirms, batches and a retry ladder.

Two connections: an alarm on the broker blocks the publishing one, consuming goes on. A delivery
is acknowledged after the inbox committed it. While the database is away the batch in hand is
kept and tried again, so the broker does not count it as a crash.
"""

import asyncio
import socket
from collections.abc import Sequence
from datetime import UTC, datetime

import aio_pika
from aio_pika.abc import (
    AbstractIncomingMessage,
    AbstractRobustChannel,
    AbstractRobustConnection,
    DeliveryMode,
)
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, DeliveryError
from pamqp.commands import Basic

from services.chassis import envelope, logs, metrics
from services.chassis.bus import Outgoing
from services.chassis.inbox import Delivery, Inbox, Outcome
from services.chassis.topology import DEAD, EVENTS, RETRY, rungs

PREFETCH = 200
BATCH = 100
PUBLISH_TIMEOUT = 5
RECONNECT_PAUSE = 1.0
ATTEMPTS_HEADER = "x-attempts"

log = logs.get()


class NotConfirmed(Exception):
    """The broker refused the message or could not route it."""


class RabbitBus:
    """One process's way to the broker."""

    def __init__(self, url: str, *, service: str, retry_delays: Sequence[float]) -> None:
        self.service = service
        self._url = url
        self._retry_delays = retry_delays
        self._publishing: AbstractRobustConnection | None = None
        self._consuming: AbstractRobustConnection | None = None
        self._channel: AbstractRobustChannel | None = None
        self._consumer: _Consumer | None = None
        self._opening = asyncio.Lock()

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        channel = await self._ready_channel()
        exchange = await channel.get_exchange(EVENTS, ensure=False)
        try:
            return list(
                await asyncio.gather(*(self._publish_one(exchange, each) for each in messages))
            )
        except BaseException:
            # What became of the batch is unknown; a late confirm must not meet the next one.
            await self._drop_channel()
            raise

    async def _publish_one(
        self, exchange: aio_pika.abc.AbstractExchange, outgoing: Outgoing
    ) -> Exception | None:
        message = aio_pika.Message(
            outgoing.body,
            message_id=str(outgoing.message_id),
            type=outgoing.type,
            app_id=outgoing.publisher,
            content_type=envelope.CONTENT_TYPE,
            delivery_mode=DeliveryMode.PERSISTENT,
            timestamp=datetime.now(UTC),
        )
        try:
            confirmation = await exchange.publish(
                message, routing_key=outgoing.type, timeout=PUBLISH_TIMEOUT
            )
        except DeliveryError as error:
            return NotConfirmed(type(error).__name__)
        return None if isinstance(confirmation, Basic.Ack) else NotConfirmed(str(confirmation))

    async def subscribe(self, service: str, publishers: frozenset[str], inbox: Inbox) -> None:
        """As every bus; a broker that is away is waited for."""
        while self._consuming is None:
            try:
                self._consuming = await self._connect("consume")
            except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
                log.warning("broker is away", service=service, error=type(error).__name__)
                await asyncio.sleep(RECONNECT_PAUSE)
        self._consumer = _Consumer(
            self._consuming, service, inbox, rungs(service, self._retry_delays)
        )
        await self._consumer.start()

    async def unsubscribe(self) -> None:
        if self._consumer is not None:
            await self._consumer.stop()

    def is_ready(self) -> bool:
        # Before the first fact there is no publishing connection, and nothing is wrong with that.
        connections = [each for each in (self._publishing, self._consuming) if each is not None]
        consuming = self._consumer is None or self._consumer.is_active
        return consuming and all(each.connected.is_set() for each in connections)

    async def close(self) -> None:
        await self.unsubscribe()
        for connection in (self._publishing, self._consuming):
            if connection is not None:
                await connection.close()

    async def _connect(self, purpose: str) -> AbstractRobustConnection:
        return await aio_pika.connect_robust(
            self._url,
            timeout=10,
            heartbeat=15,
            client_properties={
                "connection_name": f"{self.service}-{purpose}@{socket.gethostname()}"
            },
        )

    async def _open_channel(self) -> AbstractRobustChannel:
        assert self._publishing is not None
        channel = await self._publishing.channel(publisher_confirms=True, on_return_raises=True)
        assert isinstance(channel, AbstractRobustChannel)
        self._channel = channel
        return channel

    async def _ready_channel(self) -> AbstractRobustChannel:
        async with asyncio.timeout(PUBLISH_TIMEOUT), self._opening:
            if self._publishing is None:
                self._publishing = await self._connect("publish")
            await self._publishing.ready()
            channel = self._channel
            if channel is None or channel.is_closed:
                channel = await self._open_channel()
            await channel.ready()
        return channel

    async def _drop_channel(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            try:
                await channel.close()
            except (TimeoutError, *CONNECTION_EXCEPTIONS) as error:
                log.info("channel was already gone", error=type(error).__name__)


class _Consumer:
    """Takes a service's queue and its dead queue in batches, in the broker's order."""

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
        self.is_active = True
        metrics.consumer_active.labels(self._service).set(1)

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
        return [message for message in batch if not message.channel.is_closed]

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
            # The broker hands the batch over again and the inbox knows it.
            log.info("acknowledgement lost", service=self._service, error=type(error).__name__)

    async def _acknowledge(
        self, batch: list[AbstractIncomingMessage], outcomes: list[Outcome]
    ) -> None:
        for message, outcome in zip(batch, outcomes, strict=True):
            if outcome is Outcome.RETRY:
                await self._climb(message)
        last_by_channel = {id(message.channel): message for message in batch}
        for message in last_by_channel.values():
            if not message.channel.is_closed:
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


def _attempts(message: AbstractIncomingMessage) -> int:
    count = message.headers.get(ATTEMPTS_HEADER, 0)
    return count if isinstance(count, int) else 0


def _delivery(message: AbstractIncomingMessage) -> Delivery:
    return Delivery(message.body, _attempts(message))
