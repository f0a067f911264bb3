"""Every query of cases: their numbers, reminders and steps."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.contracts.dispatch import Pool
from services.dispatch.domain.case import Case, Status
from services.dispatch.domain.reminders import Reminder, Timer
from services.dispatch.domain.step import Step
from services.dispatch.store.rows import case_of, row_of, step_of, step_row
from services.dispatch.tables import cases, counters, reminders, steps


@dataclass(frozen=True)
class Wanted:
    """Which cases a list shows; `None` leaves that out of account."""

    pool: Pool | None = None
    status: Status | None = None
    organisation_id: UUID | None = None
    overdue: bool | None = None
    due_before: datetime | None = None


async def next_sequence(tx: Transaction, *, organisation_id: UUID, year: int) -> int:
    """The next number of an organisation and year, counted from 1.

    Its row is held until commit and a rollback gives the number back: none is skipped, none is
    given twice. Take it last, as others wait for it.
    """
    statement = insert(tx, counters).values(organisation_id=organisation_id, year=year, last=1)
    counted = await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["organisation_id", "year"], set_={"last": counters.c.last + 1}
        ).returning(counters.c.last)
    )
    sequence: int = counted.scalar_one()
    return sequence


async def is_dispatched(tx: Transaction, case_id: UUID) -> bool:
    found = await tx.execute(sa.select(cases.c.case_id).where(cases.c.case_id == case_id))
    return found.first() is not None


async def is_number_taken(tx: Transaction, number: str) -> bool:
    found = await tx.execute(sa.select(cases.c.case_id).where(cases.c.number == number))
    return found.first() is not None


async def add(tx: Transaction, case: Case) -> None:
    await tx.execute(sa.insert(cases).values(**row_of(case)))
    await _keep(tx, case)


async def lock(tx: Transaction, case_id: UUID) -> Case:
    """Read the case and hold it until commit, so that two decisions cannot race."""
    found = sa.select(cases).where(cases.c.case_id == case_id).with_for_update()
    return await _one(tx, found)


async def save(tx: Transaction, case: Case) -> None:
    """Keep the case, its reminders and the steps since it was read."""
    await tx.execute(sa.update(cases).where(cases.c.case_id == case.case_id).values(**row_of(case)))
    await tx.execute(sa.delete(reminders).where(reminders.c.case_id == case.case_id))
    await _keep(tx, case)


async def read(tx: Transaction, case_id: UUID, *, scope: Collection[UUID]) -> Case:
    """The case, if it concerns an organisation of the scope; else `NotFound`."""
    return await _one(tx, sa.select(cases).where(cases.c.case_id == case_id, _within(scope)))


async def read_number(tx: Transaction, number: str, *, scope: Collection[UUID]) -> Case:
    return await _one(tx, sa.select(cases).where(cases.c.number == number, _within(scope)))


async def find(
    tx: Transaction,
    wanted: Wanted,
    *,
    scope: Collection[UUID],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Case]:
    """Cases of the scope, earliest due first, beginning after a (due date, case id)."""
    query = sa.select(cases).where(_within(scope), *_conditions(wanted, tx.at))
    if after is not None:
        last = sa.tuple_(sa.literal(after[0], cases.c.due_at.type), sa.literal(after[1], sa.Uuid()))
        query = query.where(sa.tuple_(cases.c.due_at, cases.c.case_id) > last)
    rows = await tx.execute(query.order_by(cases.c.due_at, cases.c.case_id).limit(limit))
    return await _with_reminders(tx, rows.all())


async def list_steps(tx: Transaction, case_id: UUID) -> list[Step]:
    """What happened to the case, in the order dispatch learned of it."""
    rows = await tx.execute(sa.select(steps).where(steps.c.case_id == case_id).order_by(steps.c.id))
    return [step_of(row) for row in rows]


async def open_of(
    tx: Transaction, organisation_ids: Collection[UUID], *, at_once: int
) -> AsyncIterator[list[Case]]:
    """The open cases these organisations work, some at a time."""
    works = sa.or_(
        cases.c.organisation_id.in_(organisation_ids), cases.c.rectifier_id.in_(organisation_ids)
    )
    query = sa.select(cases).where(works, cases.c.status != Status.CLOSED.value)
    after: UUID | None = None
    while True:
        later = query if after is None else query.where(cases.c.case_id > after)
        rows = (await tx.execute(later.order_by(cases.c.case_id).limit(at_once))).all()
        if not rows:
            return
        yield await _with_reminders(tx, rows)
        after = rows[-1].case_id


async def anything_rings(tx: Transaction) -> bool:
    """Whether a reminder's moment has come."""
    found = await tx.execute(sa.select(reminders.c.case_id).where(_rings(tx.at)).limit(1))
    return found.first() is not None


