"""All services in one process: SQLite files, objects in a folder, the local bus, one address.

Only three adapters differ from the distributed form: database URL, bus and object store.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from deploy.embedded.gateway import Gateway
from deploy.embedded.secrets import Secrets
from services.chassis import migrate
from services.chassis.blueprint import Service
from services.chassis.clock import Clock, utc_now
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import Runtime, running
from services.chassis.settings import LOCAL_BUS, Settings, read_settings
from services.chassis.web import build
from services.closure.app import service as closure
from services.dispatch.app import service as dispatch
from services.identity.app import service as identity
from services.intake.app import service as intake
from services.ledger.app import service as ledger
from services.media.app import service as media
from services.notice.app import service as notice
from services.review.app import service as review

SERVICES: tuple[Service, ...] = (
    identity,
    intake,
    review,
    dispatch,
    closure,
    media,
    notice,
    ledger,
)

ADDRESS = "http://shirong"
"""The gateway's name inside the process."""


@dataclass(frozen=True)
class System:
    """The running city: its gateway, its services, and a client that reaches them in-process."""

    gateway: ASGIApp
    runtimes: dict[str, Runtime]
    client: httpx.AsyncClient


def settings_of(service: Service, folder: Path, secrets: Secrets) -> Settings:
    """The settings of a service whose files lie in `folder`; all else it may be told by the
    environment, like how mail leaves the house or where people may sign in."""
    return read_settings(
        service.settings,
        database_url=f"sqlite+aiosqlite:///{folder / service.name}.db",
        bus_url=LOCAL_BUS,
        identity_url=f"{ADDRESS}/api/identity",
        objects_url=f"file://{folder / 'objects'}",
        cursor_secret=secrets.cursor,
        # Marks and keys are made for one purpose each, and all of it is one process here.
        media_secret=secrets.cursor,
        media_url=f"{ADDRESS}/api/media",
        pictures_secret=secrets.cursor,
        ledger_secret=secrets.keys,
        notice_secret=secrets.keys,
        ledger_objects_url=f"file://{folder / 'exports'}",
        key_secret=secrets.keys,
        external_secret=secrets.keys,
    )


async def prepare(folder: Path, secrets: Secrets) -> None:
    """Make or upgrade every service's database."""
    for service in SERVICES:
        await migrate.upgrade(service, settings_of(service, folder, secrets).database_url)


@asynccontextmanager
async def embedded(
    folder: Path, secrets: Secrets, *, clock: Clock = utc_now, bus: LocalBus | None = None
) -> AsyncIterator[System]:
    """Run everything; stopped in order, with nothing lost."""
    settings = {service.name: settings_of(service, folder, secrets) for service in SERVICES}
    async with assembled(settings, clock=clock, bus=bus or LocalBus()) as system:
        yield system


@asynccontextmanager
async def assembled(
    settings: dict[str, Settings], *, clock: Clock = utc_now, bus: LocalBus | None
) -> AsyncIterator[System]:
    """Run every service in this process; over RabbitMQ when no local bus is given."""
    applications = {service.name: build(service) for service in SERVICES}
    gateway = Gateway(applications)
    transport = httpx.ASGITransport(app=gateway)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url=ADDRESS, timeout=60)
        )
        runtimes: dict[str, Runtime] = {}
        for service in SERVICES:
            runtime = await stack.enter_async_context(
                running(
                    service,
                    settings[service.name],
                    works=True,
                    bus=bus,
                    http=client,
                    clock=clock,
                )
            )
            applications[service.name].state.runtime = runtime
            runtimes[service.name] = runtime
        if bus is not None:
            bus.open()
        yield System(gateway, runtimes, client)
