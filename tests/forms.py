"""The two forms of one system: where a service's database and bus are."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import aio_pika
import httpx

from services.chassis import topology
from services.chassis.blueprint import Service
from services.chassis.clock import Clock, utc_now
from services.chassis.http_client import open_client
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import Runtime, running

RETRY_DELAYS = (0.2, 0.4)
"""Seconds; short, so that tests see the whole ladder."""


@dataclass
class Form:
    """Embedded: SQLite files and the local bus. Distributed: PostgreSQL and RabbitMQ."""

    name: str
    folder: Path
    create_database: Callable[[str], str] | None = None
    new_vhost: Callable[[], str] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    _urls: dict[str, str] = field(default_factory=dict)
    vhost: str = ""
    _declared: list[topology.Topology] = field(default_factory=list)

    @property
    def is_embedded(self) -> bool:
        return self.name == "embedded"

    def database_url(self, service: str) -> str:
        """The service's own database; the same one every time it is asked."""
        if service not in self._urls:
            if self.create_database is None:
                self._urls[service] = f"sqlite+aiosqlite:///{self.folder}/{service}.db"
            else:
                self._urls[service] = self.create_database(f"{service}_{uuid4().hex[:8]}")
        return self._urls[service]

    @property
    def databases(self) -> list[str]:
        """The URLs of the databases that somebody asked for."""
        return list(self._urls.values())

    def bus_url(self) -> str:
        if self.new_vhost is None:
            return "local:"
        if not self.vhost:
            self.vhost = self.new_vhost()
        return self.vhost

    def settings_of(self, service: Service, **more: Any) -> Any:
        """The settings a service would read from its environment."""
        return service.settings(
            database_url=self.database_url(service.name),
            bus_url=self.bus_url(),
            cursor_secret="only-for-tests-0123456789",
            media_secret="only-for-tests-0123456789",
            pictures_secret="only-for-tests-0123456789",
            ledger_secret="only-for-tests-0123456789",
            external_secret="only-for-tests-0123456789",
            notice_secret="only-for-tests-0123456789",
            ledger_objects_url=f"file://{self.folder}/exports",
            retry_delays=RETRY_DELAYS,
            **{**self.settings, **more},
        )

    async def declare_topology(self, *services: Service) -> None:
        """Put the queues of these services on the vhost, as an operator would."""
        if self.is_embedded:
            return
        wanted = topology.topology(
            {service.name: service.publishers for service in services},
            RETRY_DELAYS,
            working={service.name for service in services if service.works.kinds},
        )
        connection = await aio_pika.connect(self.bus_url())
        async with connection, connection.channel() as channel:
            await topology.declare(channel, wanted)
        self._declared.append(wanted)

    @property
    def queues(self) -> list[str]:
        """The names of the declared queues."""
        return [queue.name for wanted in self._declared for queue in wanted.queues]

    async def clear_vhost(self) -> None:
        """Take away what was declared, so that another test can have the vhost."""
        connection = await aio_pika.connect(self.bus_url())
        async with connection, connection.channel() as channel:
            for wanted in self._declared:
                for queue in wanted.queues:
                    await channel.queue_delete(queue.name)
                for name, _, _ in wanted.exchanges:
                    await channel.exchange_delete(name)

    @asynccontextmanager
    async def running(
        self,
        *services: Service,
        clock: Clock = utc_now,
        http: httpx.AsyncClient | None = None,
    ) -> AsyncIterator[dict[str, Runtime]]:
        """All services in this process, each with its own database, over this form's bus."""
        bus = LocalBus() if self.is_embedded else None
        async with AsyncExitStack() as stack:
            if http is None:
                http = await stack.enter_async_context(open_client())
            runtimes = {}
            for service in services:
                runtimes[service.name] = await stack.enter_async_context(
                    running(
                        service,
                        self.settings_of(service),
                        works=True,
                        bus=bus,
                        http=http,
                        clock=clock,
                    )
                )
            if bus is not None:
                bus.open()
            yield runtimes


async def until(condition: Callable[[], Any], *, within: float = 30) -> Any:
    """Poll a condition, plain or async, until it holds; its value. Fails after `within` seconds."""
    async with asyncio.timeout(within):
        while True:
            value = condition()
            if asyncio.iscoroutine(value):
                value = await value
            if value:
                return value
            await asyncio.sleep(0.02)
