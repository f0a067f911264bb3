"""Facts closure announces: rectification, verification, approval, returns and deferrals."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.contracts.event import Event, MessageParked

Stage = Literal["verification", "approval"]


class RectificationSubmitted(Event, type="closure.rectification.submitted.v1"):
    """The problem is said to be solved; a verifier may now check. `round` counts from 1."""

    case_id: UUID
    organisation_id: UUID
    round: int
    solution: str
    before_photo_ids: tuple[UUID, ...]
    after_photo_ids: tuple[UUID, ...]


class CasePreClosed(Event, type="closure.case.pre-closed.v1"):
    """A verifier passed the rectification; the lead department may approve."""

    case_id: UUID
    organisation_id: UUID
    round: int
    note: str = ""


class CaseReturned(Event, type="closure.case.returned.v1"):
    """The case went back to its pool, with the reason and the photos that failed."""

    case_id: UUID
    organisation_id: UUID
    round: int
    stage: Stage
    reason: str
    failed_photo_ids: tuple[UUID, ...]
    returns: int


class CaseClosed(Event, type="closure.case.closed.v1"):
    """The lead department approved; the ledger enters it. `closures` counts from 1."""

    case_id: UUID
    organisation_id: UUID
    round: int
    closures: int
    solution: str
    before_photo_ids: tuple[UUID, ...]
    after_photo_ids: tuple[UUID, ...]
    rectifier_id: UUID | None
    verifier_id: UUID | None


class DeferralRequested(Event, type="closure.deferral.requested.v1"):
    """Somebody asked to shelve the case until a date; the clock runs on meanwhile."""

    case_id: UUID
    organisation_id: UUID
    reason: str
    until: date
    extension: bool


class DeferralGranted(Event, type="closure.deferral.granted.v1"):
    """The case is shelved until the date, which is its new due date."""

    case_id: UUID
    organisation_id: UUID
    until: date
    extension: bool
    note: str = ""


class DeferralRefused(Event, type="closure.deferral.refused.v1"):
    """Deferral was refused: the clock runs on as if nothing was asked."""

    case_id: UUID
    organisation_id: UUID
    reason: str


class DeferralEnded(Event, type="closure.deferral.ended.v1"):
    """The shelving is over: its date came (`resumed`)."""

    case_id: UUID
    organisation_id: UUID


class CaseReopened(Event, type="closure.case.reopened.v1"):
    """A spot recheck found a closed case unsolved: same number, back to its pool."""

    case_id: UUID
    organisation_id: UUID
    reason: str
    photo_ids: tuple[UUID, ...]
    reopenings: int


class ClosureMessageParked(MessageParked, type="closure.message.parked.v1", subject="message_id"):
    """A message that closure couldn't handle waits for a person: the first in an hour."""
