"""Closure's columns: rounds, returns, deferrals, closings and the time each stage took."""

from dataclasses import replace
from datetime import datetime

from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    DeferralEnded,
    DeferralGranted,
    DeferralRefused,
    DeferralRequested,
    RectificationSubmitted,
)
from services.ledger.domain.case import Case, Projections
from services.ledger.domain.derived import seconds

Undecided = DeferralRequested | DeferralRefused


def rectified(case: Case, event: RectificationSubmitted) -> Case:
    return replace(
        _moved(case, "submitted", event.at),
        round=event.round,
        solution=event.solution,
        before_photo_ids=event.before_photo_ids,
        after_photo_ids=event.after_photo_ids,
        rectified_at=event.at,
        first_rectified_at=case.first_rectified_at or event.at,
        pre_closed_at=None,
        return_reason=None,
    )


def pre_closed(case: Case, event: CasePreClosed) -> Case:
    return replace(_moved(case, "pre_closed", event.at), pre_closed_at=event.at)


def returned(case: Case, event: CaseReturned) -> Case:
    return replace(
        _moved(case, "open", event.at),
        pre_closed_at=None,
        returns=event.returns,
        return_reason=event.reason,
    )


def closed(case: Case, event: CaseClosed) -> Case:
    return replace(
        _moved(case, "closed", event.at),
        round=event.round,
        solution=event.solution,
        before_photo_ids=event.before_photo_ids,
        after_photo_ids=event.after_photo_ids,
        closed_at=event.at,
        closures=event.closures,
        deferred_until=None,
    )


def undecided(case: Case, event: Undecided) -> Case:
    """Asked or refused, a deferral changes nothing: the clock runs on."""
    return case


def deferral_granted(case: Case, event: DeferralGranted) -> Case:
    return replace(
        _moved(case, "deferred", event.at),
        deferred_until=event.until,
        deferrals=case.deferrals + 1,
    )


def deferral_ended(case: Case, event: DeferralEnded) -> Case:
    status = "open" if case.closure_status == "deferred" else case.closure_status
    moved = case if status is None else _moved(case, status, event.at)
    return replace(moved, deferred_until=None)


def reopened(case: Case, event: CaseReopened) -> Case:
    return replace(
        _moved(case, "open", event.at),
        pre_closed_at=None,
        closed_at=None,
        reopenings=event.reopenings,
        return_reason=event.reason,
    )


def _moved(case: Case, status: str, at: datetime) -> Case:
    """Another status; the time spent in the one left is added to its stage."""
    spent = seconds(case.closure_since, at) or 0
    left = replace(case, closure_status=status, closure_since=at)
    match case.closure_status:
        case None:
            # Dispatch knows when the first stay in the pool began; here it only ends.
            return replace(left, left_pool_at=at)
        case "open":
            return replace(left, pool_seconds=case.pool_seconds + spent)
        case "submitted":
            return replace(left, verification_seconds=(case.verification_seconds or 0) + spent)
        case "pre_closed":
            return replace(left, approval_seconds=(case.approval_seconds or 0) + spent)
        case _:
            return left


PROJECTIONS: Projections = {
    RectificationSubmitted: rectified,
    CasePreClosed: pre_closed,
    CaseReturned: returned,
    CaseClosed: closed,
    DeferralRequested: undecided,
    DeferralRefused: undecided,
    DeferralGranted: deferral_granted,
    DeferralEnded: deferral_ended,
    CaseReopened: reopened,
}
