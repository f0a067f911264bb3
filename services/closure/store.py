"""Every query of closure: cases with their present round, earlier rounds, steps.

A case's row is locked by whoever changes it, and its version is written with every own step.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import TypeAdapter

from services.chassis.columns import Instant
from services.chassis.history import Actor
from services.chassis.inbox_store import insert
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.closure.domain.case import (
    Case,
    Deferral,
    Outcome,
    Return,
    Round,
    Shelving,
    Signature,
    Status,
)
from services.closure.domain.step import Change, Step
from services.closure.tables import cases, rounds, steps

_signature = TypeAdapter(Signature)
_return = TypeAdapter(Return)
_deferral = TypeAdapter(Deferral)

_with_round = sa.select(cases, *(each for each in rounds.c if not each.primary_key)).outerjoin(
    rounds, (rounds.c.case_id == cases.c.case_id) & (rounds.c.number == cases.c.round)
)


@dataclass(frozen=True)
class KeptStep:
    """A step of the history and its place in it."""

    id: int
    step: Step


async def add(tx: Transaction, case: Case) -> None:
    """Keep a new case; nothing when it is there already."""
    row = {"case_id": case.case_id, **_row(case)}
    await tx.execute(insert(tx, cases).values(row).on_conflict_do_nothing())


async def lock(tx: Transaction, case_id: UUID) -> Case:
    """Read the case and hold it until commit, so that two steps can't race."""
    # In two statements: who waited for the lock must also see the round that came meanwhile.
    await tx.execute(sa.select(cases.c.case_id).where(cases.c.case_id == case_id).with_for_update())
    return await find(tx, case_id)


async def find(tx: Transaction, case_id: UUID) -> Case:
    """The case; `NotFound` when there is none."""
    row = (await tx.execute(_with_round.where(cases.c.case_id == case_id))).one_or_none()
    if row is None:
        raise NotFound
    return _case(row)


async def save(tx: Transaction, case: Case) -> None:
    """Write a locked case's present state, its present round and the steps that led there."""
    await tx.execute(sa.update(cases).where(cases.c.case_id == case.case_id).values(_row(case)))
    if case.news and case.round is not None:
        row = _round_row(case.round)
        keys = {"case_id": case.case_id, "number": case.round.number}
        await tx.execute(
            insert(tx, rounds)
            .values(**keys, **row)
            .on_conflict_do_update(index_elements=list(keys), set_=row)
        )
    if case.news:
        await tx.execute(sa.insert(steps), [_step_row(case.case_id, each) for each in case.news])


async def page(
    tx: Transaction,
    *,
    organisation_ids: Collection[UUID],
    status: Status | None,
    organisation_id: UUID | None,
    deferral: Outcome | None,
    paging: PageRequest,
) -> list[Case]:
    """Cases the organisations may see, the soonest due first, one beyond the page.

    `organisation_id` narrows to those it is responsible for or named to rectify, `deferral` to
    those whose latest request came to this.
    """
    worked_by = (cases.c.organisation_id, cases.c.rectifier_organisation_id)
    seen_by = (*worked_by, cases.c.reporter_organisation_id)
    wanted = _with_round.where(sa.or_(*(each.in_(organisation_ids) for each in seen_by)))
    if status is not None:
        wanted = wanted.where(cases.c.status == status)
    if organisation_id is not None:
        wanted = wanted.where(sa.or_(*(each == organisation_id for each in worked_by)))
    if deferral is not None:
        wanted = wanted.where(cases.c.deferral["outcome"].as_string() == deferral.value)
    if paging.after is not None:
        due_at, case_id = datetime.fromisoformat(paging.after[0]), UUID(paging.after[1])
        last = sa.tuple_(sa.literal(due_at, Instant), sa.literal(case_id, sa.Uuid))
        wanted = wanted.where(sa.tuple_(cases.c.due_at, cases.c.case_id) > last)
    soonest = wanted.order_by(cases.c.due_at, cases.c.case_id)
    return [_case(row) for row in await tx.execute(soonest.limit(paging.limit + 1))]


