"""Cases and steps as rows, and back."""

from typing import Any, cast
from uuid import UUID

from services.chassis.history import Actor
from services.contracts.dispatch import Pool
from services.contracts.intake import Mode
from services.contracts.place import Place
from services.dispatch.domain.case import Case, Problem, Status
from services.dispatch.domain.clock import Clock, Due
from services.dispatch.domain.number import CaseNumber
from services.dispatch.domain.reminders import Reminder
from services.dispatch.domain.step import Step, last_change


def row_of(case: Case) -> dict[str, Any]:
    """The case's row without its reminders; a case without news keeps its last step."""
    row = {
        "case_id": case.case_id,
        "version": case.version,
        "organisation_id": case.organisation_id,
        "rectifier_id": case.rectifier_id,
        "pool": case.pool,
        "status": case.status.value,
        "dispatched_at": case.dispatched_at,
        "calendar_version": case.calendar_version,
        "due_at": case.due.at,
        "provisional": case.due.provisional,
        "transfers": case.transfers,
        "returns": case.returns,
        "reopenings": case.reopenings,
        "closed_at": case.closed_at,
    }
    if case.news:
        last = case.news[-1]
        row |= {"last_code": last.code, "last_who": last.by.name, "last_at": last.at}
    return row | _number(case.number) | _problem(case.problem) | _clock(case.clock)


def case_of(row: Any, reminders: tuple[Reminder, ...]) -> Case:
    """The case that a row and its reminders tell of."""
    return Case(
        case_id=row.case_id,
        version=row.version,
        number=CaseNumber(
            text=row.number,
            organisation_id=row.number_organisation_id,
            year=row.number_year,
            sequence=row.number_sequence,
        ),
        organisation_id=row.organisation_id,
        pool=cast(Pool, row.pool),
        status=Status(row.status),
        problem=Problem(
            mode=cast(Mode, row.mode),
            category_code=row.category_code,
            description=row.description,
            place=Place.model_validate(row.place),
            photo_ids=tuple(UUID(each) for each in row.photo_ids),
            reporter_id=row.reporter_id,
            reporter_organisation_id=row.reporter_organisation_id,
        ),
        dispatched_at=row.dispatched_at,
        clock=Clock(
            started_at=row.started_at,
            working_days=row.working_days,
            hours=row.hours,
            until=row.deferred_until,
            returned_at=row.returned_at,
            return_days=row.return_days,
        ),
        due=Due(row.due_at, row.provisional),
        calendar_version=row.calendar_version,
        last=last_change(row.last_code, who=row.last_who, when=row.last_at),
        reminders=reminders,
        rectifier_id=row.rectifier_id,
        transfers=row.transfers,
        returns=row.returns,
        reopenings=row.reopenings,
        closed_at=row.closed_at,
    )


def step_row(case_id: UUID, step: Step) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "code": step.code,
        "at": step.at,
        "by_id": step.by.id,
        "by_name": step.by.name,
        "by_organisation_id": step.by.organisation_id,
        "details": dict(step.details),
    }


def step_of(row: Any) -> Step:
    return Step(
        row.code, row.at, Actor(row.by_id, row.by_name, row.by_organisation_id), row.details
    )


def _number(number: CaseNumber) -> dict[str, Any]:
    return {
        "number": number.text,
        "number_organisation_id": number.organisation_id,
        "number_year": number.year,
        "number_sequence": number.sequence,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "mode": problem.mode,
        "category_code": problem.category_code,
        "description": problem.description,
        "place": problem.place.model_dump(mode="json"),
        "photo_ids": [str(each) for each in problem.photo_ids],
        "reporter_id": problem.reporter_id,
        "reporter_organisation_id": problem.reporter_organisation_id,
    }


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "started_at": clock.started_at,
        "working_days": clock.working_days,
        "hours": clock.hours,
        "deferred_until": clock.until,
        "returned_at": clock.returned_at,
        "return_days": clock.return_days,
    }