async def claim_ringing(tx: Transaction, *, limit: int) -> list[Case]:
    """Hold some cases with reminders whose moment has come, but none another worker holds."""
    rows = await tx.execute(
        sa.select(cases)
        .join(reminders, reminders.c.case_id == cases.c.case_id)
        .where(_rings(tx.at))
        .order_by(reminders.c.at)
        .limit(limit)
        .with_for_update(of=cases, skip_locked=True)
    )
    once = {row.case_id: row for row in rows}
    return await _with_reminders(tx, list(once.values()))


async def anything_uncounted(tx: Transaction, *, version: int) -> bool:
    """Whether an open case was counted by an older calendar than this version."""
    found = await tx.execute(sa.select(cases.c.case_id).where(_uncounted(version)).limit(1))
    return found.first() is not None


async def claim_uncounted(tx: Transaction, *, version: int, limit: int) -> list[Case]:
    """Hold some open cases counted by an older calendar, but none another worker holds."""
    rows = await tx.execute(
        sa.select(cases)
        .where(_uncounted(version))
        .order_by(cases.c.case_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return await _with_reminders(tx, rows.all())


def _within(scope: Collection[UUID]) -> sa.ColumnElement[bool]:
    return sa.or_(
        cases.c.organisation_id.in_(scope),
        cases.c.rectifier_id.in_(scope),
        cases.c.reporter_organisation_id.in_(scope),
    )


def _conditions(wanted: Wanted, now: datetime) -> Iterable[sa.ColumnElement[bool]]:
    if wanted.pool is not None:
        yield cases.c.pool == wanted.pool
    if wanted.status is not None:
        yield cases.c.status == wanted.status.value
    if wanted.organisation_id is not None:
        yield cases.c.organisation_id == wanted.organisation_id
    if wanted.due_before is not None:
        yield cases.c.due_at < wanted.due_before
    if wanted.overdue is not None:
        overdue = sa.and_(cases.c.due_at < now, cases.c.status != Status.CLOSED.value)
        yield overdue if wanted.overdue else sa.not_(overdue)


def _rings(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(reminders.c.sent_at.is_(None), reminders.c.at <= now)


def _uncounted(version: int) -> sa.ColumnElement[bool]:
    # The status is spelled as in the partial index, which a bound value would not match.
    return sa.and_(cases.c.calendar_version < version, sa.text("cases.status <> 'closed'"))


async def _one(tx: Transaction, query: sa.Select[Any]) -> Case:
    rows = await tx.execute(query)
    found = await _with_reminders(tx, rows.all())
    if not found:
        raise NotFound
    return found[0]


async def _with_reminders(tx: Transaction, rows: Sequence[Any]) -> list[Case]:
    # Read after the cases are held: only their holder changes their reminders.
    planned: dict[UUID, list[Reminder]] = {row.case_id: [] for row in rows}
    if rows:
        found = await tx.execute(
            sa.select(reminders)
            .where(reminders.c.case_id.in_(planned))
            .order_by(reminders.c.at, reminders.c.timer)
        )
        for row in found:
            reminder = Reminder(Timer(row.timer), row.at, row.due_at, row.sent_at)
            planned[row.case_id].append(reminder)
    return [case_of(row, tuple(planned[row.case_id])) for row in rows]


async def _keep(tx: Transaction, case: Case) -> None:
    if case.reminders:
        await tx.execute(
            sa.insert(reminders),
            [
                {
                    "case_id": case.case_id,
                    "timer": each.timer.value,
                    "at": each.at,
                    "due_at": each.due_at,
                    "sent_at": each.sent_at,
                }
                for each in case.reminders
            ],
        )
    if case.news:
        await tx.execute(sa.insert(steps), [step_row(case.case_id, step) for step in case.news])
