"""A service's tasks from its quorum queue, as many at once as its workshop takes.

A message is acknowledged when its row says what became of it. That of a worker which ends before
comes again at once, to another.
"""

import asyncio

from aio_pika.abc import AbstractIncomingMessage, AbstractRobustChannel, AbstractRobustConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from services.chassis import logs, metrics, watchdog
from services.chassis.topology import DEAD, work_queue
from services.chassis.workshop import Workshop

PAUSE = 1.0
"""Seconds before a task that could not even be noted as failed goes back into the queue."""

log = logs.get()


class WorkConsumer:
    """Competes with other workers for the tasks of one service."""

    def __init__(self, connection: AbstractRobustConnection, workshop: Workshop) -> None:
        self._connection = connection
        self._workshop = workshop
        self._stopping = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._channel = await self._open(prefetch=self._workshop.at_once)
        self._queue = await self._channel.get_queue(work_queue(self._workshop.service), ensure=True)
        self._tag = await self._queue.consume(self._take)
        self._dead_channel = await self._open(prefetch=1)
        dead = await self._dead_channel.get_queue(f"{self._queue.name}.{DEAD}", ensure=True)
        await dead.consume(self._forget)
        self._watching = asyncio.create_task(
            watchdog.watch(
                self._count_consumers,
                service=self._queue.name,
                stopping=self._stopping,
                give_up=watchdog.end_process,
            )
        )

    async def stop(self) -> None:
        """Take nothing new, finish what is in hand and acknowledge it."""
        self._stopping.set()
        try:
            await self._queue.cancel(self._tag, timeout=2)
        except (TimeoutError, *CONNECTION_EXCEPTIONS) as error:
            log.info("consumer was already gone", error=type(error).__name__)
        await asyncio.gather(*self._in_hand)
        await self._watching

    async def _count_consumers(self) -> int:
        # A channel of its own: a question that fails closes it, and nothing else.
        async with self._connection.channel() as channel:
            asked = await channel.declare_queue(self._queue.name, passive=True, timeout=10)
            return asked.declaration_result.consumer_count or 0

    async def _open(self, *, prefetch: int) -> AbstractRobustChannel:
        channel = await self._connection.channel()
        assert isinstance(channel, AbstractRobustChannel)
        await channel.set_qos(prefetch_count=prefetch)
        return channel

    async def _take(self, message: AbstractIncomingMessage) -> None:
        # The library runs this for each message and cancels it with the channel, but a database
        # call must not be cut off in the middle.
        task = asyncio.create_task(self._do(message), name=f"{self._workshop.service} work")
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        await asyncio.shield(task)

    async def _do(self, message: AbstractIncomingMessage) -> None:
        if self._stopping.is_set():
            return  # it returns to the queue with the channel
        try:
            await self._workshop.do(message.body, again=bool(message.redelivered))
        except Exception as error:
            log.warning("task not done", service=self._workshop.service, exc_info=error)
            await asyncio.sleep(PAUSE)
            await self._answer(message, done=False)
        else:
            await self._answer(message, done=True)

    async def _answer(self, message: AbstractIncomingMessage, *, done: bool) -> None:
        try:
            await (message.ack() if done else message.reject(requeue=True))
        except (TimeoutError, *CONNECTION_EXCEPTIONS) as error:
            # It comes again, and its row says that nothing is to be done.
            log.info("acknowledgement lost", error=type(error).__name__)

    async def _forget(self, message: AbstractIncomingMessage) -> None:
        """Nothing is lost with a task the broker gave up: the sweep asks for its row."""
        metrics.work_dead.labels(self._workshop.service).inc()
        log.error("task given up by the broker", service=self._workshop.service)
        await message.ack()
