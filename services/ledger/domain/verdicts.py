"""Review's columns: what people decided about the problem."""

from dataclasses import replace

from services.contracts.review import (
    ProblemAmended,
    ProblemApproved,
    ProblemClaimed,
    ProblemMerged,
    ProblemRejected,
    ProblemReleased,
    UrgentConfirmed,
    UrgentDeclined,
)
from services.ledger.domain.case import Case, Projections

Work = ProblemClaimed | ProblemReleased | ProblemAmended
Approval = ProblemApproved | UrgentConfirmed


def worked_on(case: Case, event: Work) -> Case:
    """What happens to a waiting problem shows on its timeline; the row keeps only verdicts."""
    return case


def approved(case: Case, event: Approval) -> Case:
    return replace(
        case,
        review_status="approved" if isinstance(event, ProblemApproved) else "urgent_confirmed",
        reviewer_id=event.by,
        reviewed_at=event.at,
        approved_category=event.category_code,
        approved_description=event.description,
        approved_place=event.place.model_dump(),
        refusal_reason=None,
    )


def rejected(case: Case, event: ProblemRejected) -> Case:
    return _refused(case, event, "rejected", event.reason)


def merged(case: Case, event: ProblemMerged) -> Case:
    decided = _refused(case, event, "merged", event.reason)
    return replace(decided, merged_into=event.into_case_id)


def declined(case: Case, event: UrgentDeclined) -> Case:
    return _refused(case, event, "urgent_declined", event.reason)


def _refused(
    case: Case,
    event: ProblemRejected | ProblemMerged | UrgentDeclined,
    status: str,
    reason: str,
) -> Case:
    return replace(
        case,
        review_status=status,
        reviewer_id=event.by,
        reviewed_at=event.at,
        refusal_reason=reason,
    )


PROJECTIONS: Projections = {
    ProblemClaimed: worked_on,
    ProblemReleased: worked_on,
    ProblemAmended: worked_on,
    ProblemApproved: approved,
    UrgentConfirmed: approved,
    ProblemRejected: rejected,
    ProblemMerged: merged,
    UrgentDeclined: declined,
}
