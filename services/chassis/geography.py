"""Places on the earth: distances, outlines, a grid to search by, and other datums than WGS 84.

Everything is pure and in degrees of longitude and latitude, in that order.
"""

from collections.abc import Iterator
from math import asin, atan2, cos, floor, hypot, pi, radians, sin, sqrt

import shapely

EARTH = 6_371_008.8
"""The mean radius in metres (IUGG)."""
METRES_PER_DEGREE = EARTH * pi / 180
CELLS_PER_DEGREE = 1000

Rings = tuple[tuple[tuple[float, float], ...], ...]
"""A polygon as GeoJSON writes it: the outer ring, then its holes."""


def distance(longitude: float, latitude: float, longitude_2: float, latitude_2: float) -> float:
    """Metres between two points on the sphere (haversine)."""
    north, south = radians(latitude), radians(latitude_2)
    across = sin((south - north) / 2) ** 2
    along = sin(radians(longitude_2 - longitude) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, across + cos(north) * cos(south) * along)))


class Outline:
    """An area's outline, made ready to be asked often: a GeoJSON MultiPolygon's coordinates."""

    def __init__(self, coordinates: tuple[Rings, ...]) -> None:
        polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in coordinates]
        self._shape = shapely.MultiPolygon(polygons)
        shapely.prepare(self._shape)

    def contains(self, longitude: float, latitude: float) -> bool:
        """Whether the point lies in it. Its edges belong to it, those of its holes too."""
        return bool(shapely.intersects_xy(self._shape, longitude, latitude))

    def distance(self, longitude: float, latitude: float) -> float:
        """Metres from the point to the area, 0 within it; right to a percent within 50 km."""
        if self._shape.is_empty:
            return float("inf")
        nearest = shapely.shortest_line(self._shape, shapely.Point(longitude, latitude))
        (near_longitude, near_latitude), _ = nearest.coords
        return distance(near_longitude, near_latitude, longitude, latitude)


def cell(longitude: float, latitude: float) -> str:
    """The key of the grid's cell that holds the point: a square of 0.001 degrees.

    An equality on this key is served by an ordinary index on every database.
    """
    return _key(_step(longitude), _step(latitude))


def cells_within(longitude: float, latitude: float, metres: float) -> Iterator[str]:
    """The keys of all cells that hold a point within so many metres, poles aside."""
    up = metres / METRES_PER_DEGREE
    right = up / max(0.01, cos(radians(min(89.9, abs(latitude) + up))))
    for north in range(_step(latitude - up), _step(latitude + up) + 1):
        for east in range(_step(longitude - right), _step(longitude + right) + 1):
            yield _key(east, north)


def _step(degrees: float) -> int:
    return floor(degrees * CELLS_PER_DEGREE)


def _key(east: int, north: int) -> str:
    return f"{east}:{north}"


# GCJ-02 is WGS 84 shifted by a published-by-analysis polynomial over the Krasovsky 1940
# ellipsoid; BD-09 shifts GCJ-02 again. Constants as in the open `eviltransform`, to which these
# functions agree within a millimetre.
KRASOVSKY = 6_378_245.0
ECCENTRICITY = 0.00669342162296594323
MAINLAND = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north: outside it GCJ-02 is WGS 84."""
ROUNDS = 5
"""Of the inverse; each makes the error a thousand times smaller."""


def to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """What a Chinese map calls a WGS 84 point: 300 to 700 metres off."""
    west, south, east, north = MAINLAND
    if not (west <= longitude <= east and south <= latitude <= north):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    up = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    up += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    up += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    right = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    right += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    right += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    flat = 1 - ECCENTRICITY * sin(radians(latitude)) ** 2
    metres_up = KRASOVSKY * (1 - ECCENTRICITY) / (flat * sqrt(flat)) * pi / 180
    metres_right = KRASOVSKY / sqrt(flat) * cos(radians(latitude)) * pi / 180
    return longitude + right / metres_right, latitude + up / metres_up


def from_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """The WGS 84 point that a Chinese map calls so."""
    found = longitude, latitude
    for _ in range(ROUNDS):
        shifted = to_gcj02(*found)
        found = found[0] + longitude - shifted[0], found[1] + latitude - shifted[1]
    return found


def from_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    """The WGS 84 point that Baidu's map calls so."""
    x, y, turn = longitude - 0.0065, latitude - 0.006, pi * 3000 / 180
    far = hypot(x, y) - 0.00002 * sin(y * turn)
    angle = atan2(y, x) - 0.000003 * cos(x * turn)
    return from_gcj02(far * cos(angle), far * sin(angle))
