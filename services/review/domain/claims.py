"""Claims: for a while one reviewer works on a problem and the others see it is taken."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.chassis.history import SYSTEM, Actor
from services.contracts.review import ProblemClaimed, ProblemReleased
from services.review.domain.problem import Change, Claim, Problem, Status
from services.review.domain.refusals import (
    AlreadyClaimed,
    AlreadyDecided,
    AwaitsLeader,
    NotClaimed,
)


def require_free(problem: Problem, *, by: Actor, at: datetime) -> None:
    """`AlreadyClaimed`, naming who and until when, while another reviewer's claim holds."""
    claim = problem.claim
    if claim and claim.by != by.id and claim.holds(at):
        raise AlreadyClaimed(who=claim.who, until=claim.until.isoformat(timespec="seconds"))


def require_waiting(problem: Problem) -> None:
    """Only what waits is a reviewer's to work on."""
    if problem.status is Status.URGENT:
        raise AwaitsLeader(**problem.last.facts)
    if problem.status is not Status.WAITING:
        raise AlreadyDecided(**problem.last.facts)


def claim(
    problem: Problem, *, by: Actor, at: datetime, lasts: timedelta
) -> tuple[Problem, ProblemClaimed]:
    """Take a free problem, or renew one's own claim."""
    require_waiting(problem)
    require_free(problem, by=by, at=at)
    assert by.id is not None, "the system itself claims nothing"
    claimed = replace(
        problem,
        claim=Claim(by=by.id, who=by.name, until=at + lasts),
        version=problem.version + 1,
        last=Change(by.name, "claimed", at),
    )
    return claimed, ProblemClaimed(
        case_id=problem.case_id, version=claimed.version, at=at, by=by.id
    )


def release(problem: Problem, *, by: Actor, at: datetime) -> tuple[Problem, ProblemReleased]:
    """Give one's own claim back."""
    require_free(problem, by=by, at=at)
    if problem.claim is None or problem.claim.by != by.id:
        raise NotClaimed(**problem.last.facts)
    return _released(problem, by=by, at=at)


def lapse(problem: Problem, *, at: datetime) -> tuple[Problem, ProblemReleased]:
    """A claim whose time is over ends by itself."""
    assert problem.claim is not None, "only a claim lapses"
    assert not problem.claim.holds(at), "the claim still holds"
    return _released(problem, by=SYSTEM, at=at)


def _released(problem: Problem, *, by: Actor, at: datetime) -> tuple[Problem, ProblemReleased]:
    released = replace(
        problem,
        claim=None,
        version=problem.version + 1,
        last=Change(by.name, "released", at),
    )
    return released, ProblemReleased(
        case_id=problem.case_id, version=released.version, at=at, by=by.id
    )
