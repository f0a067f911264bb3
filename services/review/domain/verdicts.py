"""Verdicts: a reviewer approves, rejects or merges; a leader decides urgent applications.

Nobody decides on their own report, and a verdict is final.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.chassis.directory import Directory
from services.chassis.history import Actor
from services.contracts.place import Place
from services.contracts.review import (
    ProblemApproved,
    ProblemMerged,
    ProblemRejected,
    UrgentConfirmed,
    UrgentDeclined,
)
from services.review.domain.claims import require_free, require_waiting
from services.review.domain.problem import NEXT, Change, Problem, Status
from services.review.domain.refusals import (
    AlreadyDecided,
    MergedIntoItself,
    NotUrgent,
    OwnReport,
    ResponsibleInactive,
    TargetEnded,
    TargetMerged,
    VerdictIncomplete,
)


def approve(
    problem: Problem,
    *,
    by: Actor,
    at: datetime,
    directory: Directory,
    category_code: str | None = None,
    organisation_id: UUID | None = None,
    description: str | None = None,
    place: Place | None = None,
    note: str = "",
) -> tuple[Problem, ProblemApproved]:
    """The problem is real; what isn't corrected stays as it was reported and judged."""
    _require_reviewable(problem, by=by, at=at)
    category_code = category_code or problem.judgement.category.code
    organisation_id = organisation_id or problem.judgement.organisation.organisation_id
    if category_code is None or organisation_id is None:
        given = {"category_code": category_code, "organisation_id": organisation_id}
        raise VerdictIncomplete(missing=", ".join(name for name in given if given[name] is None))
    organisation = directory.find(organisation_id)
    if not organisation.active:
        raise ResponsibleInactive(organisation=organisation.name)
    approved = replace(
        _step(problem, Status.APPROVED, "approved", by=by, at=at),
        category_code=category_code,
        organisation_id=organisation_id,
        description=description or problem.description,
        place=place or problem.place,
        reason="",
        note=note,
    )
    return approved, ProblemApproved(
        case_id=approved.case_id,
        reporter_id=approved.reporter_id,
        reporter_organisation_id=approved.reporter_organisation_id,
        organisation_id=organisation_id,
        category_code=category_code,
        description=approved.description,
        place=approved.place,
        photo_ids=approved.photo_ids,
        mode=approved.mode,
        note=note,
        version=approved.version,
        at=at,
        by=by.id,
    )


def reject(
    problem: Problem, *, by: Actor, at: datetime, reason: str
) -> tuple[Problem, ProblemRejected]:
    """The report ends here; its reporter is told why."""
    _require_reviewable(problem, by=by, at=at)
    rejected = replace(_step(problem, Status.REJECTED, "rejected", by=by, at=at), reason=reason)
    return rejected, ProblemRejected(
        case_id=rejected.case_id, reason=reason, version=rejected.version, at=at, by=by.id
    )


def merge(
    problem: Problem,
    *,
    into: Problem,
    chain_end: UUID,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> tuple[Problem, ProblemMerged]:
    """The report tells of a problem that is known; only that one goes on.

    `chain_end` is where the mergers of a merged target lead.
    """
    _require_reviewable(problem, by=by, at=at)
    if into.case_id == problem.case_id:
        raise MergedIntoItself
    if into.status is Status.MERGED:
        raise TargetMerged(**into.last.facts, into_case_id=chain_end)
    if into.status in (Status.REJECTED, Status.WITHDRAWN):
        raise TargetEnded(**into.last.facts)
    merged = replace(
        _step(problem, Status.MERGED, "merged", by=by, at=at),
        into_case_id=into.case_id,
        reason=reason,
    )
    return merged, ProblemMerged(
        case_id=merged.case_id,
        into_case_id=into.case_id,
        reason=reason,
        version=merged.version,
        at=at,
        by=by.id,
    )


def confirm(
    problem: Problem, *, by: Actor, at: datetime, note: str = ""
) -> tuple[Problem, UrgentConfirmed]:
    """A leader takes the problem for urgent: the brigade supervises it."""
    _require_applied(problem, by=by)
    confirmed = replace(_step(problem, Status.CONFIRMED, "confirmed", by=by, at=at), note=note)
    return confirmed, UrgentConfirmed(
        case_id=confirmed.case_id,
        reporter_id=confirmed.reporter_id,
        reporter_organisation_id=confirmed.reporter_organisation_id,
        category_code=confirmed.category_code,
        description=confirmed.description,
        place=confirmed.place,
        photo_ids=confirmed.photo_ids,
        mode=confirmed.mode,
        note=note,
        version=confirmed.version,
        at=at,
        by=by.id,
    )


def decline(
    problem: Problem, *, by: Actor, at: datetime, reason: str
) -> tuple[Problem, UrgentDeclined]:
    """A leader does not: it waits in the pool as a general problem."""
    _require_applied(problem, by=by)
    declined = replace(
        _step(problem, Status.WAITING, "declined", by=by, at=at), mode="general", reason=reason
    )
    return declined, UrgentDeclined(
        case_id=declined.case_id, reason=reason, version=declined.version, at=at, by=by.id
    )


def _require_reviewable(problem: Problem, *, by: Actor, at: datetime) -> None:
    require_waiting(problem)
    require_free(problem, by=by, at=at)
    _require_foreign(problem, by=by)


def _require_applied(problem: Problem, *, by: Actor) -> None:
    if problem.status is Status.WAITING:
        raise NotUrgent(**problem.last.facts)
    if problem.status is not Status.URGENT:
        raise AlreadyDecided(**problem.last.facts)
    _require_foreign(problem, by=by)


def _require_foreign(problem: Problem, *, by: Actor) -> None:
    if problem.reporter_id == by.id:
        raise OwnReport


def _step(problem: Problem, status: Status, did: str, *, by: Actor, at: datetime) -> Problem:
    assert status in NEXT[problem.status], f"{problem.status} never becomes {status}"
    return replace(
        problem,
        status=status,
        claim=None,
        version=problem.version + 1,
        last=Change(by.name, did, at),
    )
