"""Near duplicates: within 50 metres and 30 days, of the same category.

Candidates come from a grid: a cell is 0.001 degrees, and the nine cells round a point hold
everything within 50 metres of it up to 63 degrees of latitude.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, floor, radians, sin, sqrt
from uuid import UUID

from services.contracts.intake import DuplicateCandidate
from services.contracts.place import Place
from services.intake.domain.report import Content
from services.intake.judgement.text import likeness, pairs

NEAR = 50.0
"""Metres."""
RECENT = timedelta(days=30)
CELLS_PER_DEGREE = 1000
SHOWN = 5
EARTH = 6_371_008.8
"""The mean radius in metres (IUGG)."""


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


def distance(longitude: float, latitude: float, longitude_2: float, latitude_2: float) -> float:
    """Metres between two points on the sphere (haversine)."""
    north, south = radians(latitude), radians(latitude_2)
    across = sin((south - north) / 2) ** 2
    along = sin(radians(longitude_2 - longitude) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, across + cos(north) * cos(south) * along)))


def cell(place: Place) -> str | None:
    """The grid key of a place; `None` without a position."""
    if place.longitude is None or place.latitude is None:
        return None
    return _key(*_square(place.longitude, place.latitude))


def cells_round(place: Place) -> tuple[str, ...]:
    """The place's own cell and its eight neighbours; none without a position."""
    if place.longitude is None or place.latitude is None:
        return ()
    east, north = _square(place.longitude, place.latitude)
    steps = (-1, 0, 1)
    return tuple(_key(east + right, north + up) for up in steps for right in steps)


def _square(longitude: float, latitude: float) -> tuple[int, int]:
    return floor(longitude * CELLS_PER_DEGREE), floor(latitude * CELLS_PER_DEGREE)


def _key(east: int, north: int) -> str:
    return f"{east}:{north}"