async def earlier_rounds(tx: Transaction, case: Case) -> list[Round]:
    """The rounds before the present one, oldest first."""
    if case.round is None:
        return []
    rows = await tx.execute(
        sa.select(rounds)
        .where(rounds.c.case_id == case.case_id, rounds.c.number < case.round.number)
        .order_by(rounds.c.number)
    )
    return [_round(row, row.number) for row in rows]


async def history(tx: Transaction, case_id: UUID, *, paging: PageRequest) -> Sequence[KeptStep]:
    """The case's steps in the order they were taken, one beyond the page."""
    wanted = sa.select(steps).where(steps.c.case_id == case_id).order_by(steps.c.id)
    if paging.after is not None:
        wanted = wanted.where(steps.c.id > int(paging.after[0]))
    return [
        KeptStep(
            row.id,
            Step(
                row.code,
                Actor(row.by, row.who, row.organisation_id),
                row.at,
                row.version,
                row.details,
            ),
        )
        for row in await tx.execute(wanted.limit(paging.limit + 1))
    ]


def _case(row: sa.Row[Any]) -> Case:
    shelving = Shelving(row.shelved_until, row.last_day_at) if row.shelved_until else None
    return Case(
        case_id=row.case_id,
        number=row.number,
        organisation_id=row.organisation_id,
        pool=row.pool,
        reporter_id=row.reporter_id,
        reporter_organisation_id=row.reporter_organisation_id,
        before_photo_ids=_ids(row.before_photo_ids),
        due_at=row.due_at,
        rectifier_organisation_id=row.rectifier_organisation_id,
        handed_back=row.handed_back,
        last=Change(row.last_who, row.last_code, row.last_at),
        version=row.version,
        status=Status(row.status),
        returns=row.returns,
        closures=row.closures,
        reopenings=row.reopenings,
        round=_round(row, row.round) if row.round else None,
        deferral=_read(_deferral, row.deferral),
        shelving=shelving,
    )


def _row(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "organisation_id": case.organisation_id,
        "pool": case.pool,
        "reporter_id": case.reporter_id,
        "reporter_organisation_id": case.reporter_organisation_id,
        "before_photo_ids": [str(photo_id) for photo_id in case.before_photo_ids],
        "due_at": case.due_at,
        "rectifier_organisation_id": case.rectifier_organisation_id,
        "handed_back": case.handed_back,
        "version": case.version,
        "status": case.status.value,
        "returns": case.returns,
        "closures": case.closures,
        "reopenings": case.reopenings,
        "round": case.round.number if case.round else 0,
        "deferral": _written(_deferral, case.deferral),
        "shelved_until": case.shelving.until if case.shelving else None,
        "last_day_at": case.shelving.last_day if case.shelving else None,
        "last_who": case.last.who,
        "last_code": case.last.code,
        "last_at": case.last.at,
    }


def _round(row: sa.Row[Any], number: int) -> Round:
    return Round(
        number=number,
        solution=row.solution,
        after_photo_ids=_ids(row.after_photo_ids),
        rectified=_signature.validate_python(row.rectified),
        verified=_read(_signature, row.verified),
        approved=_read(_signature, row.approved),
        returned=_read(_return, row.returned),
    )


def _round_row(present: Round) -> dict[str, Any]:
    return {
        "solution": present.solution,
        "after_photo_ids": [str(photo_id) for photo_id in present.after_photo_ids],
        "rectified": _written(_signature, present.rectified),
        "verified": _written(_signature, present.verified),
        "approved": _written(_signature, present.approved),
        "returned": _written(_return, present.returned),
    }


def _step_row(case_id: UUID, step: Step) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "version": step.version,
        "code": step.code,
        "by": step.by.id,
        "who": step.by.name,
        "organisation_id": step.by.organisation_id,
        "at": step.at,
        "details": dict(step.details),
    }


def _ids(words: Sequence[str]) -> tuple[UUID, ...]:
    return tuple(map(UUID, words))


def _read(kind: TypeAdapter[Any], content: Any) -> Any:
    return None if content is None else kind.validate_python(content)


def _written(kind: TypeAdapter[Any], value: Any) -> Any:
    return None if value is None else kind.dump_python(value, mode="json")
