"""Where a report is: the area its point lies in, and what makes the point doubtful."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.chassis.geography import Outline, from_gcj02
from services.contracts.place import Place

ZERO, OUTSIDE, SHIFTED = "position-zero", "position-outside", "position-gcj02"
NOWHERE = 1.0
"""Degrees round (0, 0), where no city is and devices without a fix say they are."""


@dataclass(frozen=True)
class Territory:
    """An organisation's outline. `depth`: how many organisations are above it."""

    organisation_id: UUID
    depth: int
    outline: Outline


@dataclass(frozen=True)
class Location:
    """The deepest organisation whose area holds the point; stable words for what is doubtful."""

    area_id: UUID | None = None
    doubts: tuple[str, ...] = ()


UNKNOWN = Location()
"""Where no outline tells anything."""


def locate(
    place: Place, *, territories: Sequence[Territory], at_home: Collection[UUID]
) -> Location:
    """A point in nobody's area, or only as a GCJ-02 point in that of the reporter (`at_home`),
    is doubted; it is never moved."""
    longitude, latitude = place.longitude, place.latitude
    if longitude is None or latitude is None:
        return UNKNOWN
    if abs(longitude) < NOWHERE and abs(latitude) < NOWHERE:
        return Location(None, (ZERO,))
    if not territories:
        return UNKNOWN
    holding = _holding(territories, longitude, latitude)
    if not any(each.organisation_id in at_home for each in holding):
        shifted = _holding(territories, *from_gcj02(longitude, latitude))
        if any(each.organisation_id in at_home for each in shifted):
            return Location(_deepest(holding), (SHIFTED,))
        if not holding:
            return Location(None, (SHIFTED if shifted else OUTSIDE,))
    return Location(_deepest(holding))


def _holding(
    territories: Sequence[Territory], longitude: float, latitude: float
) -> list[Territory]:
    return [each for each in territories if each.outline.contains(longitude, latitude)]


def _deepest(holding: Sequence[Territory]) -> UUID | None:
    # Two streets share their border; the lower id decides, always the same.
    found = min(holding, key=lambda each: (-each.depth, each.organisation_id), default=None)
    return found.organisation_id if found else None
