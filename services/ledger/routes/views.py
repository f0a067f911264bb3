"""What the ledger shows of a case."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.ledger.domain.case import Case
from services.ledger.domain.derived import Stage


class Source(BaseModel):
    """A row of a department's spreadsheet; rows count from 1. `platform` is the code of another
    platform that sent it, and then `sheet` its name."""

    import_id: UUID
    organisation_id: UUID
    sheet: str
    row: int
    at: datetime
    platform: str = ""


class Record(BaseModel):
    """What departments' spreadsheets tell of a case, beside its own columns."""

    model_config = ConfigDict(from_attributes=True)

    record_id: UUID = Field(validation_alias="case_id")
    told_number: str | None
    told_status: str | None
    found_on: date | None
    told: dict[str, str] | None
    before_photo_ids: list[UUID]
    after_photo_ids: list[UUID]
    sources: list[Source]


class CaseView(BaseModel):
    """A row of the super table. A publisher not heard yet leaves its columns `null`.

    `begun_at` is the instant of the case's earliest fact, by which lists are ordered.
    """

    model_config = ConfigDict(from_attributes=True)

    case_id: UUID
    stage: Stage
    begun_at: datetime
    category: str | None
    mode: str | None
    source: str | None
    description: str | None
    place: dict[str, Any] | None
    reporter_id: UUID | None
    reporter_organisation_id: UUID | None
    submitted_at: datetime | None
    submitted_day: date | None
    withdrawn_at: datetime | None
    reported_category: str | None
    judged_category: str | None
    photo_ids: list[UUID]
    told_number: str | None
    told_status: str | None
    told: dict[str, str] | None
    noted: dict[str, str] | None
    found_on: date | None
    sources: list[Source]
    records: list[Record] = []
    """For a case of the workflow: what spreadsheets tell of the same problem."""
    review_status: str | None
    reviewer_id: UUID | None
    reviewed_at: datetime | None
    approved_category: str | None
    approved_description: str | None
    approved_place: dict[str, Any] | None
    refusal_reason: str | None
    merged_into: UUID | None
    number: str | None
    pool: str | None
    organisation_id: UUID | None
    named_organisation_id: UUID | None
    dispatched_at: datetime | None
    dispatched_day: date | None
    due_at: datetime | None
    provisional: bool | None
    transfers: int
    overdue_at: datetime | None
    resumed_at: datetime | None
    closure_status: str | None
    round: int
    solution: str | None
    before_photo_ids: list[UUID]
    after_photo_ids: list[UUID]
    rectified_at: datetime | None
    first_rectified_at: datetime | None
    pre_closed_at: datetime | None
    closed_at: datetime | None
    on_time: bool | None
    handled_on_time: bool | None
    returns: int
    return_reason: str | None
    deferred_until: date | None
    deferrals: int
    closures: int
    reopenings: int
    review_seconds: int | None
    rectification_seconds: int | None
    verification_seconds: int | None
    approval_seconds: int | None
    comparison_id: UUID | None
    comparison_ready: bool
    photos_ready: int = 0
    """How many of the case's photos can be shown."""

    @classmethod
    def of(cls, case: Case, *, ready: Collection[UUID], records: Collection[Case] = ()) -> Self:
        """The row, with its photos counted among those that are ready, and what is told of it."""
        view = cls.model_validate(case)
        view.records = [Record.model_validate(each) for each in records]
        view.photos_ready = len(photos_of(case) & set(ready))
        return view


def photos_of(case: Case) -> set[UUID]:
    """Every photo of the case, before and after."""
    return {*case.photo_ids, *case.before_photo_ids, *case.after_photo_ids}
