"""What a problem looks like to those who read it, and what a verdict says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, FiniteFloat, StringConstraints, model_validator

from services.contracts.intake import Judgement, Mode
from services.contracts.place import Place
from services.review.domain.problem import Problem, Status
from services.review.store import Step

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class CorrectedPlace(BaseModel):
    """WGS 84 degrees, both or neither, and the words people use for the place."""

    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    longitude: Annotated[FiniteFloat, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[FiniteFloat, Field(ge=-90, le=90)] | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> "CorrectedPlace":
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude are given together or not at all")
        return self

    @property
    def place(self) -> Place:
        return Place(**self.model_dump())


class Approval(BaseModel):
    """What isn't given stays as it was reported and judged."""

    category_code: Code | None = None
    organisation_id: UUID | None = None
    description: Words | None = None
    place: CorrectedPlace | None = None
    note: Note = ""


class Rejection(BaseModel):
    reason: Reason


class Merger(BaseModel):
    into_case_id: UUID
    reason: Note = ""


class Confirmation(BaseModel):
    note: Note = ""


class Declination(BaseModel):
    reason: Reason


class ClaimView(BaseModel):
    by: UUID
    who: str
    until: datetime


class ProblemView(BaseModel):
    """A problem as it stands; `claim` only while it holds, `reason` and `note` of the verdict."""

    case_id: UUID
    version: int
    status: Status
    mode: Mode
    reported_mode: Mode
    urgent_reason: str
    description: str
    place: Place
    category_code: str | None
    chosen_category_code: str | None
    organisation_id: UUID | None
    photo_ids: tuple[UUID, ...]
    source: str
    captured_at: datetime | None
    reported_at: datetime
    reporter_id: UUID | None
    reporter_organisation_id: UUID
    judgement: Judgement
    claim: ClaimView | None
    into_case_id: UUID | None
    reason: str
    note: str

    @classmethod
    def of(cls, problem: Problem, *, at: datetime) -> "ProblemView":
        held = problem.claim and problem.claim.holds(at)
        shown = problem if held else replace(problem, claim=None)
        return cls.model_validate(shown, from_attributes=True)


class StepView(BaseModel):
    """One step; `who` is empty where the fact came from intake."""

    did: str
    by: UUID | None
    who: str | None
    organisation_id: UUID | None
    at: datetime
    details: dict[str, Any]


class ProblemWithHistory(ProblemView):
    history: list[StepView]

    @classmethod
    def told(cls, problem: Problem, *, steps: Sequence[Step], at: datetime) -> "ProblemWithHistory":
        view = ProblemView.of(problem, at=at)
        history = [StepView.model_validate(step, from_attributes=True) for step in steps]
        return cls(**dict(view), history=history)
