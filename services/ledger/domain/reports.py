"""Intake's columns: what was reported, and how the system judged it."""

from dataclasses import replace
from typing import Any

from services.contracts.intake import ReportAmended, ReportSubmitted, ReportWithdrawn
from services.ledger.domain.case import Case, Projections


def submitted(case: Case, event: ReportSubmitted) -> Case:
    return replace(
        case,
        mode=event.mode,
        source=event.source,
        reporter_id=event.by,
        reporter_organisation_id=event.organisation_id,
        submitted_at=event.at,
        **_content(event),
    )


def amended(case: Case, event: ReportAmended) -> Case:
    return replace(case, **_content(event))


def withdrawn(case: Case, event: ReportWithdrawn) -> Case:
    return replace(case, withdrawn_at=event.at)


def _content(event: ReportSubmitted | ReportAmended) -> dict[str, Any]:
    return {
        "description": event.description,
        "place": event.place.model_dump(),
        "reported_category": event.category_code,
        "judged_category": event.judgement.category.code,
        "photo_ids": event.photo_ids,
    }


PROJECTIONS: Projections = {
    ReportSubmitted: submitted,
    ReportAmended: amended,
    ReportWithdrawn: withdrawn,
}
