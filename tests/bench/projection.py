"""How many facts one ledger worker projects in a second: whole lives of cases, as they arrive.

`PROJECTION_CASES=1000` measures fewer cases. Facts of many cases come mixed, a batch at a time.
"""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from services.chassis import envelope, migrate
from services.chassis.inbox import Delivery
from services.chassis.local_bus import BATCH
from services.contracts.event import Event
from services.ledger.app import service
from tests.forms import Form
from tests.service.ledgering import Ledger
from tests.unit.ledger.builders import Life

CASES = int(os.environ.get("PROJECTION_CASES", "4000"))
AT_A_TIME = 200
"""Cases whose facts come mixed."""


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    for name in ("embedded", "distributed"):
        place = folder / name
        place.mkdir(parents=True)
        form = Form(name, place)
        if not form.is_embedded:
            form.create_database, form.new_vhost = database_server.create, broker.new_vhost
        await migrate.upgrade(service, form.database_url(service.name))
        await form.declare_topology(service)
        async with form.running(service) as runtimes:
            ledger = Ledger(runtimes["ledger"])
            await ledger.know_the_city()
            batches = list(_batches(_mixed()))
            began = perf_counter()
            for batch in batches:
                await ledger.runtime.inbox.receive(batch)
            took = perf_counter() - began
        facts = sum(map(len, batches))
        print(f"  {name}: {facts:,} facts of {CASES:,} cases, {facts / took:,.0f} a second")


def _mixed() -> Iterator[Event]:
    """The facts of some cases in turn, then of the next ones."""
    for start in range(0, CASES, AT_A_TIME):
        lives = [Life(f"case {n}").to_closing().facts for n in range(start, start + AT_A_TIME)]
        for step in range(max(map(len, lives))):
            yield from (facts[step] for facts in lives if step < len(facts))


def _batches(facts: Iterator[Event]) -> Iterator[list[Delivery]]:
    while some := list(islice(facts, BATCH)):
        yield [Delivery(envelope.encode(each, uuid4(), traceparent=None)) for each in some]
