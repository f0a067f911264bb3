"""Dispatch's columns: number, pool, responsible organisation and clock."""

from dataclasses import replace
from datetime import datetime

from services.contracts.dispatch import (
    CaseDispatched,
    CaseEscalated,
    CaseHandedBack,
    CaseOverdue,
    CaseReminded,
    CaseResumed,
    CaseTransferred,
    DueDateSet,
    HandBackLapsed,
    RectifierNamed,
)
from services.ledger.domain.case import Case, Projections

Reminder = CaseReminded | CaseEscalated


def dispatched(case: Case, event: CaseDispatched) -> Case:
    numbered = replace(
        case,
        number=event.number,
        pool=event.pool,
        organisation_id=event.organisation_id,
        dispatched_at=event.at,
        provisional=event.provisional,
    )
    return _due(numbered, event.due_at, set_at=event.at)


def handed_back(case: Case, event: CaseHandedBack) -> Case:
    return replace(case, handed_back=True)


def hand_back_lapsed(case: Case, event: HandBackLapsed) -> Case:
    return replace(case, handed_back=False)


def transferred(case: Case, event: CaseTransferred) -> Case:
    moved = replace(
        case,
        pool="list",
        organisation_id=event.organisation_id,
        named_organisation_id=None,
        handed_back=False,
        transfers=event.transfers,
        provisional=event.provisional,
    )
    return _due(moved, event.due_at, set_at=event.at)


def rectifier_named(case: Case, event: RectifierNamed) -> Case:
    return replace(case, named_organisation_id=event.organisation_id)


def due_date_set(case: Case, event: DueDateSet) -> Case:
    return _due(replace(case, provisional=event.provisional), event.due_at, set_at=event.at)


def reminder(case: Case, event: Reminder) -> Case:
    """Reminders show on the timeline; they change nothing of the case."""
    return case


def overdue(case: Case, event: CaseOverdue) -> Case:
    return replace(case, overdue_at=event.at)


def resumed(case: Case, event: CaseResumed) -> Case:
    return _due(replace(case, resumed_at=event.at), event.due_at, set_at=event.at)


def _due(case: Case, due_at: datetime, *, set_at: datetime) -> Case:
    return replace(case, due_at=due_at, due_dates=(*case.due_dates, (set_at, due_at)))


PROJECTIONS: Projections = {
    CaseDispatched: dispatched,
    CaseHandedBack: handed_back,
    HandBackLapsed: hand_back_lapsed,
    CaseTransferred: transferred,
    RectifierNamed: rectifier_named,
    DueDateSet: due_date_set,
    CaseReminded: reminder,
    CaseEscalated: reminder,
    CaseOverdue: overdue,
    CaseResumed: resumed,
}
