"""What is known of cases: whom they concern, and what a notice tells of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.notice.tables import cases, photos


@dataclass(frozen=True)
class Case:
    """Whatever hasn't been heard yet is empty."""

    case_id: UUID | None
    reporter_id: UUID | None = None
    reporter_organisation_id: UUID | None = None
    organisation_id: UUID | None = None
    rectifier_id: UUID | None = None
    asker_id: UUID | None = None
    number: str | None = None
    address: str | None = None
    due_at: datetime | None = None
    deferred_until: date | None = None


async def learn(tx: Transaction, case_id: UUID, **known: Any) -> Case:
    """Add to what is known of a case; all of it."""
    statement = insert(tx, cases).values(case_id=case_id, **known)
    rows = await tx.execute(
        statement.on_conflict_do_update(index_elements=["case_id"], set_=known).returning(cases)
    )
    return Case(**rows.one()._mapping)


async def find(tx: Transaction, case_id: UUID) -> Case:
    """What is known of a case, which may be nothing."""
    found = await tx.execute(sa.select(cases).where(cases.c.case_id == case_id))
    row = found.one_or_none()
    return Case(case_id) if row is None else Case(**row._mapping)


async def deferrals_until(tx: Transaction, last: date, *, limit: int) -> list[Case]:
    """Cases whose deferral ends by that day and of which nobody was told yet; held until commit."""
    rows = await tx.execute(
        sa.select(cases)
        .where(cases.c.deferred_until <= last)
        .order_by(cases.c.deferred_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Case(**row._mapping) for row in rows]


async def name_photos(tx: Transaction, case_id: UUID, photo_ids: tuple[UUID, ...]) -> None:
    """These photos belong to the case."""
    if photo_ids:
        await tx.execute(
            insert(tx, photos).on_conflict_do_nothing(),
            [{"photo_id": photo_id, "case_id": case_id} for photo_id in photo_ids],
        )


async def case_of_photo(tx: Transaction, photo_id: UUID) -> UUID | None:
    found = await tx.execute(sa.select(photos.c.case_id).where(photos.c.photo_id == photo_id))
    return found.scalar()
