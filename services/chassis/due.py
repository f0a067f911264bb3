"""Rows that are work: something is due for each, and one worker at a time is at it.

The row is the truth; a message in the queue only tells a worker where to look. `leased_until` says
how long a row is somebody's: the queue's once it was asked for, a worker's once claimed, nobody's
while it is put off. What is due after that is asked for again by the sweep, so that neither a lost
message nor a lost worker leaves anything undone.

    asked ── claim ──▶ at work ── finish ──▶ done, or asked again if a later wish came meanwhile
      ▲                   ├──── put off ──▶ waits, longer each time ──▶ asked again
      │                   └── its worker is lost ──▶ asked again
      └── wanted anew, or retried by a person ── parked, after `ATTEMPTS`
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from services.chassis.columns import Instant
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction

UNDER_WAY = timedelta(minutes=5)
"""How long a message may wait in the queue before another is sent."""
LEASE = timedelta(seconds=90)
"""Longer than any single piece of work takes."""
LONGEST_WAIT = timedelta(hours=1)
PAUSE = timedelta(seconds=30)
"""Before another try when a part that the work needs is away."""
ATTEMPTS = 8
"""After so many the row is parked for a person: about four minutes of trying."""
WORKER_LOST = "worker-lost"


@dataclass(frozen=True)
class Claim:
    """A row that one worker is at. `token` tells its result from a late one; `attempts` counts
    this one too."""

    id: UUID
    token: UUID
    attempts: int


@dataclass(frozen=True)
class Backlog:
    """What is due: how many wait, since when the first one does, and how many are parked."""

    waiting: int
    oldest: datetime | None
    parked: int


@dataclass(frozen=True)
class ParkedRow:
    """A row that failed too often, with the last reason."""

    work: str
    id: UUID
    reason: str
    attempts: int
    parked_at: datetime


def due_columns() -> list[sa.Column[Any]]:
    """What a table needs so that its rows can be work, beside a UUID `id`."""
    return [
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("claim", sa.Uuid),
        sa.Column("leased_until", Instant),
        sa.Column("asked_at", Instant),
        sa.Column("parked_at", Instant),
        sa.Column("parked_reason", sa.String(200)),
    ]


@dataclass(frozen=True)
class DueRows:
    """The rows of one table for which `due` holds, as work of one kind."""

    work: str
    table: sa.Table
    due: sa.ColumnElement[bool]

    async def ask(self, tx: Transaction, ids: Sequence[UUID]) -> None:
        """Have these looked at, from this commit on. A parked one gets a new chance."""
        if not ids:
            return
        free = self.table.c.claim.is_(None)
        await tx.execute(
            sa.update(self.table)
            .where(self.table.c.id.in_(ids))
            .values(
                asked_at=sa.func.coalesce(self.table.c.asked_at, tx.at),
                # A worker's lease stays as it is: it asks again itself if this wish is a later one.
                leased_until=sa.case(
                    (free, sa.literal(tx.at + UNDER_WAY, Instant)),
                    else_=self.table.c.leased_until,
                ),
                attempts=sa.case((free, 0), else_=self.table.c.attempts),
                parked_at=None,
                parked_reason=None,
            )
        )
        await tx.hand_out(self.work, ids)

    async def claim(self, tx: Transaction, row_id: UUID, *, again: bool = False) -> Claim | None:
        """Take a row; `None` when nothing is due for it or another worker is at it.

        `again` says that the worker which had the message is gone: its claim is taken over. Only
        the first time, though; what ends workers again and again waits for its lease.
        """
        token = uuid4()
        free = self.table.c.claim.is_(None) | (self.table.c.leased_until < tx.at)
        if again:
            free |= self.table.c.attempts <= 1
        taken = await tx.execute(
            sa.update(self.table)
            .where(self.table.c.id == row_id, self.due, self.table.c.parked_at.is_(None), free)
            .values(
                claim=token,
                leased_until=tx.at + LEASE,
                attempts=self.table.c.attempts + 1,
            )
            .returning(self.table.c.attempts)
        )
        attempts = taken.scalar()
        return None if attempts is None else Claim(row_id, token, attempts)

    async def hold(self, tx: Transaction, claim: Claim) -> bool:
        """Lock the row until commit; whether it is still this worker's."""
        found = await tx.execute(
            # Rows that refer to this one may be added meanwhile.
            sa.select(self.table.c.id).where(self._mine(claim)).with_for_update(key_share=True)
        )
        return found.one_or_none() is not None

    async def finish(self, tx: Transaction, claim: Claim, **values: Any) -> None:
        """Let go of the row, in the transaction that keeps what was done; `values` with it."""
        let_go = await tx.execute(
            sa.update(self.table)
            .where(self._mine(claim))
            .values(claim=None, leased_until=None, asked_at=None, attempts=0, **values)
            .returning(self.due)
        )
        if let_go.scalar():
            await self.ask(tx, [claim.id])

    async def put_off(self, tx: Transaction, claim: Claim, *, reason: str) -> bool:
        """Let the row wait, longer each time, or park it after too many; whether it is parked."""
        parked = claim.attempts >= ATTEMPTS
        wait = min(timedelta(seconds=2**claim.attempts), LONGEST_WAIT)
        values: dict[str, Any] = {"leased_until": tx.at + wait}
        if parked:
            values = {"leased_until": None, "parked_at": tx.at, "parked_reason": reason[:200]}
        await tx.execute(
            sa.update(self.table).where(self._mine(claim)).values(claim=None, **values)
        )
        return parked

    async def wait(self, tx: Transaction, claim: Claim) -> None:
        """Let the row wait a little; the attempt doesn't count, since the row wasn't its cause."""
        await tx.execute(
            sa.update(self.table)
            .where(self._mine(claim))
            .values(claim=None, leased_until=tx.at + PAUSE, attempts=claim.attempts - 1)
        )

    async def ask_again(self, tx: Transaction, *, limit: int) -> int:
        """Send new messages for rows that are due and nobody's; the number of them.

        A row whose workers were lost as often as allowed is parked.
        """
        left = self.table.c.leased_until.is_(None) | (self.table.c.leased_until < tx.at)
        await tx.execute(
            sa.update(self.table)
            .where(
                self.due,
                self.table.c.claim.is_not(None),
                self.table.c.leased_until < tx.at,
                self.table.c.attempts >= ATTEMPTS,
            )
            .values(claim=None, leased_until=None, parked_at=tx.at, parked_reason=WORKER_LOST)
        )
        found = await tx.execute(
            sa.select(self.table.c.id)
            .where(self.due, self.table.c.parked_at.is_(None), left)
            .order_by(self.table.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=self.table)
        )
        ids = list(found.scalars())
        if ids:
            await tx.execute(
                sa.update(self.table)
                .where(self.table.c.id.in_(ids))
                .values(
                    claim=None,
                    leased_until=tx.at + UNDER_WAY,
                    asked_at=sa.func.coalesce(self.table.c.asked_at, tx.at),
                )
            )
            await tx.hand_out(self.work, ids)
        return len(ids)

    async def let_go(self, tx: Transaction) -> None:
        """Nothing is under way any more: the queue is empty and no worker is left."""
        held = self.table.c.claim.is_not(None) | (self.table.c.attempts == 0)
        await tx.execute(
            sa.update(self.table).where(self.due, held).values(claim=None, leased_until=None)
        )

    async def backlog(self, tx: Transaction) -> Backlog:
        """What is due at the moment."""
        waits = self.table.c.parked_at.is_(None)
        found = await tx.execute(
            sa.select(
                sa.func.count().filter(waits),
                sa.func.min(self.table.c.asked_at).filter(waits),
                sa.func.count().filter(~waits),
            )
            .select_from(self.table)
            .where(self.due)
        )
        row: Any = found.one()
        return Backlog(*row)

    async def parked(self, tx: Transaction, *, limit: int) -> list[ParkedRow]:
        """Rows that wait for a person, the oldest first."""
        columns = self.table.c
        found = await tx.execute(
            sa.select(columns.id, columns.parked_reason, columns.attempts, columns.parked_at)
            .where(self.due, columns.parked_at.is_not(None))
            .order_by(columns.parked_at, columns.id)
            .limit(limit)
        )
        return [
            ParkedRow(self.work, row.id, row.parked_reason, row.attempts, row.parked_at)
            for row in found
        ]

    async def retry(self, tx: Transaction, row_id: UUID) -> None:
        """Give a parked row a new chance; `NotFound` when it isn't parked."""
        parked = (self.table.c.id == row_id) & self.table.c.parked_at.is_not(None)
        found = await tx.execute(sa.select(self.table.c.id).where(parked).with_for_update())
        if found.one_or_none() is None:
            raise NotFound
        await self.ask(tx, [row_id])

    def _mine(self, claim: Claim) -> sa.ColumnElement[bool]:
        return (self.table.c.id == claim.id) & (self.table.c.claim == claim.token)
