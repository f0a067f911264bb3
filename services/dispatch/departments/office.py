"""Dispatch's way to the departments' vhost: orders out, receipts in.

A connection apart from the bus, and a channel for each department's batch: whatever goes wrong
with one department ends its own channel and nobody else's.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractQueue, DeliveryMode
from aio_pika.exceptions import DeliveryError
from pamqp.commands import Basic

from services.chassis.envelope import CONTENT_TYPE
from services.contracts.departments import ORDER
from services.dispatch.departments import letters
from services.dispatch.departments.wire import ORDERS, RECEIPTS
from services.dispatch.store.orders import Posted

TIMEOUT = 5
"""Seconds to connect, and to have an order confirmed."""
AT_ONCE = 200
"""Receipts taken in one transaction."""


@dataclass(frozen=True)
class Letter:
    """A receipt as it came. The broker vouches for the sender, if the letter names one."""

    sender: str | None
    body: bytes


class Office:
    """Connects when it is needed, and anew after the connection was lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: AbstractConnection | None = None
        self._connecting = asyncio.Lock()

    async def post(self, queue: str, orders: Sequence[Posted]) -> list[bool]:
        """Send orders to a department's queue; for each, whether the broker has it for good.

        Raises when that can't be known: the broker is away or doesn't answer.
        """
        async with self._channel() as channel:
            exchange = await channel.get_exchange(ORDERS, ensure=False)
            return list(
                await asyncio.gather(*(_post_one(exchange, queue, order) for order in orders))
            )

    async def waiting(self, queue: str) -> int:
        """How many orders lie in a department's queue."""
        async with self._channel() as channel:
            asked = await channel.declare_queue(queue, passive=True, timeout=TIMEOUT)
            return asked.declaration_result.message_count or 0

    async def take_receipts(self, use: Callable[[Sequence[Letter]], Awaitable[None]]) -> int:
        """Hand over what arrived, and acknowledge it once `use` has returned; how many."""
        async with self._channel() as channel:
            queue = await channel.get_queue(RECEIPTS, ensure=False)
            taken = [message async for message in _arrived(queue)]
            if taken:
                await use([Letter(each.user_id, each.body) for each in taken])
                await taken[-1].ack(multiple=True)
            return len(taken)

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    @asynccontextmanager
    async def _channel(self) -> AsyncIterator[AbstractChannel]:
        async with asyncio.timeout(TIMEOUT), self._connecting:
            # Not `is_closed`: that is true of connections closed from here alone.
            if self._connection is None or not self._connection.connected.is_set():
                self._connection = await aio_pika.connect(
                    self._url,
                    timeout=TIMEOUT,
                    heartbeat=15,
                    client_properties={
                        "connection_name": f"dispatch-departments@{socket.gethostname()}"
                    },
                )
            connection = self._connection
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        try:
            yield channel
        finally:
            await channel.close()


async def _post_one(exchange: aio_pika.abc.AbstractExchange, queue: str, order: Posted) -> bool:
    message = aio_pika.Message(
        letters.encode(order),
        message_id=str(order.id),
        type=ORDER,
        app_id="dispatch",
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        timestamp=datetime.now(UTC),
    )
    try:
        confirmed = await exchange.publish(message, routing_key=queue, timeout=TIMEOUT)
    except DeliveryError:
        return False
    return isinstance(confirmed, Basic.Ack)


async def _arrived(queue: AbstractQueue) -> AsyncIterator[aio_pika.abc.AbstractIncomingMessage]:
    for _ in range(AT_ONCE):
        message = await queue.get(fail=False, timeout=TIMEOUT)
        if message is None:
            return
        yield message
