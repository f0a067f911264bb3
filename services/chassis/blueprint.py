"""A service at a glance: what it is called, serves, keeps, hears, works on, does by the clock."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from fastapi import APIRouter

from services.chassis.due import Claim, DueRows
from services.chassis.settings import Settings
from services.contracts.event import Event, MessageParked, publisher_of

if TYPE_CHECKING:
    from services.chassis.runtime import Runtime

Handler = Callable[[Any, Any], Awaitable[None]]
"""`async def handler(event, tx)`: its effects commit with the inbox entry, or not at all."""
Ahead = Callable[[Sequence[Event], Any], Awaitable[None]]
"""`async def ahead(events, tx)`: reads at once what the handlers of a batch's facts will need. It
changes nothing, and handlers manage without it."""


@dataclass(frozen=True)
class Job:
    """Something a worker does by the clock. Several workers may run it at once, so it claims
    the rows it works on and commits in small steps."""

    name: str
    every: timedelta
    run: Callable[["Runtime"], Awaitable[None]]


@dataclass(frozen=True)
class Work:
    """Something slow or heavy that is due for a row, done once by whichever worker is free.

    `do` keeps its effect and calls `rows.finish` in one transaction that began with `rows.hold`;
    what it raises puts the row off, and `Unavailable` does so without counting against it.
    """

    rows: DueRows
    do: Callable[["Runtime", Claim], Awaitable[None]]

    @property
    def name(self) -> str:
        return self.rows.work


@dataclass(frozen=True)
class Works:
    """A service's work. `at_once` tells from its settings how much one worker does side by side."""

    kinds: Sequence[Work]
    at_once: Callable[[Any], int]

    @property
    def by_name(self) -> Mapping[str, Work]:
        return {work.name: work for work in self.kinds}


NO_WORKS = Works((), at_once=lambda settings: 0)


def no_resources(runtime: "Runtime") -> AbstractAsyncContextManager[Any]:
    """For services that need nothing but their database and the bus."""
    return nullcontext(None)


@dataclass(frozen=True)
class Service:
    """`resources` opens what the service alone needs (an object store, a process pool); routes
    and jobs find it as `runtime.resources`."""

    name: str
    title: str
    routes: APIRouter
    tables: sa.MetaData
    handlers: Mapping[type[Event], Handler]
    ahead: Ahead | None = None
    parked: type[MessageParked] | None = None
    """Its fact that a message waits for a person."""
    jobs: Sequence[Job] = ()
    works: Works = NO_WORKS
    settings: type[Settings] = Settings
    resources: Callable[["Runtime"], AbstractAsyncContextManager[Any]] = no_resources
    keeps_directory: bool = True
    """Whether it keeps a replica of identity's organisations; only identity itself does not."""
    pages: APIRouter | None = None
    """Pages that people open by an address of their own, beside `/api/<name>`."""
    public_paths: frozenset[str] = field(default_factory=frozenset)
    """Paths below `/api/<name>`, and pages, that need no caller."""

    @property
    def publishers(self) -> frozenset[str]:
        """Whose facts it hears. All facts of a publisher come, so that versions have no gaps."""
        heard = {publisher_of(event.type) for event in self.handlers}
        if self.keeps_directory:
            heard.add("identity")
        return frozenset(heard)
