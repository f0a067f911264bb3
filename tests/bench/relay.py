"""How fast the relay empties a full outbox into RabbitMQ, and the inbox takes it in."""

import asyncio
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from services.chassis import envelope, tables
from services.chassis.clock import utc_now
from services.chassis.database import Database
from services.chassis.rabbit_bus import RabbitBus
from services.chassis.relay import Relay
from services.chassis.transaction import partition
from tests.forms import RETRY_DELAYS, Form
from tests.service.chassis import notes as toy

FACTS = 30_000


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    form = Form("distributed", folder, database_server.create, broker.new_vhost)
    notes, board = toy.notes_service(), toy.board_service(toy.Board())
    for service in (notes, board):
        await toy.create_tables(service, form.database_url(service.name))
    await form.declare_topology(notes, board)
    async with form.running(board) as runtimes:
        await runtimes["board"].bus.unsubscribe()
    database = Database(form.database_url("notes"), name="notes", pool=4)
    await _fill(database)
    bus = RabbitBus(form.bus_url(), service="notes", retry_delays=RETRY_DELAYS)
    relay = Relay(database, bus, retry_delays=RETRY_DELAYS)
    started = time.perf_counter()
    sent = 0
    while sent < FACTS:
        sent += await relay.drain()
    took = time.perf_counter() - started
    print(f"  outbox to broker: {sent / took:,.0f} facts/s ({sent:,} of ~800 bytes, one relay)")
    await bus.close()
    await database.close()
    started = time.perf_counter()
    async with form.running(board) as runtimes:
        while await toy.count(runtimes["board"], toy.pins) < FACTS:
            await asyncio.sleep(0.2)
        took = time.perf_counter() - started
    print(f"  broker to reader: {FACTS / took:,.0f} facts/s (batches of 100, one worker)")


async def _fill(database: Any) -> None:
    async with database.begin() as tx:
        for start in range(0, FACTS, 1000):
            rows = []
            for _ in range(start, start + 1000):
                event = toy.NoteWritten(note_id=uuid4(), text="x" * 400, version=1, at=utc_now())
                message_id = uuid4()
                rows.append(
                    {
                        "message_id": message_id,
                        "part": partition(event.note_id),
                        "aggregatetype": "notes",
                        "aggregateid": event.note_id,
                        "aggregateversion": 1,
                        "type": event.type,
                        "payload": envelope.encode(event, message_id, traceparent=None),
                        "created_at": tx.at,
                    }
                )
            await tx.execute(sa.insert(tables.outbox), rows)
