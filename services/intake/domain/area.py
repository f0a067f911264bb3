"""Areas: the outlines of the organisations' territories, by which a point finds its street."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from services.chassis.geography import Rings
from services.contracts.intake import AreaOutlined
from services.intake.domain.refusals import BrokenOutline

FACT_LIMIT = 48 * 1024
"""Bytes of the fact, well below what the bus takes."""
FINENESS = 1e-6
"""Degrees: a tenth of a metre, finer than any map of streets."""
COARSER = 1.5
"""How much coarser each further try is."""


@dataclass(frozen=True)
class Area:
    """An organisation's territory: a GeoJSON MultiPolygon's coordinates in WGS 84."""

    organisation_id: UUID
    name: str
    outline: tuple[Rings, ...]


@dataclass(frozen=True)
class KnownArea:
    """An area as it was last announced; no outline once it was taken away."""

    area: Area
    version: int


def read_outline(geometry: Mapping[str, Any], *, name: str) -> tuple[Rings, ...]:
    """The coordinates of a GeoJSON Polygon or MultiPolygon; `BrokenOutline` says what is wrong."""
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise BrokenOutline(area=name, reason="Polygon | MultiPolygon")
    try:
        found = shapely.force_2d(shape(dict(geometry)))
        west, south, east, north = found.bounds
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ShapelyError):
        raise BrokenOutline(area=name, reason="coordinates") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BrokenOutline(area=name, reason="WGS 84: -180…180, -90…90")
    if not found.is_valid:
        raise BrokenOutline(area=name, reason=shapely.is_valid_reason(found))
    return _coordinates(shapely.get_parts(found))


def announce_areas(
    found: Sequence[Area], *, known: Iterable[KnownArea], at: datetime, by: UUID | None
) -> Iterator[tuple[Area, AreaOutlined]]:
    """What changed against the areas known before, with the fact that tells of it."""
    before = {each.area.organisation_id: each for each in known}
    wanted = {each.organisation_id: each for each in found}
    for organisation_id, last in before.items():
        gone = Area(organisation_id, last.area.name, ())
        wanted.setdefault(organisation_id, gone)
    for organisation_id, area in wanted.items():
        last_known = before.get(organisation_id)
        if last_known is None or last_known.area != area:
            version = last_known.version + 1 if last_known else 1
            yield area, _fact(area, version=version, at=at, by=by)


def _fact(area: Area, *, version: int, at: datetime, by: UUID | None) -> AreaOutlined:
    """The fact with the finest outline that fits."""
    tolerance = 0.0
    while True:
        fact = AreaOutlined(
            area_id=area.organisation_id,
            name=area.name,
            outline=_simplified(area.outline, tolerance),
            version=version,
            at=at,
            by=by,
        )
        if len(fact.model_dump_json()) <= FACT_LIMIT:
            return fact
        tolerance = max(FINENESS, tolerance * COARSER)


def _simplified(outline: tuple[Rings, ...], tolerance: float) -> tuple[Rings, ...]:
    """The outline within `tolerance` degrees of itself, without parts and holes that small."""
    if not outline:
        return ()
    parts = [shapely.Polygon(rings[0], rings[1:]) for rings in outline]
    largest = max(parts, key=lambda part: part.area)
    small = tolerance**2
    return _coordinates(
        shapely.Polygon(
            part.exterior,
            [hole for hole in part.interiors if shapely.Polygon(hole).area > small],
        ).simplify(tolerance)
        for part in parts
        if part is largest or part.area > small
    )


def _coordinates(parts: Iterable[BaseGeometry]) -> tuple[Rings, ...]:
    # One by one: two parts that touch once they are rounded would be no valid whole.
    return tuple(
        (_ring(polygon.exterior), *map(_ring, polygon.interiors))
        for part in parts
        for polygon in shapely.get_parts(_rounded(part))
    )


def _rounded(part: BaseGeometry) -> BaseGeometry:
    """In one order of corners, so that an outline read again is the same."""
    return shapely.orient_polygons(shapely.set_precision(part, FINENESS).normalize())


def _ring(ring: shapely.LinearRing) -> tuple[tuple[float, float], ...]:
    return tuple((round(x, 6), round(y, 6)) for x, y in ring.coords)
