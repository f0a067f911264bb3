"""How a report follows what review and closure decided; its own version stays as it is."""

from dataclasses import replace

from services.contracts.closure import CaseClosed, CaseReopened
from services.contracts.review import (
    ProblemApproved,
    ProblemMerged,
    ProblemRejected,
    UrgentConfirmed,
    UrgentDeclined,
)
from services.intake.domain.report import Change, Outcome, Report, Status

Verdict = ProblemApproved | ProblemRejected | ProblemMerged | UrgentConfirmed | UrgentDeclined

REVIEWER = "审核员 (a reviewer)"
LEADER = "分管领导 (a leader)"
LEAD_DEPARTMENT = "牵头部门 (the lead department)"
SUPERVISOR = "督导员 (a supervisor)"
"""Facts carry no names, so the office stands for the person."""


def follow_verdict(report: Report, event: Verdict) -> Report:
    """Show what review decided."""
    match event:
        case ProblemApproved():
            outcome = Outcome(
                Status.APPROVED,
                "approved",
                event.at,
                reason=event.note,
                category_code=event.category_code,
            )
        case ProblemRejected():
            outcome = Outcome(Status.REJECTED, "rejected", event.at, reason=event.reason)
        case ProblemMerged():
            outcome = Outcome(
                Status.MERGED,
                "merged",
                event.at,
                reason=event.reason,
                into_case_id=event.into_case_id,
            )
        case UrgentConfirmed():
            outcome = Outcome(
                Status.CONFIRMED,
                "confirmed",
                event.at,
                reason=event.note,
                category_code=event.category_code,
            )
        case UrgentDeclined():
            report = replace(report, mode="general")
            outcome = Outcome(Status.WAITING, "declined", event.at, reason=event.reason)
    urgent = isinstance(event, UrgentConfirmed | UrgentDeclined)
    return _known(replace(report, verdict=outcome), outcome, LEADER if urgent else REVIEWER)


def follow_closure(report: Report, event: CaseClosed | CaseReopened) -> Report:
    """Show that the case was closed, or that a spot recheck reopened it."""
    if isinstance(event, CaseClosed):
        outcome = Outcome(Status.CLOSED, "closed", event.at, reason=event.solution)
        return _known(replace(report, closure=outcome), outcome, LEAD_DEPARTMENT)
    outcome = Outcome(Status.REOPENED, "reopened", event.at, reason=event.reason)
    return _known(replace(report, closure=outcome), outcome, SUPERVISOR)


def _known(report: Report, outcome: Outcome, who: str) -> Report:
    # Facts of two publishers may cross; the step named last is the one that happened last.
    if outcome.at < report.last.at:
        return report
    return replace(report, last=Change(who, outcome.did, outcome.at))
