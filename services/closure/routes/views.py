"""What a case looks like to those who read it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.closure.domain.case import Case, Deferral, Outcome, Return, Round, Signature, Status
from services.closure.store import KeptStep
from services.contracts.closure import Stage
from services.contracts.dispatch import Pool


class SignatureView(BaseModel):
    """Who did it, for which organisation, when, and what they noted."""

    by: UUID | None
    who: str
    organisation_id: UUID | None
    at: datetime
    note: str

    @classmethod
    def of(cls, signed: Signature) -> "SignatureView":
        by = signed.by
        return cls(
            by=by.id,
            who=by.name,
            organisation_id=by.organisation_id,
            at=signed.at,
            note=signed.note,
        )

    @classmethod
    def of_any(cls, signed: Signature | None) -> "SignatureView | None":
        return cls.of(signed) if signed else None


class ReturnView(BaseModel):
    """The note of `signed` is the reason."""

    stage: Stage
    failed_photo_ids: tuple[UUID, ...]
    signed: SignatureView

    @classmethod
    def of(cls, returned: Return) -> "ReturnView":
        return cls(
            stage=returned.stage,
            failed_photo_ids=returned.failed_photo_ids,
            signed=SignatureView.of(returned.signed),
        )


class RoundView(BaseModel):
    """One rectification and what came of it."""

    number: int
    solution: str
    after_photo_ids: tuple[UUID, ...]
    rectified: SignatureView
    verified: SignatureView | None
    approved: SignatureView | None
    returned: ReturnView | None

    @classmethod
    def of(cls, round: Round) -> "RoundView":
        return cls(
            number=round.number,
            solution=round.solution,
            after_photo_ids=round.after_photo_ids,
            rectified=SignatureView.of(round.rectified),
            verified=SignatureView.of_any(round.verified),
            approved=SignatureView.of_any(round.approved),
            returned=ReturnView.of(round.returned) if round.returned else None,
        )


class DeferralView(BaseModel):
    """The latest request. The note of `asked` is its reason."""

    until: date
    extension: bool
    outcome: Outcome
    asked: SignatureView
    decided: SignatureView | None

    @classmethod
    def of(cls, deferral: Deferral) -> "DeferralView":
        return cls(
            until=deferral.until,
            extension=deferral.extension,
            outcome=deferral.outcome,
            asked=SignatureView.of(deferral.asked),
            decided=SignatureView.of_any(deferral.decided),
        )


class CaseView(BaseModel):
    """A case with its present or latest round; `deferred_until` while it is shelved."""

    case_id: UUID
    version: int
    number: str
    status: Status
    pool: Pool
    organisation_id: UUID
    rectifier_organisation_id: UUID | None
    reporter_id: UUID | None
    reporter_organisation_id: UUID
    before_photo_ids: tuple[UUID, ...]
    due_at: datetime
    handed_back: bool
    deferred_until: date | None
    deferral: DeferralView | None
    returns: int
    closures: int
    reopenings: int
    round: RoundView | None

    @classmethod
    def of(cls, case: Case) -> "CaseView":
        return cls(**_fields(case))


class CaseWithRounds(CaseView):
    """`earlier_rounds` are the oldest first."""

    earlier_rounds: list[RoundView]

    @classmethod
    def told(cls, case: Case, *, earlier: Sequence[Round]) -> "CaseWithRounds":
        return cls(**_fields(case), earlier_rounds=[RoundView.of(each) for each in earlier])


class StepView(BaseModel):
    """One step, by whom and for which organisation; `version` is the case's after it."""

    id: int
    version: int
    code: str
    by: UUID | None
    who: str
    organisation_id: UUID | None
    at: datetime
    details: dict[str, Any]

    @classmethod
    def of(cls, kept: KeptStep) -> "StepView":
        step = kept.step
        return cls(
            id=kept.id,
            version=step.version,
            code=step.code,
            by=step.by.id,
            who=step.by.name,
            organisation_id=step.by.organisation_id,
            at=step.at,
            details=dict(step.details),
        )


def _fields(case: Case) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "version": case.version,
        "number": case.number,
        "status": case.status,
        "pool": case.pool,
        "organisation_id": case.organisation_id,
        "rectifier_organisation_id": case.rectifier_organisation_id,
        "reporter_id": case.reporter_id,
        "reporter_organisation_id": case.reporter_organisation_id,
        "before_photo_ids": case.before_photo_ids,
        "due_at": case.due_at,
        "handed_back": case.handed_back,
        "deferred_until": case.shelving.until if case.shelving else None,
        "deferral": DeferralView.of(case.deferral) if case.deferral else None,
        "returns": case.returns,
        "closures": case.closures,
        "reopenings": case.reopenings,
        "round": RoundView.of(case.round) if case.round else None,
    }
