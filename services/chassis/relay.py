"""The sending end: takes facts out of the outbox in order and hands them to the bus.

`SELECT … WHERE part = :part ORDER BY id LIMIT n FOR UPDATE SKIP LOCKED`, publish, keep, DELETE. One
relay is active per partition; a fact that fails holds back the later ones of its subject.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

import sqlalchemy as sa

from services.chassis import faults, logs, metrics, sent
from services.chassis.bus import Bus, Outgoing, Stopped
from services.chassis.database import Database
from services.chassis.tables import outbox, outbox_dead
from services.chassis.transaction import Transaction

BATCH = 500
TIMEOUT = 10
"""Seconds a batch may take before it is started again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0
ATTEMPTS = 10
"""Failures after which a fact is put aside for a person."""

log = logs.get()


@dataclass(frozen=True)
class _Row:
    id: int
    aggregate: UUID
    outgoing: Outgoing


class Relay:
    """Runs beside every process that writes: it is woken by a commit and polls besides."""

    def __init__(self, database: Database, bus: Bus, *, retry_delays: Sequence[float]) -> None:
        self.database = database
        self.bus = bus
        self._retry_delays = retry_delays
        self._stopping = False

    async def run(self) -> None:
        """Publish until stopped; a bus or database that is away is waited for."""
        pause = FIRST_PAUSE
        while not self._stopping:
            self.database.committed.clear()
            try:
                sent = await self.drain()
            except Stopped:
                sent, pause = 0, LONGEST_PAUSE
            except Exception as error:
                log.warning(
                    "relay could not publish",
                    service=self.database.name,
                    error=type(error).__name__,
                    reason=str(error)[:200],
                )
                sent, pause = 0, LONGEST_PAUSE
            if sent:
                pause = FIRST_PAUSE
                continue
            try:
                async with asyncio.timeout(pause):
                    await self.database.committed.wait()
                pause = FIRST_PAUSE
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopping = True
        self.database.committed.set()

    async def drain(self) -> int:
        """One round over the partitions that have something; the number of facts published."""
        if self.database.is_sqlite:
            return await self._publish_from_file()
        async with self.database.read() as tx:
            parts = (await tx.execute(sa.select(outbox.c.part).distinct())).scalars().all()
        sent = 0
        for part in sorted(parts):
            async with asyncio.timeout(TIMEOUT):
                sent += await self._publish_locked(part)
        return sent

    async def _publish_locked(self, part: int) -> int:
        async with self.database.begin() as tx:
            if not await _lock_partition(tx, part):
                return 0
            rows = await _batch(tx, outbox.c.part == part)
            return await self._publish(rows, tx)

    async def _publish_from_file(self) -> int:
        # SQLite's one write lock must not be held while other services' inboxes take theirs:
        # two relays would wait for each other. One process has one relay, so neither the lock
        # nor the partitions are needed, and there is no lock that a time-out would have to free.
        async with self.database.read() as tx:
            rows = await _batch(tx, sa.true())
        if not rows:
            return 0
        results = await self._send(rows)
        async with self.database.begin() as tx:
            return await self._settle(tx, rows, results)

    async def _publish(self, rows: list[_Row], tx: Transaction) -> int:
        if not rows:
            return 0
        return await self._settle(tx, rows, await self._send(rows))

    async def _send(self, rows: list[_Row]) -> list[Exception | None]:
        started = monotonic()
        results = await self.bus.publish([row.outgoing for row in rows])
        metrics.outbox_publish_seconds.labels(self.database.name).observe(monotonic() - started)
        faults.point("relay.after_publish_before_delete")
        return results

    async def _settle(
        self, tx: Transaction, rows: list[_Row], results: list[Exception | None]
    ) -> int:
        done = [row.id for row, error in zip(rows, results, strict=True) if error is None]
        if done:
            await sent.keep(tx, done)
            await tx.execute(sa.delete(outbox).where(outbox.c.id.in_(done)))
            metrics.outbox_published.labels(self.database.name).inc(len(done))
        for row, error in zip(rows, results, strict=True):
            if error is not None:
                await self._postpone(tx, row, error)
        return len(done)

    async def _postpone(self, tx: Transaction, row: _Row, error: Exception) -> None:
        attempts = row.outgoing.attempts + 1
        cause = type(error).__name__
        metrics.outbox_failed.labels(self.database.name, cause).inc()
        log.warning(
            "fact not published",
            service=self.database.name,
            message_id=str(row.outgoing.message_id),
            type=row.outgoing.type,
            attempts=attempts,
            error=cause,
        )
        mine = outbox.c.id == row.id
        values = {"attempts": attempts, "last_error": f"{cause}: {error}"[:2000]}
        if attempts < ATTEMPTS:
            await tx.execute(
                sa.update(outbox)
                .where(mine)
                .values(retry_at=_next_try(tx.at, attempts, self._retry_delays), **values)
            )
            return
        await tx.execute(sa.update(outbox).where(mine).values(**values))
        await tx.execute(
            sa.insert(outbox_dead).from_select(
                [column.name for column in outbox.c], sa.select(outbox).where(mine)
            )
        )
        await tx.execute(sa.delete(outbox).where(mine))


def _next_try(now: datetime, attempts: int, delays: Sequence[float]) -> datetime:
    return now + timedelta(seconds=delays[min(attempts, len(delays)) - 1] if delays else 0)


async def _lock_partition(tx: Transaction, part: int) -> bool:
    """Become the partition's one active relay until commit; false if another one is."""
    statement = sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK_SPACE, part))
    return bool((await tx.execute(statement)).scalar())


_LOCK_SPACE = 0x0B0C
"""Keeps the relays' advisory locks apart from others in the same database."""


async def _batch(tx: Transaction, mine: sa.ColumnElement[bool]) -> list[_Row]:
    """The relay's next facts, without those whose subject waits for an earlier one."""
    blocked = sa.union(
        sa.select(outbox.c.aggregateid).where(outbox.c.retry_at > tx.at),
        sa.select(outbox_dead.c.aggregateid),
    )
    rows = await tx.execute(
        sa.select(outbox)
        .where(mine, outbox.c.aggregateid.not_in(blocked))
        .order_by(outbox.c.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return [
        _Row(
            row.id,
            row.aggregateid,
            Outgoing(row.message_id, row.type, row.aggregatetype, row.payload, row.attempts),
        )
        for row in rows
    ]
