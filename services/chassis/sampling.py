"""Looks at the chassis tables now and then, so that Prometheus sees what waits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.chassis import metrics
from services.chassis.blueprint import Work
from services.chassis.database import Database
from services.chassis.tables import held, outbox, outbox_dead, parked
from services.chassis.transaction import Transaction


async def sample(database: Database, works: Sequence[Work]) -> None:
    """Set the gauges of what waits in this service."""
    name = database.name
    async with database.read() as tx:
        pending, oldest = await _waiting(tx, outbox, outbox.c.created_at)
        dead, _ = await _waiting(tx, outbox_dead, outbox_dead.c.created_at)
        holding, oldest_held = await _waiting(tx, held, held.c.held_at)
        waiting = await tx.execute(
            sa.select(sa.func.count()).select_from(parked).where(parked.c.replayed_at.is_(None))
        )
        metrics.parked_messages.labels(name).set(waiting.scalar_one())
        metrics.outbox_pending.labels(name).set(pending)
        metrics.outbox_oldest_age.labels(name).set(_age(tx.at, oldest))
        metrics.outbox_dead.labels(name).set(dead)
        metrics.held_messages.labels(name).set(holding)
        metrics.held_oldest_age.labels(name).set(_age(tx.at, oldest_held))
        for work in works:
            backlog = await work.rows.backlog(tx)
            metrics.work_waiting.labels(name, work.name).set(backlog.waiting)
            metrics.work_oldest_age.labels(name, work.name).set(_age(tx.at, backlog.oldest))
            metrics.work_parked.labels(name, work.name).set(backlog.parked)


async def _waiting(
    tx: Transaction, table: sa.Table, when: sa.Column[Any]
) -> tuple[int, datetime | None]:
    found = await tx.execute(sa.select(sa.func.count(), sa.func.min(when)).select_from(table))
    row: Any = found.one()
    return row[0], row[1]


def _age(now: datetime, then: datetime | None) -> float:
    return max((now - then).total_seconds(), 0) if then else 0.0
