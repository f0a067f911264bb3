"""Before/after comparisons: planned by a rectification, claimed when both photos are ready."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.domain import Comparison, Status
from services.media.store.photos import LEASE, LONGEST_WAIT
from services.media.tables import comparisons, photos

_COLUMNS = (
    comparisons.c.id,
    comparisons.c.case_id,
    comparisons.c.round,
    comparisons.c.before_photo_id,
    comparisons.c.after_photo_id,
    comparisons.c.made_round,
    comparisons.c.key,
    comparisons.c.sha256,
    comparisons.c.version,
)


@dataclass(frozen=True)
class Claimed:
    """A comparison one worker is at, until its lease ends."""

    comparison: Comparison
    claim: UUID
    attempts: int


async def plan(tx: Transaction, comparison: Comparison) -> None:
    """Ask for a round's comparison; the one that was made stays shown until then."""
    statement = insert(tx, comparisons).values(asdict(comparison))
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={
                "round": comparison.round,
                "before_photo_id": comparison.before_photo_id,
                "after_photo_id": comparison.after_photo_id,
                "claim": None,
                "leased_until": None,
                "attempts": 0,
            },
            where=comparisons.c.round < comparison.round,
        )
    )


async def of_case(tx: Transaction, case_id: UUID) -> Comparison | None:
    found = await tx.execute(sa.select(*_COLUMNS).where(comparisons.c.case_id == case_id))
    row = found.one_or_none()
    return _comparison(row) if row else None


async def claim_due(tx: Transaction) -> Claimed | None:
    """Take a planned comparison whose two photos are this case's and up to date."""
    before, after = photos.alias(), photos.alias()
    free = comparisons.c.leased_until.is_(None) | (comparisons.c.leased_until < tx.at)
    found = await tx.execute(
        sa.select(*_COLUMNS, comparisons.c.attempts)
        .join(before, before.c.id == comparisons.c.before_photo_id)
        .join(after, after.c.id == comparisons.c.after_photo_id)
        .where(comparisons.c.made_round < comparisons.c.round, free, *_usable(before, after))
        .order_by(comparisons.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=comparisons)
    )
    row = found.one_or_none()
    if row is None:
        return None
    claimed = Claimed(_comparison(row), uuid4(), row.attempts + 1)
    await tx.execute(
        sa.update(comparisons)
        .where(comparisons.c.id == row.id)
        .values(claim=claimed.claim, leased_until=tx.at + LEASE, attempts=claimed.attempts)
    )
    return claimed


async def lock_claimed(tx: Transaction, claimed: Claimed) -> Comparison | None:
    """The comparison, held until commit; `None` when it was planned or taken anew meanwhile."""
    mine = (comparisons.c.id == claimed.comparison.id) & (comparisons.c.claim == claimed.claim)
    found = await tx.execute(sa.select(*_COLUMNS).where(mine).with_for_update())
    row = found.one_or_none()
    return _comparison(row) if row else None


async def save(tx: Transaction, comparison: Comparison) -> None:
    """Keep what a worker made, and let go of it."""
    row = asdict(comparison) | {"claim": None, "leased_until": None, "attempts": 0}
    await tx.execute(sa.update(comparisons).where(comparisons.c.id == comparison.id).values(row))


async def put_off(tx: Transaction, claimed: Claimed) -> None:
    """Let the comparison wait, longer after every attempt that failed."""
    wait = min(timedelta(seconds=2 ** min(claimed.attempts, 12)), LONGEST_WAIT)
    await tx.execute(
        sa.update(comparisons)
        .where(comparisons.c.id == claimed.comparison.id, comparisons.c.claim == claimed.claim)
        .values(claim=None, leased_until=tx.at + wait)
    )


def _usable(*sides: Any) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    for side in sides:
        conditions += [
            side.c.case_id == comparisons.c.case_id,
            side.c.status == Status.READY.value,
            side.c.made == side.c.wanted,
        ]
    return conditions


def _comparison(row: Any) -> Comparison:
    return Comparison(
        row.id,
        row.case_id,
        row.round,
        row.before_photo_id,
        row.after_photo_id,
        row.made_round,
        row.key,
        row.sha256,
        row.version,
    )
