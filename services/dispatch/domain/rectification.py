"""What closure's facts mean here: the case's status and clock follow them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.chassis.history import Actor
from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    DeferralGranted,
    RectificationSubmitted,
)
from services.contracts.dispatch import DueDateCause, DueDateSet, HandBackLapsed
from services.contracts.event import Event
from services.dispatch.domain import clock as clocks
from services.dispatch.domain.calendar import Calendar
from services.dispatch.domain.case import Case, Status, planned, stepped, timed
from services.dispatch.domain.clock import Limit
from services.dispatch.domain.step import Step

Fact = (
    RectificationSubmitted
    | CasePreClosed
    | CaseReturned
    | CaseClosed
    | DeferralGranted
    | CaseReopened
)

AFTER: Mapping[type[Event], Status] = {
    RectificationSubmitted: Status.SUBMITTED,
    CasePreClosed: Status.PRE_CLOSED,
    CaseReturned: Status.IN_POOL,
    CaseClosed: Status.CLOSED,
    DeferralGranted: Status.DEFERRED,
    CaseReopened: Status.IN_POOL,
}
"""The status after each fact, whatever it was before: closure owns these decisions."""

TAKEN: Mapping[type[Event], tuple[str, str]] = {
    RectificationSubmitted: ("submitted", "整改人 (rectifier)"),
    CasePreClosed: ("pre_closed", "核查员 (verifier)"),
    CaseReturned: ("returned", "核查或审批人 (verifier or approver)"),
    CaseClosed: ("closed", "牵头部门管理员 (lead administrator)"),
    DeferralGranted: ("deferred", "牵头部门管理员 (lead administrator)"),
    CaseReopened: ("reopened", "督导员 (supervisor)"),
}
"""The step each fact tells of and, as facts carry no names, the role that took it."""


def follow(
    case: Case,
    fact: Fact,
    *,
    calendar: Calendar,
    limit: Limit,
    return_days: int,
    at: datetime,
) -> tuple[Case, tuple[Event, ...]]:
    """The case after the fact, and what dispatch has to announce because of it.

    `limit` is what a reopened case gets anew, `return_days` the least time of a returned one.
    """
    case, lapsed = _lapse(case, fact, at=at)
    code, who = TAKEN[type(fact)]
    step = Step(code, fact.at, Actor(fact.by, who), _details(fact))
    case = stepped(case, step, status=AFTER[type(fact)])
    match fact:
        case CaseReturned():
            before = case.due
            case = replace(case, returns=fact.returns)
            clock = clocks.returned(case.clock, working_days=return_days, at=fact.at)
            case = timed(case, clock=clock, calendar=calendar, at=at)
            if case.due == before:
                return case, lapsed
            return _due_date_set(case, lapsed, fact, cause="returned", at=at)
        case DeferralGranted():
            clock = clocks.deferred(case.clock, until=fact.until, at=fact.at)
            case = timed(case, clock=clock, calendar=calendar, at=at)
            return _due_date_set(case, lapsed, fact, cause="deferred", at=at)
        case CaseReopened():
            case = replace(case, reopenings=fact.reopenings, closed_at=None)
            clock = clocks.fresh(limit, at=fact.at)
            case = timed(case, clock=clock, calendar=calendar, at=at)
            return _due_date_set(case, lapsed, fact, cause="reopened", at=at)
        case CaseClosed():
            case = replace(case, closed_at=fact.at)
    return planned(case, calendar=calendar, at=at), lapsed


def _lapse(case: Case, fact: Fact, *, at: datetime) -> tuple[Case, tuple[Event, ...]]:
    """A case somebody goes on working on is no longer handed back."""
    if case.status is not Status.HANDED_BACK:
        return case, ()
    step = Step("hand_back_lapsed", fact.at, Actor(fact.by, TAKEN[type(fact)][1]))
    case = stepped(case, step, version=case.version + 1)
    event = HandBackLapsed(
        case_id=case.case_id,
        version=case.version,
        at=at,
        by=fact.by,
        organisation_id=case.organisation_id,
    )
    return case, (event,)


def _due_date_set(
    case: Case, earlier: tuple[Event, ...], fact: Fact, *, cause: DueDateCause, at: datetime
) -> tuple[Case, tuple[Event, ...]]:
    case = replace(case, version=case.version + 1)
    event = DueDateSet(
        case_id=case.case_id,
        version=case.version,
        at=at,
        by=fact.by,
        due_at=case.due.at,
        provisional=case.due.provisional,
        cause=cause,
    )
    return case, (*earlier, event)


def _details(fact: Fact) -> dict[str, str]:
    match fact:
        case CaseReturned():
            return {"stage": fact.stage, "reason": fact.reason}
        case DeferralGranted():
            return {"until": fact.until.isoformat()}
        case CaseReopened():
            return {"reason": fact.reason}
    return {}
