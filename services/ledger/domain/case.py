"""A row of the super table. Each column belongs to one publisher, so their order can't hurt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.contracts.event import Event

DueDates = tuple[tuple[datetime, datetime], ...]
"""When each due date was set, and what it was: earliest first."""


@dataclass(frozen=True)
class Case:
    """What is known of a case so far; a publisher not heard yet leaves its columns empty."""

    case_id: UUID
    begun_at: datetime | None = None
    """The instant of the earliest fact, whoever told it; lists are ordered by it."""

    # intake
    mode: str | None = None
    source: str | None = None
    description: str | None = None
    place: dict[str, Any] | None = None
    reporter_id: UUID | None = None
    reporter_organisation_id: UUID | None = None
    submitted_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reported_category: str | None = None
    judged_category: str | None = None
    photo_ids: tuple[UUID, ...] = ()

    # intake, of a problem that departments' spreadsheets tell of
    told_number: str | None = None
    told_status: str | None = None
    told_case_id: UUID | None = None
    """The case of the workflow that tells of the same problem; the row is shown with it then."""
    found_on: date | None = None
    told: dict[str, str] | None = None
    """Other fields of the spreadsheets, and their extra columns, by the name they have there."""
    noted: dict[str, str] | None = None
    """Extra columns as people of the table edited them, over what is told; empty where somebody
    emptied it."""
    sources: tuple[dict[str, Any], ...] = ()
    """The rows that tell of it: import, organisation, sheet and row."""

    # review
    review_status: str | None = None
    reviewer_id: UUID | None = None
    reviewed_at: datetime | None = None
    approved_category: str | None = None
    approved_description: str | None = None
    approved_place: dict[str, Any] | None = None
    refusal_reason: str | None = None
    merged_into: UUID | None = None

    # dispatch
    number: str | None = None
    pool: str | None = None
    organisation_id: UUID | None = None
    named_organisation_id: UUID | None = None
    dispatched_at: datetime | None = None
    due_at: datetime | None = None
    provisional: bool | None = None
    due_dates: DueDates = ()
    handed_back: bool = False
    transfers: int = 0
    overdue_at: datetime | None = None
    resumed_at: datetime | None = None

    # closure
    closure_status: str | None = None
    closure_since: datetime | None = None
    round: int = 0
    solution: str | None = None
    before_photo_ids: tuple[UUID, ...] = ()
    after_photo_ids: tuple[UUID, ...] = ()
    rectified_at: datetime | None = None
    first_rectified_at: datetime | None = None
    pre_closed_at: datetime | None = None
    closed_at: datetime | None = None
    returns: int = 0
    return_reason: str | None = None
    deferred_until: date | None = None
    deferrals: int = 0
    closures: int = 0
    reopenings: int = 0
    left_pool_at: datetime | None = None
    pool_seconds: int = 0
    verification_seconds: int | None = None
    approval_seconds: int | None = None

    # media
    comparison_id: UUID | None = None
    comparison_round: int = 0

    # Derived from the columns above after every fact.
    stage: str = "reported"
    category: str | None = None
    submitted_day: date | None = None
    dispatched_day: date | None = None
    on_time: bool | None = None
    handled_on_time: bool | None = None
    comparison_ready: bool = False
    review_seconds: int | None = None
    rectification_seconds: int | None = None
    longitude: float | None = None
    latitude: float | None = None

    @property
    def extras(self) -> dict[str, str]:
        """What the extra columns show."""
        return {k: v for k, v in {**(self.told or {}), **(self.noted or {})}.items() if v}

    @property
    def is_complete(self) -> bool:
        """Whether intake, review and dispatch were heard, so that a ledger entry can be made."""
        return None not in (self.submitted_at, self.reviewed_at, self.number)


COLUMNS = tuple(each.name for each in fields(Case))

Projections = Mapping[type[Event], Callable[[Case, Any], Case]]
"""What a fact of each type changes in the row."""
