"""Columns that follow from those of several publishers; computed anew after every fact."""

from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Literal

from services.ledger.domain.case import Case, DueDates

Stage = Literal[
    "reported",
    "urgent",
    "rejected",
    "merged",
    "withdrawn",
    "imported",
    "in_pool",
    "handed_back",
    "submitted",
    "pre_closed",
    "deferred",
    "closed",
]
IN_CLOSURE: dict[str, Stage] = {
    "submitted": "submitted",
    "pre_closed": "pre_closed",
    "deferred": "deferred",
    "closed": "closed",
}
IMPORTED = "import"
"""The source of a row that departments' spreadsheets tell of, beside the workflow."""
REFUSED: dict[str, Stage] = {"rejected": "rejected", "merged": "merged"}


def derive(case: Case, *, zone: tzinfo) -> Case:
    """The case with its derived columns; days are the city's."""
    stage = stage_of(case)
    place = case.approved_place or case.place or {}
    return replace(
        case,
        stage=stage,
        category=case.approved_category or case.reported_category or case.judged_category,
        submitted_day=_day(case.submitted_at, zone),
        dispatched_day=_day(case.dispatched_at, zone),
        on_time=_by_due(case, case.closed_at) if stage == "closed" else None,
        handled_on_time=_by_due(case, case.first_rectified_at),
        comparison_ready=0 < case.round <= case.comparison_round,
        review_seconds=seconds(case.submitted_at, case.dispatched_at),
        rectification_seconds=_rectification_seconds(case),
        longitude=place.get("longitude"),
        latitude=place.get("latitude"),
    )


def stage_of(case: Case) -> Stage:
    """Where the case stands: the furthest department that has it decides."""
    if case.closure_status in IN_CLOSURE:
        return IN_CLOSURE[case.closure_status]
    if case.number is not None or case.closure_status is not None:
        return "handed_back" if case.handed_back else "in_pool"
    if case.review_status in REFUSED:
        return REFUSED[case.review_status]
    if case.source == IMPORTED:
        return "imported"
    if case.withdrawn_at is not None:
        return "withdrawn"
    if case.mode == "urgent" and case.review_status != "urgent_declined":
        return "urgent"
    return "reported"


def due_in_force(due_dates: DueDates, *, at: datetime) -> datetime | None:
    """The due date that held at an instant: the last one set by then."""
    held = [due for set_at, due in due_dates if set_at <= at]
    return held[-1] if held else None


def seconds(start: datetime | None, end: datetime | None) -> int | None:
    """Whole seconds between; clocks of two services may differ, so never below zero."""
    if start is None or end is None:
        return None
    return max(0, int((end - start).total_seconds()))


def _by_due(case: Case, at: datetime | None) -> bool | None:
    """Whether an instant was in time; nothing is said where no due date held."""
    if at is None:
        return None
    due = due_in_force(case.due_dates, at=at)
    return None if due is None else at <= due


def _rectification_seconds(case: Case) -> int | None:
    if case.first_rectified_at is None:
        return None
    first = seconds(case.dispatched_at, case.left_pool_at)
    return None if first is None else first + case.pool_seconds


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()
