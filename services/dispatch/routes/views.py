"""A case and its steps as people see them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.contracts.dispatch import Pool
from services.contracts.intake import Mode
from services.contracts.place import Place
from services.dispatch.domain.case import Case, Status
from services.dispatch.domain.clock import Lamp
from services.dispatch.domain.step import WORDS, Step


class CaseView(BaseModel):
    """A case now. `rectifier_id` is the organisation that the brigade named."""

    case_id: UUID
    version: int
    number: str
    organisation_id: UUID
    rectifier_id: UUID | None
    pool: Pool
    status: Status
    mode: Mode
    category_code: str | None
    description: str
    place: Place
    photo_ids: list[UUID]
    reporter_id: UUID | None
    reporter_organisation_id: UUID
    dispatched_at: datetime
    due_at: datetime
    provisional: bool
    deferred_until: date | None
    lamp: Lamp
    transfers: int
    returns: int
    reopenings: int
    closed_at: datetime | None


class StepView(BaseModel):
    """One step; `zh` and `en` say what `by_name` did. `details` depend on the code."""

    code: str
    zh: str
    en: str
    at: datetime
    by_id: UUID | None
    by_name: str
    by_organisation_id: UUID | None
    details: dict[str, str]


def view(case: Case, *, at: datetime) -> CaseView:
    """The case with its lamp at that moment."""
    problem = case.problem
    return CaseView(
        case_id=case.case_id,
        version=case.version,
        number=case.number.text,
        organisation_id=case.organisation_id,
        rectifier_id=case.rectifier_id,
        pool=case.pool,
        status=case.status,
        mode=problem.mode,
        category_code=problem.category_code,
        description=problem.description,
        place=problem.place,
        photo_ids=list(problem.photo_ids),
        reporter_id=problem.reporter_id,
        reporter_organisation_id=problem.reporter_organisation_id,
        dispatched_at=case.dispatched_at,
        due_at=case.due.at,
        provisional=case.due.provisional,
        deferred_until=case.clock.until,
        lamp=case.lamp(at),
        transfers=case.transfers,
        returns=case.returns,
        reopenings=case.reopenings,
        closed_at=case.closed_at,
    )


def view_step(step: Step) -> StepView:
    zh, en = WORDS[step.code]
    return StepView(
        code=step.code,
        zh=zh,
        en=en,
        at=step.at,
        by_id=step.by.id,
        by_name=step.by.name,
        by_organisation_id=step.by.organisation_id,
        details=dict(step.details),
    )
