"""A running service: its parts put together, started and stopped in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from services.chassis import directory as directories
from services.chassis import http_client, logs, metrics, sampling, sent, tracing
from services.chassis.blueprint import Handler, Job, Service
from services.chassis.bus import Bus
from services.chassis.callers import PublishedKeys, Tokens
from services.chassis.clock import Clock, utc_now
from services.chassis.commands import forget_old_answers
from services.chassis.database import Database
from services.chassis.directory import Directory
from services.chassis.inbox import Inbox
from services.chassis.rabbit_bus import RabbitBus
from services.chassis.relay import Relay
from services.chassis.settings import Settings
from services.chassis.stopping import stopped_within
from services.chassis.workshop import Workshop
from services.contracts.event import Event

log = logs.get()

DIRECTORY_LOOK = 1.0
SAMPLING = 5.0
ANSWERS_LOOK = 3600.0
SENT_LOOK = 600.0
WORK_LOOK = 5.0
"""Seconds between two looks for work that nobody is at."""


@dataclass
class Runtime:
    """Everything a request, a handler or a job may need."""

    service: Service
    settings: Settings
    database: Database
    bus: Bus
    inbox: Inbox
    directory: Directory
    tokens: Tokens
    clock: Clock
    http: httpx.AsyncClient
    resources: Any = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.service.name


@asynccontextmanager
async def running(
    service: Service,
    settings: Settings,
    *,
    works: bool,
    bus: Bus | None = None,
    http: httpx.AsyncClient | None = None,
    clock: Clock = utc_now,
) -> AsyncIterator[Runtime]:
    """Start a service and stop it cleanly: finish what is in hand, acknowledge, close.

    `works` consumes the queues and runs the jobs; without it the process only answers and relays.
    `bus` and `http` are given where several services share one process.
    """
    async with AsyncExitStack() as stack:
        tracing.start(service.name)
        stack.push_async_callback(asyncio.to_thread, tracing.stop, service.name)
        database = Database(
            settings.database_url, name=service.name, pool=settings.database_pool, clock=clock
        )
        stack.push_async_callback(database.close)
        if bus is None:
            bus = RabbitBus(
                settings.bus_url, service=service.name, retry_delays=settings.retry_delays
            )
            stack.push_async_callback(bus.close)
        if http is None:
            http = await stack.enter_async_context(http_client.open_client())
        directory = Directory()
        tokens = Tokens(
            PublishedKeys(settings.identity_url, http),
            issuer=settings.issuer,
            directory=directory,
            clock=clock,
        )
        inbox = Inbox(
            database,
            handlers_of(service),
            attempts=len(settings.retry_delays) + 1,
            ahead=service.ahead,
            parked=service.parked,
        )
        runtime = Runtime(service, settings, database, bus, inbox, directory, tokens, clock, http)
        runtime.resources = await stack.enter_async_context(service.resources(runtime))
        await directory.refresh(database)
        relay = Relay(database, bus, retry_delays=settings.retry_delays)
        stopping = asyncio.Event()
        loops = [
            _every(DIRECTORY_LOOK, "directory", lambda: directory.refresh(database), stopping),
            _every(
                SAMPLING,
                "sampling",
                lambda: sampling.sample(database, service.works.kinds),
                stopping,
            ),
        ]
        if works:
            await bus.subscribe(service.name, service.publishers, inbox)
            loops.append(
                _every(ANSWERS_LOOK, "answers", lambda: forget_old_answers(database), stopping)
            )
            loops.append(
                _every(SENT_LOOK, "sent facts", lambda: sent.forget_old(database), stopping)
            )
            loops += [_job(runtime, job, stopping) for job in service.jobs]
            if service.works.kinds:
                workshop = Workshop(runtime)
                await bus.share(service.name, workshop)
                loops.append(_every(WORK_LOOK, "works", workshop.ask_again, stopping))
        relaying = asyncio.create_task(relay.run(), name=f"{service.name} relay")
        timers = [asyncio.create_task(loop) for loop in loops]
        log.info("started", service=service.name, works=works)
        try:
            yield runtime
        finally:
            # Not cancelled: work in hand is finished, and no connection is cut in the middle.
            stopping.set()
            await asyncio.gather(*timers)
            if works:
                await bus.unsubscribe()
            relay.stop()
            await relaying
            log.info("stopped", service=service.name)


def handlers_of(service: Service) -> Mapping[type[Event], Sequence[Handler]]:
    """A service's handlers, after the directory's for identity's facts."""
    kept: Mapping[type[Event], Handler] = directories.HANDLERS if service.keeps_directory else {}
    together: dict[type[Event], list[Handler]] = {
        event: [handler] for event, handler in kept.items()
    }
    for event, handler in service.handlers.items():
        together.setdefault(event, []).append(handler)
    return together


async def _every(
    seconds: float, what: str, work: Callable[[], Awaitable[None]], stopping: asyncio.Event
) -> None:
    while not await stopped_within(seconds, stopping):
        try:
            await work()
        except Exception as error:
            log.warning("timed work failed", work=what, error=type(error).__name__)


async def _job(runtime: Runtime, job: Job, stopping: asyncio.Event) -> None:
    pause = 0.0
    while not await stopped_within(pause, stopping):
        pause = job.every.total_seconds()
        try:
            await job.run(runtime)
            metrics.job_runs.labels(runtime.name, job.name, "done").inc()
        except Exception as error:
            metrics.job_runs.labels(runtime.name, job.name, "failed").inc()
            log.warning(
                "job failed",
                service=runtime.name,
                job=job.name,
                error=type(error).__name__,
                exc_info=error,
            )
