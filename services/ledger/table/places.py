"""Where a case is, in plain SQL that both databases understand."""

import math
from collections.abc import Sequence

import sqlalchemy as sa

from services.ledger.table.conditions import Point
from services.ledger.tables import cases

METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""

c = cases.c


def near(point: Point, metres: float) -> sa.ColumnElement[bool]:
    """Within a distance, on a plane through the point: right to a thousandth within 50 km."""
    longitude, latitude = point
    narrowing = math.cos(math.radians(latitude))
    up = metres / METRES_PER_DEGREE
    across = up / narrowing
    east = (c.longitude - longitude) * narrowing
    north = c.latitude - latitude
    return sa.and_(
        c.latitude.between(latitude - up, latitude + up),
        c.longitude.between(longitude - across, longitude + across),
        east * east + north * north <= up * up,
    )


def inside(corners: Sequence[Point]) -> sa.ColumnElement[bool]:
    """Within a polygon: a line to the east crosses its edges an odd number of times."""
    longitudes, latitudes = zip(*corners, strict=True)
    crossings = [
        _crosses(start, end)
        for start, end in zip(corners, [*corners[1:], corners[0]], strict=True)
        if start[1] != end[1]
    ]
    if not crossings:
        return sa.false()
    count = crossings[0]
    for each in crossings[1:]:
        count = count + each
    return sa.and_(
        c.latitude.between(min(latitudes), max(latitudes)),
        c.longitude.between(min(longitudes), max(longitudes)),
        count % 2 == 1,
    )


def _crosses(start: Point, end: Point) -> sa.ColumnElement[int]:
    """1 where the edge lies to the east at the case's latitude, else 0."""
    (lower_x, lower_y), (upper_x, upper_y) = sorted((start, end), key=lambda corner: corner[1])
    slope = (upper_x - lower_x) / (upper_y - lower_y)
    at = lower_x + (c.latitude - lower_y) * slope
    met = sa.and_(c.latitude >= lower_y, c.latitude < upper_y, c.longitude < at)
    return sa.case((met, 1), else_=0)
