"""Problems, and the steps of their history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.columns import Instant
from services.chassis.history import Actor
from services.chassis.inbox_store import insert
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.contracts.event import Event
from services.contracts.intake import Judgement, Mode
from services.contracts.place import Place
from services.review.domain.problem import Change, Claim, Problem, Status
from services.review.tables import problems, steps


@dataclass(frozen=True)
class Sight:
    """Whose reports a person may read: all of some organisations, of others the urgent ones."""

    everything: frozenset[UUID]
    urgent: frozenset[UUID]

    def covers(self, problem: Problem) -> bool:
        organisation_id = problem.reporter_organisation_id
        urgent = problem.reported_mode == "urgent" and organisation_id in self.urgent
        return urgent or organisation_id in self.everything


@dataclass(frozen=True)
class Step:
    """One entry of a problem's history; `who` is empty for intake's facts."""

    did: str
    by: UUID | None
    who: str | None
    organisation_id: UUID | None
    at: datetime
    details: Mapping[str, Any]


async def add(tx: Transaction, problem: Problem, event: Event) -> None:
    """Keep a new problem; one that is kept already stays as it is."""
    added = await tx.execute(
        insert(tx, problems)
        .values(case_id=problem.case_id, **_row(problem))
        .on_conflict_do_nothing(index_elements=["case_id"])
        .returning(problems.c.case_id)
    )
    if added.one_or_none() is not None:
        await _add_step(tx, event, None)


async def save(tx: Transaction, problem: Problem, event: Event, *, by: Actor | None) -> None:
    """Write a problem's present state and the step that led to it."""
    own = problems.c.case_id == problem.case_id
    await tx.execute(sa.update(problems).where(own).values(_row(problem)))
    await _add_step(tx, event, by)


async def find(tx: Transaction, case_id: UUID) -> Problem:
    """The problem; `NotFound` when there is none."""
    row = (await tx.execute(_problem(case_id))).one_or_none()
    if row is None:
        raise NotFound
    return _from_row(row)


async def lock(tx: Transaction, case_id: UUID) -> Problem:
    """Read the problem and hold it until commit, so that two verdicts can't race."""
    row = (await tx.execute(_problem(case_id).with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return _from_row(row)


async def lock_many(tx: Transaction, case_ids: Collection[UUID]) -> dict[UUID, Problem]:
    """Those of the problems that exist, held until commit.

    Taken in one order by everyone, so that two commands can't wait for each other.
    """
    rows = await tx.execute(
        sa.select(problems)
        .where(problems.c.case_id.in_(case_ids))
        .order_by(problems.c.case_id)
        .with_for_update()
    )
    return {row.case_id: _from_row(row) for row in rows}


async def lock_lapsed(tx: Transaction, *, limit: int) -> list[Problem]:
    """Problems whose claim is over, those that another worker holds left out."""
    rows = await tx.execute(
        sa.select(problems)
        .where(problems.c.claimed_until <= tx.at)
        .order_by(problems.c.claimed_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_from_row(row) for row in rows]


async def chain_end(tx: Transaction, problem: Problem) -> UUID:
    """Where the mergers lead that begin with this problem; itself when it isn't merged."""
    while problem.into_case_id is not None:
        problem = await find(tx, problem.into_case_id)
    return problem.case_id


async def page(
    tx: Transaction,
    *,
    sight: Sight,
    status: Status | None,
    mode: Mode | None,
    category: str | None,
    paging: PageRequest,
) -> list[Problem]:
    """Problems in sight, the longest waiting first, one beyond the page.

    `category` is a code or the beginning of one.
    """
    organisation = problems.c.reporter_organisation_id
    visible = sa.or_(
        organisation.in_(sight.everything),
        organisation.in_(sight.urgent) & (problems.c.reported_mode == "urgent"),
    )
    wanted = sa.select(problems).where(visible)
    if status is not None:
        wanted = wanted.where(problems.c.status == status)
    if mode is not None:
        wanted = wanted.where(problems.c.mode == mode)
    if category is not None:
        wanted = wanted.where(problems.c.category_code.startswith(category, autoescape=True))
    if paging.after is not None:
        at, case_id = datetime.fromisoformat(paging.after[0]), UUID(paging.after[1])
        last = sa.tuple_(sa.literal(at, Instant), sa.literal(case_id, sa.Uuid))
        wanted = wanted.where(sa.tuple_(problems.c.reported_at, problems.c.case_id) > last)
    oldest = wanted.order_by(problems.c.reported_at, problems.c.case_id)
    rows = await tx.execute(oldest.limit(paging.limit + 1))
    return [_from_row(row) for row in rows]


async def history(tx: Transaction, case_id: UUID) -> list[Step]:
    """What happened to a problem, in the order this service learned it."""
    rows = await tx.execute(
        sa.select(
            steps.c.did,
            steps.c.by,
            steps.c.who,
            steps.c.organisation_id,
            steps.c.at,
            steps.c.details,
        )
        .where(steps.c.case_id == case_id)
        .order_by(steps.c.id)
    )
    return [Step(**row._mapping) for row in rows]


async def _add_step(tx: Transaction, event: Event, by: Actor | None) -> None:
    await tx.execute(
        sa.insert(steps).values(
            case_id=event.subject,
            did=event.type.split(".")[2],
            by=event.by,
            who=by.name if by else None,
            organisation_id=by.organisation_id if by else None,
            at=event.at,
            details=event.model_dump(mode="json", exclude={"case_id", "version", "at", "by"}),
        )
    )


def _problem(case_id: UUID) -> sa.Select[Any]:
    return sa.select(problems).where(problems.c.case_id == case_id)


def _row(problem: Problem) -> dict[str, Any]:
    same = (
        "reporter_id reporter_organisation_id status reported_mode mode urgent_reason description "
        "chosen_category_code category_code source captured_at reported_at organisation_id "
        "into_case_id reason note version"
    )
    claim = problem.claim
    return {name: getattr(problem, name) for name in same.split()} | {
        "address": problem.place.address,
        "longitude": problem.place.longitude,
        "latitude": problem.place.latitude,
        "photo_ids": [str(photo_id) for photo_id in problem.photo_ids],
        "judgement": problem.judgement.model_dump(mode="json"),
        "claimed_by": claim.by if claim else None,
        "claimed_who": claim.who if claim else None,
        "claimed_until": claim.until if claim else None,
        "last_who": problem.last.who,
        "last_did": problem.last.did,
        "last_at": problem.last.at,
    }


def _from_row(row: sa.Row[Any]) -> Problem:
    claim = None
    if row.claimed_by is not None:
        claim = Claim(by=row.claimed_by, who=row.claimed_who, until=row.claimed_until)
    return Problem(
        case_id=row.case_id,
        reporter_id=row.reporter_id,
        reporter_organisation_id=row.reporter_organisation_id,
        status=Status(row.status),
        reported_mode=row.reported_mode,
        mode=row.mode,
        urgent_reason=row.urgent_reason,
        description=row.description,
        place=Place(address=row.address, longitude=row.longitude, latitude=row.latitude),
        chosen_category_code=row.chosen_category_code,
        category_code=row.category_code,
        photo_ids=tuple(map(UUID, row.photo_ids)),
        source=row.source,
        captured_at=row.captured_at,
        reported_at=row.reported_at,
        judgement=Judgement.model_validate(row.judgement),
        version=row.version,
        last=Change(row.last_who, row.last_did, row.last_at),
        organisation_id=row.organisation_id,
        claim=claim,
        into_case_id=row.into_case_id,
        reason=row.reason,
        note=row.note,
    )
