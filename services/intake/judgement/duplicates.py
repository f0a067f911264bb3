"""Near duplicates: within 50 metres and 30 days, of the same category."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.chassis.geography import distance
from services.contracts.intake import DuplicateCandidate
from services.intake.domain.report import Content
from services.intake.judgement.text import likeness, pairs

NEAR = 50.0
"""Metres."""
RECENT = timedelta(days=30)
SHOWN = 5


@dataclass(frozen=True)
class Earlier:
    """A report that may tell of the same problem."""

    case_id: UUID
    category_code: str | None
    description: str
    longitude: float
    latitude: float
    reported_at: datetime


def judge_duplicates(
    content: Content,
    *,
    category_code: str | None,
    reported_at: datetime,
    earlier: Sequence[Earlier],
) -> tuple[DuplicateCandidate, ...]:
    """The likeliest first; none without a position or a category."""
    place = content.place
    if category_code is None or place.longitude is None or place.latitude is None:
        return ()
    words = pairs(content.description)
    found = []
    for each in earlier:
        far = distance(place.longitude, place.latitude, each.longitude, each.latitude)
        age = reported_at - each.reported_at
        if each.category_code != category_code or far > NEAR:
            continue
        if not timedelta(0) <= age <= RECENT:
            continue
        confidence = (
            0.5 * (1 - far / NEAR)
            + 0.2 * (1 - age / RECENT)
            + 0.3 * likeness(words, pairs(each.description))
        )
        found.append(
            DuplicateCandidate(
                case_id=each.case_id,
                distance=round(far, 1),
                age=round(age / timedelta(days=1), 2),
                confidence=round(confidence, 3),
            )
        )
    found.sort(key=lambda candidate: (-candidate.confidence, candidate.case_id))
    return tuple(found[:SHOWN])
