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
from aio_pika.abc import AbstractRobustChannel, AbstractRobustConnection, DeliveryMode
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, DeliveryError
from pamqp.commands import Basic

from services.chassis import envelope, logs
from services.chassis.bus import Outgoing
from services.chassis.inbox import Inbox
from services.chassis.rabbit_consumer import RabbitConsumer
from services.chassis.rabbit_work import WorkConsumer
from services.chassis.topology import EVENTS, WORK, rungs
from services.chassis.workshop import Workshop

PUBLISH_TIMEOUT = 5
RECONNECT_PAUSE = 1.0

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
        self._consumer: RabbitConsumer | None = None
        self._work: WorkConsumer | None = None
        self._opening = asyncio.Lock()

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        channel = await self._ready_channel()
        try:
            return list(
                await asyncio.gather(*(self._publish_one(channel, each) for each in messages))
            )
        except BaseException:
            # What became of the batch is unknown; a late confirm must not meet the next one.
            await self._drop_channel()
            raise

    async def _publish_one(
        self, channel: AbstractRobustChannel, outgoing: Outgoing
    ) -> Exception | None:
        exchange, key, content_type = _where(outgoing)
        message = aio_pika.Message(
            outgoing.body,
            message_id=str(outgoing.message_id),
            type=outgoing.type,
            app_id=outgoing.publisher,
            content_type=content_type,
            delivery_mode=DeliveryMode.PERSISTENT,
            timestamp=datetime.now(UTC),
        )
        try:
            to = await channel.get_exchange(exchange, ensure=False)
            confirmation = await to.publish(message, routing_key=key, timeout=PUBLISH_TIMEOUT)
        except DeliveryError as error:
            return NotConfirmed(type(error).__name__)
        return None if isinstance(confirmation, Basic.Ack) else NotConfirmed(str(confirmation))

    async def subscribe(self, service: str, publishers: frozenset[str], inbox: Inbox) -> None:
        """As every bus; a broker that is away is waited for."""
        connection = await self._consuming_connection()
        self._consumer = RabbitConsumer(
            connection, service, inbox, rungs(service, self._retry_delays)
        )
        await self._consumer.start()

    async def share(self, service: str, workshop: Workshop) -> None:
        self._work = WorkConsumer(await self._consuming_connection(), workshop)
        await self._work.start()

    async def unsubscribe(self) -> None:
        consumers = (self._consumer, self._work)
        await asyncio.gather(*(each.stop() for each in consumers if each is not None))

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

    async def _consuming_connection(self) -> AbstractRobustConnection:
        while self._consuming is None:
            try:
                self._consuming = await self._connect("consume")
            except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
                log.warning("broker is away", service=self.service, error=type(error).__name__)
                await asyncio.sleep(RECONNECT_PAUSE)
        return self._consuming

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


def _where(outgoing: Outgoing) -> tuple[str, str, str]:
    """Exchange, routing key and content type: facts go to whoever hears, tasks to the workers."""
    if outgoing.work is None:
        return EVENTS, outgoing.type, envelope.CONTENT_TYPE
    return WORK, f"{outgoing.publisher}.{outgoing.work}", "application/json"
