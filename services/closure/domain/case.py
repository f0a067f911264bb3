"""A case on its way to closure, with the round of rectification it is in.

    status      may become                    by
    open        submitted, deferred           rectification; granted deferral
    submitted   pre_closed, open              verification; return
    pre_closed  closed, open                  approval; return
    closed      open                          recheck
    deferred    submitted, open, deferred     early rectification; resumed on its date; extension

A request for a deferral changes no status: the clock runs on until somebody grants it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.chassis.history import Actor
from services.closure.domain.step import Change, Step
from services.contracts.closure import Stage
from services.contracts.dispatch import Pool


class Status(StrEnum):
    """How far a case is from its closure."""

    OPEN = "open"
    SUBMITTED = "submitted"
    PRE_CLOSED = "pre_closed"
    CLOSED = "closed"
    DEFERRED = "deferred"


NEXT: Mapping[Status, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.SUBMITTED, Status.DEFERRED}),
    Status.SUBMITTED: frozenset({Status.PRE_CLOSED, Status.OPEN}),
    Status.PRE_CLOSED: frozenset({Status.CLOSED, Status.OPEN}),
    Status.CLOSED: frozenset({Status.OPEN}),
    Status.DEFERRED: frozenset({Status.SUBMITTED, Status.OPEN, Status.DEFERRED}),
}


class Outcome(StrEnum):
    """What became of a request for a deferral."""

    UNDECIDED = "undecided"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Signature:
    """Who did something, for which organisation, when, and what they noted."""

    by: Actor
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Return:
    """A rectification refused, at verification or at approval."""

    stage: Stage
    failed_photo_ids: tuple[UUID, ...]
    signed: Signature
    """Its note is the reason."""


@dataclass(frozen=True)
class Round:
    """One rectification and what came of it; a later one has the next number."""

    number: int
    solution: str
    after_photo_ids: tuple[UUID, ...]
    rectified: Signature
    verified: Signature | None = None
    approved: Signature | None = None
    returned: Return | None = None


@dataclass(frozen=True)
class Deferral:
    """The latest request to shelve the case. The note of `asked` is its reason."""

    until: date
    extension: bool
    asked: Signature
    outcome: Outcome = Outcome.UNDECIDED
    decided: Signature | None = None
    """By whom; of a lapsed request, who submitted the rectification that came first."""


@dataclass(frozen=True)
class Shelving:
    """A granted deferral while it runs; `last_day` is when its date begins in the city."""

    until: date
    last_day: datetime


@dataclass(frozen=True)
class Case:
    """A case. The fields up to `handed_back` are dispatch's facts and never change the version."""

    case_id: UUID
    number: str
    organisation_id: UUID
    pool: Pool
    reporter_id: UUID | None
    reporter_organisation_id: UUID
    before_photo_ids: tuple[UUID, ...]
    due_at: datetime
    rectifier_organisation_id: UUID | None
    handed_back: bool
    last: Change
    version: int = 0
    status: Status = Status.OPEN
    returns: int = 0
    closures: int = 0
    reopenings: int = 0
    round: Round | None = None
    """The present one, or the latest while the case is open."""
    deferral: Deferral | None = None
    shelving: Shelving | None = None
    news: tuple[Step, ...] = ()
    """Steps that the history doesn't have yet."""

    def facts(self, *, by: Actor, at: datetime) -> dict[str, Any]:
        """What every fact about the case says."""
        return {
            "case_id": self.case_id,
            "organisation_id": self.organisation_id,
            "version": self.version,
            "at": at,
            "by": by.id,
        }


def stepped(
    case: Case,
    code: str,
    *,
    by: Actor,
    at: datetime,
    details: Mapping[str, Any],
    to: Status | None = None,
    **changes: Any,
) -> Case:
    """The case after a step, one version later; `to` is its new status, by the table."""
    assert to is None or to in NEXT[case.status], f"{case.status} can't become {to}"
    step = Step(code, by, at, case.version + 1, details)
    return replace(
        case,
        status=to or case.status,
        version=step.version,
        last=step.change,
        news=(*case.news, step),
        **changes,
    )
