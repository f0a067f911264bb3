"""What time alone does to a case: it reminds, goes overdue, resumes, is counted again."""

from dataclasses import replace
from datetime import datetime

from services.chassis.history import SYSTEM
from services.contracts.dispatch import (
    CaseEscalated,
    CaseOverdue,
    CaseReminded,
    CaseResumed,
    DueDateSet,
    ReminderStep,
)
from services.contracts.event import Event
from services.dispatch.domain.calendar import Calendar
from services.dispatch.domain.case import Case, Status, planned, stepped, timed
from services.dispatch.domain.reminders import AUDIENCE, Reminder, Timer
from services.dispatch.domain.step import Step

STEPS: dict[Timer, ReminderStep] = {
    Timer.DUE_SOON: "due_soon",
    Timer.DUE: "due",
    Timer.OVERDUE_HEAD: "overdue_head",
    Timer.OVERDUE_LEADER: "overdue_leader",
}


def ring(case: Case, *, calendar: Calendar, at: datetime) -> tuple[Case, tuple[Event, ...]]:
    """Let every timer ring whose moment has come, earliest first: one fact for each."""
    events: list[Event] = []
    event: Event
    for reminder in sorted(case.reminders, key=lambda each: each.at):
        if not reminder.rings(at):
            continue
        if reminder.timer is Timer.RESUME:
            case, event = _resume(case, calendar=calendar, at=at)
        elif reminder.timer is Timer.OVERDUE:
            case, event = _pass_due_date(case, at=at)
        else:
            case, event = _remind(case, reminder.timer, at=at)
        case = _silence(case, reminder, at=at)
        events.append(event)
    return case, tuple(events)


def recount(case: Case, *, calendar: Calendar, at: datetime) -> tuple[Case, DueDateSet | None]:
    """Count the due date by a newer calendar; a fact only when it came out differently."""
    before = case.due
    case = timed(case, clock=case.clock, calendar=calendar, at=at)
    if case.due == before:
        return case, None
    details = {"from": before.at.isoformat(), "to": case.due.at.isoformat()}
    case = stepped(case, Step("recounted", at, SYSTEM, details), version=case.version + 1)
    return case, DueDateSet(
        case_id=case.case_id,
        version=case.version,
        at=at,
        due_at=case.due.at,
        provisional=case.due.provisional,
        cause="calendar",
    )


def _resume(case: Case, *, calendar: Calendar, at: datetime) -> tuple[Case, CaseResumed]:
    """The deferral's date has come (domain rule 2): due at the end of that day."""
    step = Step("resumed", at, SYSTEM, {"due_at": case.due.at.isoformat()})
    case = stepped(case, step, version=case.version + 1, status=Status.IN_POOL)
    case = planned(case, calendar=calendar, at=at)
    return case, CaseResumed(
        case_id=case.case_id,
        version=case.version,
        at=at,
        organisation_id=case.organisation_id,
        due_at=case.due.at,
    )


def _pass_due_date(case: Case, *, at: datetime) -> tuple[Case, CaseOverdue]:
    step = Step("overdue", at, SYSTEM, {"due_at": case.due.at.isoformat()})
    case = stepped(case, step, version=case.version + 1)
    return case, CaseOverdue(
        case_id=case.case_id,
        version=case.version,
        at=at,
        organisation_id=case.organisation_id,
        due_at=case.due.at,
    )


def _remind(case: Case, timer: Timer, *, at: datetime) -> tuple[Case, Event]:
    escalates = timer in {Timer.OVERDUE_HEAD, Timer.OVERDUE_LEADER}
    code, kind = ("escalated", CaseEscalated) if escalates else ("reminded", CaseReminded)
    audience = AUDIENCE[timer]
    details = {"step": timer.value, "audience": ", ".join(audience)}
    case = stepped(case, Step(code, at, SYSTEM, details), version=case.version + 1)
    return case, kind(
        case_id=case.case_id,
        version=case.version,
        at=at,
        organisation_id=case.organisation_id,
        step=STEPS[timer],
        audience=audience,
        due_at=case.due.at,
    )


def _silence(case: Case, rung: Reminder, *, at: datetime) -> Case:
    # `planned` has left a resumed case no timer to resume by: nothing to mark there.
    marked = tuple(replace(each, sent_at=at) if each == rung else each for each in case.reminders)
    return replace(case, reminders=marked)
