"""From a fact's commit to the inbox and over a channel, 50 a second; an inbox of 100,000 unread."""

import asyncio
import time
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

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
from tests.service.notice.receivers import Receiver, a_receiver
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
        async with a_receiver() as receiver, form.running(dispatch, notice) as runtimes:
            await _furnish(runtimes["notice"], receiver)
            await _through(name, runtimes, receiver)
            await _full_inbox(name, runtimes["notice"])


async def _furnish(runtime: Runtime, receiver: Receiver) -> None:
    """A hundred districts, each with a handler and a webhook."""
    people = [a_person(an_id(f"handler {each}"), "handler", each) for each in DISTRICTS]
    await runtime.inbox.receive([encoded(each) for each in (*organisations(), *people)])
    seals = runtime.resources.seals
    async with runtime.database.begin() as tx:
        for each in DISTRICTS:
            channel_id = uuid4()
            address = f'{{"url": "{receiver.url}", "secret": "only for measuring"}}'
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


async def _through(name: str, runtimes: dict[str, Runtime], receiver: Receiver) -> None:
    committed: dict[UUID, float] = {}
    shown: dict[UUID, float] = {}
    looking = asyncio.create_task(_look(runtimes["notice"], shown))
    begun = time.perf_counter()
    for number in range(FACTS):
        await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        fact = dispatched(at=utc_now(), organisation_id=DISTRICTS[number % HANDLERS])
        async with runtimes["dispatch"].database.begin() as tx:
            await tx.publish(fact)
        committed[fact.case_id] = time.perf_counter()
    rate = FACTS / (time.perf_counter() - begun)
    await until(lambda: len(shown) >= FACTS, within=120)
    looking.cancel()
    await until(lambda: sum(len(each["notices"]) for each in receiver.letters) >= FACTS, within=120)
    handed = {
        UUID(told["case_id"]): at
        for letter, at in zip(receiver.letters, receiver.times, strict=True)
        for told in letter["notices"]
    }
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
        await asyncio.sleep(0.02)


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
