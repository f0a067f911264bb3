"""One fact onto one row: every event about a case, and what it changes in the super table."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from uuid import UUID

from services.contracts.event import Event
from services.ledger.domain import (
    assignments,
    closings,
    comparisons,
    records,
    reports,
    verdicts,
)
from services.ledger.domain.case import Case, Projections
from services.ledger.domain.derived import derive

PROJECTIONS: Projections = {
    **reports.PROJECTIONS,
    **verdicts.PROJECTIONS,
    **assignments.PROJECTIONS,
    **closings.PROJECTIONS,
    **comparisons.PROJECTIONS,
    **records.PROJECTIONS,
}


def case_of(event: Event) -> UUID | None:
    """The row an event concerns, if it concerns one: a case, or a record beside the cases."""
    row_id: UUID | None = getattr(event, "case_id", None) or getattr(event, "record_id", None)
    return row_id


def changes_case(event: Event) -> bool:
    return type(event) in PROJECTIONS


def project(case: Case, event: Event, *, zone: tzinfo) -> Case:
    """The row after the fact; facts of one publisher come in order, publishers in any."""
    changed = PROJECTIONS[type(event)](case, event)
    if case.begun_at is None or event.at < case.begun_at:
        changed = replace(changed, begun_at=event.at)
    return derive(changed, zone=zone)


def replay(case_id: UUID, events: Iterable[Event], *, zone: tzinfo) -> Case | None:
    """The row that all these facts make; `None` when none of them concerns the table."""
    case = None
    for event in events:
        if changes_case(event):
            case = project(case or Case(case_id), event, zone=zone)
    return case
