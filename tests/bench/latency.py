"""From the commit in one service to the commit of the effect in the next, while little happens."""

import asyncio
import time
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

from services.chassis.transaction import Transaction
from tests.forms import Form
from tests.service.chassis import notes as toy

FACTS = 150


class Timed(toy.Board):
    """Notes when each effect is about to be committed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = asyncio.Event()

    async def pin(self, event: toy.NoteWritten, tx: Transaction) -> None:
        await super().pin(event, tx)
        self.seen.set()


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    for name in ("embedded", "distributed"):
        folder.mkdir(parents=True, exist_ok=True)
        form = Form(name, folder)
        if name == "distributed":
            form.create_database, form.new_vhost = database_server.create, broker.new_vhost
        print(f"  {name}: " + await _latency(form))


async def _latency(form: Form) -> str:
    board = Timed()
    services = (toy.notes_service(), toy.board_service(board))
    for service in services:
        await toy.create_tables(service, form.database_url(service.name))
    await form.declare_topology(*services)
    taken = []
    async with form.running(*services) as runtimes:
        for _ in range(FACTS):
            await asyncio.sleep(0.1)
            board.seen.clear()
            async with runtimes["notes"].database.begin() as tx:
                await toy.add_note(tx, uuid4(), "tick")
            started = time.perf_counter()
            await board.seen.wait()
            # The effect is committed when the next reader sees it.
            taken.append(time.perf_counter() - started)
    cuts = quantiles(taken, n=100)
    return f"p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms over {FACTS} facts"
