"""Solving a case: rectification, verification, approval, return, recheck.

A rectification wins over what is undecided. A request for a deferral lapses with it: its
outcome and a step of their own say so, and a later grant is refused with that step's name. A
running deferral ends early, and a case handed back meanwhile is accepted all the same, since
dispatch lets the hand-back lapse.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.chassis.history import Actor
from services.chassis.refusals import Conflict
from services.closure.domain import refusals
from services.closure.domain.case import (
    Case,
    Outcome,
    Return,
    Round,
    Signature,
    Status,
    stepped,
)
from services.closure.domain.step import Change, Step
from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    RectificationSubmitted,
    Stage,
)

STAGES: Mapping[Status, Stage] = {
    Status.SUBMITTED: "verification",
    Status.PRE_CLOSED: "approval",
}
"""Where a rectification can be returned, and at which step that is."""

INSTEAD: Mapping[Status, type[Conflict]] = {
    Status.OPEN: refusals.NotSubmitted,
    Status.DEFERRED: refusals.NotSubmitted,
    Status.SUBMITTED: refusals.AlreadySubmitted,
    Status.PRE_CLOSED: refusals.AlreadyVerified,
    Status.CLOSED: refusals.AlreadyClosed,
}
"""How a case is described to somebody whose step needs another status."""


def submit(
    case: Case, *, by: Actor, at: datetime, solution: str, after_photo_ids: tuple[UUID, ...]
) -> tuple[Case, RectificationSubmitted]:
    """The problem is said to be solved; the next round begins."""
    require_status(case, Status.OPEN, Status.DEFERRED)
    for photo_id in after_photo_ids:
        if photo_id in case.before_photo_ids:
            raise refusals.BeforePhotoAgain(photo_id=photo_id)
    number = case.round.number + 1 if case.round else 1
    case = stepped(
        _lapsed(case, by=by, at=at),
        "submitted",
        by=by,
        at=at,
        details={
            "round": number,
            "solution": solution,
            "after_photo_ids": _words(after_photo_ids),
        },
        to=Status.SUBMITTED,
        round=Round(number, solution, after_photo_ids, Signature(by, at)),
        shelving=None,
    )
    return case, RectificationSubmitted(
        **case.facts(by=by, at=at),
        round=number,
        solution=solution,
        before_photo_ids=case.before_photo_ids,
        after_photo_ids=after_photo_ids,
    )


def verify(case: Case, *, by: Actor, at: datetime, note: str) -> tuple[Case, CasePreClosed]:
    """A verifier who didn't rectify passes the round: pre-closure."""
    require_status(case, Status.SUBMITTED)
    present = _present(case)
    require_others_work(present, by=by)
    case = stepped(
        case,
        "verified",
        by=by,
        at=at,
        details={"round": present.number, "note": note},
        to=Status.PRE_CLOSED,
        round=replace(present, verified=Signature(by, at, note)),
    )
    return case, CasePreClosed(**case.facts(by=by, at=at), round=present.number, note=note)


def approve(case: Case, *, by: Actor, at: datetime, note: str) -> tuple[Case, CaseClosed]:
    """A lead administrator who neither rectified nor verified closes the case."""
    if case.status is Status.SUBMITTED:
        raise refusals.NotVerified(**case.last.facts)
    require_status(case, Status.PRE_CLOSED)
    present = _present(case)
    require_others_work(present, by=by)
    closures = case.closures + 1
    case = stepped(
        case,
        "approved",
        by=by,
        at=at,
        details={"round": present.number, "note": note, "closures": closures},
        to=Status.CLOSED,
        round=replace(present, approved=Signature(by, at, note)),
        closures=closures,
    )
    return case, CaseClosed(
        **case.facts(by=by, at=at),
        round=present.number,
        closures=closures,
        solution=present.solution,
        before_photo_ids=case.before_photo_ids,
        after_photo_ids=present.after_photo_ids,
        rectifier_id=present.rectified.by.id,
        verifier_id=present.verified.by.id if present.verified else None,
    )


def send_back(
    case: Case, *, by: Actor, at: datetime, reason: str, failed_photo_ids: tuple[UUID, ...]
) -> tuple[Case, CaseReturned]:
    """The rectification is refused: back to the pool it came from (domain rule 3)."""
    require_status(case, *STAGES)
    present, stage = _present(case), STAGES[case.status]
    require_others_work(present, by=by)
    for photo_id in failed_photo_ids:
        if photo_id not in present.after_photo_ids:
            raise refusals.PhotoNotOfThisRound(photo_id=photo_id)
    returns = case.returns + 1
    case = stepped(
        case,
        "returned",
        by=by,
        at=at,
        details={
            "round": present.number,
            "stage": stage,
            "reason": reason,
            "failed_photo_ids": _words(failed_photo_ids),
        },
        to=Status.OPEN,
        round=replace(present, returned=Return(stage, failed_photo_ids, Signature(by, at, reason))),
        returns=returns,
    )
    return case, CaseReturned(
        **case.facts(by=by, at=at),
        round=present.number,
        stage=stage,
        reason=reason,
        failed_photo_ids=failed_photo_ids,
        returns=returns,
    )


def reopen(
    case: Case, *, by: Actor, at: datetime, reason: str, photo_ids: tuple[UUID, ...]
) -> tuple[Case, CaseReopened]:
    """A spot recheck found it unsolved: same number, back to its pool (domain rule 7)."""
    if case.status is not Status.CLOSED:
        raise refusals.NotClosed(**case.last.facts)
    reopenings = case.reopenings + 1
    case = stepped(
        case,
        "reopened",
        by=by,
        at=at,
        details={"reason": reason, "photo_ids": _words(photo_ids), "reopenings": reopenings},
        to=Status.OPEN,
        reopenings=reopenings,
    )
    return case, CaseReopened(
        **case.facts(by=by, at=at), reason=reason, photo_ids=photo_ids, reopenings=reopenings
    )


def require_status(case: Case, *possible: Status) -> None:
    """A conflict that names the last step unless the case has one of the statuses."""
    if case.status not in possible:
        raise INSTEAD[case.status](**case.last.facts)


def require_others_work(present: Round, *, by: Actor) -> None:
    """`SeparationOfDuties` for whoever already took a step of this round."""
    taken = {"submitted": present.rectified, "verified": present.verified}
    for code, signed in taken.items():
        if signed is not None and signed.by.id == by.id:
            raise refusals.SeparationOfDuties(**Change(signed.by.name, code, signed.at).facts)


def _lapsed(case: Case, *, by: Actor, at: datetime) -> Case:
    asked = case.deferral
    if asked is None or asked.outcome is not Outcome.UNDECIDED:
        return case
    step = Step("deferral_lapsed", by, at, case.version + 1, {"until": asked.until.isoformat()})
    return replace(
        case,
        deferral=replace(asked, outcome=Outcome.LAPSED, decided=Signature(by, at)),
        news=(*case.news, step),
    )


def _present(case: Case) -> Round:
    assert case.round is not None, f"a case that is {case.status} has a round"
    return case.round


def _words(photo_ids: tuple[UUID, ...]) -> list[str]:
    return [str(photo_id) for photo_id in photo_ids]
