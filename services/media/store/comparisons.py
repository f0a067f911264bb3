"""Before/after comparisons: planned by a rectification, due when both photos are ready."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.due import Claim, DueRows
from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.domain import Comparison, Status
from services.media.store import files
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


def _usable(photo_id: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """Whether the photo is the case's and its picture up to date."""
    return sa.exists().where(
        photos.c.id == photo_id,
        photos.c.case_id == comparisons.c.case_id,
        photos.c.status == Status.READY.value,
        photos.c.made == photos.c.wanted,
    )


COMPARISONS = DueRows(
    "comparison",
    comparisons,
    sa.and_(
        comparisons.c.made_round < comparisons.c.round,
        _usable(comparisons.c.before_photo_id),
        _usable(comparisons.c.after_photo_id),
    ),
)


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
            },
            where=comparisons.c.round < comparison.round,
        )
    )
    await _ask_for_due(tx, comparisons.c.id == comparison.id)


async def ask_with(tx: Transaction, photo_id: UUID) -> None:
    """A photo's picture is there: ask for the comparisons that waited for it."""
    either = (comparisons.c.before_photo_id, comparisons.c.after_photo_id)
    await _ask_for_due(tx, sa.or_(*(side == photo_id for side in either)))


async def withdraw(tx: Transaction, photo_id: UUID) -> None:
    """Show no comparison with this photo until it is made of the photo's next picture."""
    either = (comparisons.c.before_photo_id, comparisons.c.after_photo_id)
    # Held first, with a key or without: one that is being kept just now is seen after its commit.
    rows = await tx.execute(
        sa.select(comparisons.c.id, comparisons.c.key)
        .where(sa.or_(*(side == photo_id for side in either)))
        .order_by(comparisons.c.id)
        .with_for_update()
    )
    for row in rows.all():
        if row.key:
            await files.name(tx, [row.key])
        nothing = {"made_round": 0, "key": "", "sha256": ""}
        await tx.execute(sa.update(comparisons).where(comparisons.c.id == row.id).values(nothing))


async def _ask_for_due(tx: Transaction, which: sa.ColumnElement[bool]) -> None:
    found = await tx.execute(sa.select(comparisons.c.id).where(which, COMPARISONS.due))
    await COMPARISONS.ask(tx, list(found.scalars()))


async def of_case(tx: Transaction, case_id: UUID) -> Comparison | None:
    found = await tx.execute(sa.select(*_COLUMNS).where(comparisons.c.case_id == case_id))
    row = found.one_or_none()
    return _comparison(row) if row else None


async def claimed(tx: Transaction, claim: Claim) -> Comparison | None:
    """The comparison, held until commit; `None` when another worker has taken it over."""
    held = await COMPARISONS.hold(tx, claim)
    return await find(tx, claim.id) if held else None


async def find(tx: Transaction, comparison_id: UUID) -> Comparison | None:
    found = await tx.execute(sa.select(*_COLUMNS).where(comparisons.c.id == comparison_id))
    row = found.one_or_none()
    return _comparison(row) if row else None


async def save(tx: Transaction, comparison: Comparison) -> None:
    """Keep what a worker made."""
    mine = comparisons.c.id == comparison.id
    await tx.execute(sa.update(comparisons).where(mine).values(asdict(comparison)))


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
