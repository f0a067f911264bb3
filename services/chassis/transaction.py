"""One unit of work: rows, the facts about them and the tasks they mean, committed together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis import bulk, envelope, tables, tracing
from services.chassis.tasks import Task
from services.contracts.event import Event

PARTITIONS = 8
"""Facts about one subject always fall into the same one; each has one active relay."""


class Transaction:
    """Handed to every store function. `at` is the transaction's one instant."""

    def __init__(self, session: AsyncSession, *, at: datetime, publisher: str) -> None:
        self.session = session
        self.at = at
        self.publisher = publisher
        self.published = 0

    async def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.Result[Any]:
        """Run one statement in this transaction."""
        return await self.session.execute(statement, parameters)

    async def expect_many_rows(self) -> None:
        """Have what follows planned for its own values, with room to group many rows.

        After five times PostgreSQL keeps one plan for any values, and would read a month as it
        reads ten years.
        """
        if not self.is_sqlite:
            settings = {"plan_cache_mode": "force_custom_plan", "work_mem": "32MB"}
            set_here = (sa.func.set_config(*each, True) for each in settings.items())
            await self.execute(sa.select(*set_here))

    @property
    def is_sqlite(self) -> bool:
        return self.session.get_bind().dialect.name == "sqlite"

    async def publish(self, *events: Event) -> None:
        """Record facts beside the rows they describe; the relay sends them after the commit.

        Many at once are one statement: facts of one subject keep their order.
        """
        traceparent = tracing.traceparent()
        rows = []
        for event in events:
            message_id = uuid4()
            rows.append(
                {
                    "message_id": message_id,
                    "part": partition(event.subject),
                    "aggregatetype": self.publisher,
                    "aggregateid": event.subject,
                    "aggregateversion": event.version,
                    "type": event.type,
                    "payload": envelope.encode(event, message_id, traceparent=traceparent),
                    "created_at": self.at,
                }
            )
        await bulk.insert_all(self, tables.outbox, rows)
        self.published += len(rows)

    async def hand_out(self, work: str, ids: Sequence[UUID]) -> None:
        """Record a task for each of these rows; the relay sends them after the commit."""
        traceparent = tracing.traceparent()
        rows = []
        for each in ids:
            task, message_id = Task(work, each, traceparent), uuid4()
            rows.append(
                {
                    "message_id": message_id,
                    "part": partition(each),
                    "aggregatetype": self.publisher,
                    # Its own subject: a task waits for nothing, and no fact waits for a task.
                    "aggregateid": message_id,
                    "aggregateversion": 0,
                    "type": task.type,
                    "payload": task.encode(),
                    "created_at": self.at,
                }
            )
        await bulk.insert_all(self, tables.outbox, rows)
        self.published += len(rows)


def partition(subject: UUID) -> int:
    """Which relay carries the facts about a subject."""
    return crc32(subject.bytes) % PARTITIONS
