"""From a fact's commit to the inbox and over a channel, 50 a second; an inbox of 100,000 unread.

The receiver is a process of its own, as others' systems are; in the distributed form dispatch is
one, too.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa
import uvloop

from services.chassis import migrate
from services.chassis.callers import Caller, current_caller
from services.chassis.clock import utc_now
from services.chassis.runtime import Runtime
from services.chassis.web import build
from services.dispatch.app import service as dispatch
from services.notice.app import service as notice
from services.notice.store.channels import Channel
from services.notice.store.channels import add as add_channel
from services.notice.tables import inboxes, notices
from tests.forms import Form, until
from tests.service.notice.office import encoded
from tests.service.notice.receivers import a_receiver
from tests.unit.notice.builders import (
    CITY,
    HANDLER,
    a_person,
    an_id,
    dispatched,
    organisations,
)

RATE, FACTS = 50, 1000
HANDLERS = 100
UNREAD, PAGES = 100_000, 200
DISTRICTS = [an_id(f"district {number}") for number in range(HANDLERS)]


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    for name in ("embedded", "distributed"):
        place = folder / name
        place.mkdir(parents=True)
        form = Form(name, place, settings={"notice_webhook_hosts": ("127.0.0.1",)})
        if name == "distributed":
            form.create_database, form.new_vhost = database_server.create, broker.new_vhost
        for service in (dispatch, notice):
            await migrate.upgrade(service, form.database_url(service.name))
        await form.declare_topology(dispatch, notice)
        form.bus_url()
        apart = [] if form.is_embedded else [dispatch]
        here = [each for each in (dispatch, notice) if each not in apart]
        others = replace(form, create_database=None, new_vhost=str)
        async with form.running(*here) as runtimes, _beside(others, bool(apart)) as others_pipe:
            await _furnish(runtimes["notice"], await _next(others_pipe))
            await _through(name, runtimes, others_pipe)
            await _full_inbox(name, runtimes["notice"])


@asynccontextmanager
async def _beside(form: Form, publishes: bool) -> AsyncIterator[Connection]:
    """The process of everybody else, and the pipe to it."""
    spawning = get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=_others, args=(form, publishes, theirs))
    process.start()
    try:
        yield ours
    finally:
        ours.send("end")
        process.join()


def _others(form: Form, publishes: bool, pipe: Connection) -> None:
    uvloop.run(_receive(form, publishes, pipe))


async def _receive(form: Form, publishes: bool, pipe: Connection) -> None:
    """Tell where letters are taken; publish when asked to; tell what came when asked."""
    services = [dispatch] if publishes else []
    async with a_receiver() as receiver, form.running(*services) as runtimes:
        pipe.send(receiver.url)
        while (asked := await _next(pipe)) != "end":
            if asked == "publish":
                pipe.send(await _publish(runtimes["dispatch"]))
            else:
                pipe.send(
                    {
                        UUID(told["case_id"]): at
                        for letter, at in zip(receiver.letters, receiver.times, strict=True)
                        for told in letter["notices"]
                    }
                )


async def _next(pipe: Connection) -> Any:
    return await asyncio.to_thread(pipe.recv)


async def _furnish(runtime: Runtime, url: str) -> None:
    """A hundred districts, each with a handler and a webhook."""
    people = [a_person(an_id(f"handler {each}"), "handler", each) for each in DISTRICTS]
    await runtime.inbox.receive([encoded(each) for each in (*organisations(), *people)])
    seals = runtime.resources.seals
    async with runtime.database.begin() as tx:
        for each in DISTRICTS:
            channel_id = uuid4()
            address = f'{{"url": "{url}", "secret": "only for measuring"}}'
            await add_channel(
                tx,
                Channel(
                    id=channel_id,
                    person_id=None,
                    organisation_id=each,
                    session_id=None,
                    name="bench",
                    kind="webhook",
                    sealed=seals.seal(address, channel_id=channel_id),
                    digest_of_address=seals.digest(address),
                    language="zh",
                    least="normal",
                    digest=False,
                    quiet_start=None,
                    quiet_end=None,
                    created_by=CITY,
                    version=1,
                ),
            )


async def _publish(runtime: Runtime) -> dict[UUID, float]:
    """Commit the facts at their rate; when each was."""
    committed: dict[UUID, float] = {}
    begun = time.perf_counter()
    for number in range(FACTS):
        await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        fact = dispatched(at=utc_now(), organisation_id=DISTRICTS[number % HANDLERS])
        async with runtime.database.begin() as tx:
            await tx.publish(fact)
        committed[fact.case_id] = time.perf_counter()
    return committed


async def _through(name: str, runtimes: dict[str, Runtime], others: Connection) -> None:
    shown: dict[UUID, float] = {}
    looking = asyncio.create_task(_look(runtimes["notice"], shown))
    if "dispatch" in runtimes:
        committed = await _publish(runtimes["dispatch"])
    else:
        others.send("publish")
        committed = await _next(others)
    rate = (FACTS - 1) / (max(committed.values()) - min(committed.values()))
    await until(lambda: len(shown) >= FACTS, within=120)
    looking.cancel()
    handed: dict[UUID, float] = {}

    async def all_handed() -> bool:
        others.send("letters")
        handed.update(await _next(others))
        return len(handed) >= FACTS

    await until(all_handed, within=120)
    print(f"  {name}, {rate:.0f} facts/s: {_line('in the inbox', committed, shown)}")
    print(f"  {name}: {_line('over a channel', committed, handed)}")


async def _look(runtime: Runtime, shown: dict[UUID, float]) -> None:
    last = 0
    while True:
        async with runtime.database.read() as tx:
            rows = await tx.execute(
                sa.select(notices.c.id, notices.c.case_id).where(notices.c.id > last)
            )
            for row in rows:
                last = max(last, row.id)
                shown[row.case_id] = time.perf_counter()
        await asyncio.sleep(0.05)


async def _full_inbox(name: str, runtime: Runtime) -> None:
    row = {
        "person_id": HANDLER,
        "kind": "case_in_list_pool",
        "urgency": "normal",
        "case_id": uuid4(),
        "facts": {"number": "XF-2026-0001", "organisation": str(CITY), "address": "站前街"},
        "at": utc_now(),
        "created_at": utc_now(),
    }
    async with runtime.database.begin() as tx:
        for _ in range(UNREAD // 1000):
            rows = [{**row, "event_id": uuid4()} for _ in range(1000)]
            await tx.execute(sa.insert(notices), rows)
        await tx.execute(
            sa.insert(inboxes).values(person_id=HANDLER, unread=UNREAD, urgent=0, revision=1)
        )
    app = build(notice)
    app.state.runtime = runtime
    app.dependency_overrides[current_caller] = lambda: Caller(
        HANDLER, "", CITY, an_id("session"), (("handler", CITY),), runtime.directory
    )
    transport = httpx.ASGITransport(app=app)
    taken, counted, after = [], [], None
    async with httpx.AsyncClient(transport=transport, base_url="http://notice") as client:
        for _ in range(PAGES):
            parameters = {"unread": "true"} | ({"after": after} if after else {})
            started = time.perf_counter()
            answer = await client.get("/api/notice/notices", params=parameters)
            taken.append(time.perf_counter() - started)
            after = answer.raise_for_status().json()["next"]
            started = time.perf_counter()
            await client.get("/api/notice/notices/unread")
            counted.append(time.perf_counter() - started)
    print(
        f"  {name}, {UNREAD} unread: a page p95 {_p95(taken):.1f} ms,"
        f" the count p95 {_p95(counted):.1f} ms"
    )


def _line(what: str, begun: dict[UUID, float], ended: dict[UUID, float]) -> str:
    taken = [ended[each] - at for each, at in begun.items()]
    cuts = quantiles(taken, n=100)
    return f"{what} p50 {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s over {len(taken)} facts"


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=100)[94] * 1000
