"""Coordinates as departments write them: the pair as it was given, its system, and WGS 84."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args
from unicodedata import normalize

from services.chassis.geography import MAINLAND, from_bd09, from_gcj02
from services.intake.sheets.cells import Cell, shown
from services.intake.sheets.readings import Reading

System = Literal["wgs84", "gcj02", "bd09"]
SYSTEMS: tuple[System, ...] = get_args(System)
NAMED: tuple[tuple[re.Pattern[str], System], ...] = (
    (re.compile(r"百度|bd-?09|baidu", re.I), "bd09"),
    (re.compile(r"高德|腾讯|火星|gcj-?02|amap|gaode|国测局", re.I), "gcj02"),
    (re.compile(r"wgs-?84|gps|天地图|cgcs2000|大地2000|国家2000", re.I), "wgs84"),
)
"""CGCS2000 lies within a metre of WGS 84."""
DEGREES = re.compile(
    r"(?P<side>[EWNS东西北南])?[经纬度:]*\s*(?P<degrees>-?\d{1,3}(?:\.\d+)?)\s*(?:[°度]\s*"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*['′分]\s*(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:[\"″秒]|''))?)?)?"
    r"\s*(?P<after>[EWNS东西北南])?",
    re.I,
)
BETWEEN = re.compile(r"[,，;；、/|\s]+")
MARKS = str.maketrans(
    {**dict.fromkeys("º˚", "°"), **dict.fromkeys("′‘’", "'"), **dict.fromkeys("″“”", '"')}
)
"""Signs of degrees, minutes and seconds as they are typed; NFKC takes some of them apart."""
PRECISE = re.compile(r"-?\d{2,3}\.\d{3,}")
"""A number that is degrees whatever stands round it: POINT(…), X:…;Y:…."""
UNSTATED = 0.6
"""Confidence where nobody says which system: it may be 700 metres off."""


@dataclass(frozen=True)
class Point:
    """WGS 84 degrees, and the pair as it was given (longitude, latitude) in its system.

    `system` is empty where nobody said, and then the pair is taken for WGS 84.
    """

    longitude: float
    latitude: float
    given: tuple[float, float]
    system: System | Literal[""]


def named_system(text: str) -> System | None:
    """The system that a heading or a note names."""
    return next((system for pattern, system in NAMED if pattern.search(text)), None)


def read_pair(
    longitude: Cell, latitude: Cell, system: System | None = None
) -> Reading[Point] | None:
    """The point of two cells; two that were swapped are put right. `None` for no such point."""
    east, north = read_degrees(longitude), read_degrees(latitude)
    if east is None or north is None:
        return None
    return _point(east, north, system)


def read_point(cell: Cell, system: System | None = None) -> Reading[Point] | None:
    """The point of one cell, like `123.897,41.858` or `东经123°53′50″ 北纬41°51′31″`."""
    text = _typed(cell)
    stated = named_system(text)
    for pattern, _ in NAMED:
        text = pattern.sub("", text)
    text = text.strip(" ()[]:坐标")
    pieces = [each for each in BETWEEN.split(text) if each]
    if len(pieces) != 2:
        pieces = [found[0].strip() for found in DEGREES.finditer(text) if found[0].strip()]
    if len(pieces) != 2 or None in map(read_degrees, pieces):
        pieces = PRECISE.findall(text)
    if len(pieces) != 2:
        return None
    return read_pair(pieces[0], pieces[1], stated or system)


@lru_cache(maxsize=20_000)
def read_degrees(cell: Cell) -> float | None:
    """Degrees of a longitude or latitude; `None` for what is none."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    found = DEGREES.fullmatch(_typed(cell).strip())
    if found is None:
        return None
    minutes = float(found["minutes"] or 0) + float(found["seconds"] or 0) / 60
    degrees = float(found["degrees"]) + minutes / 60
    side = (found["side"] or found["after"] or "").upper()
    return -degrees if side in ("W", "S", "西", "南") else degrees


def _typed(cell: Cell) -> str:
    return normalize("NFKC", shown(cell).translate(MARKS))


def _point(east: float, north: float, system: System | None) -> Reading[Point] | None:
    confidence, how = (1.0, "exact") if system else (UNSTATED, "system-unstated")
    if not _in_mainland(east, north):
        east, north = north, east
        confidence, how = min(confidence, 0.8), "swapped"
        if not _in_mainland(east, north):
            return None
    longitude, latitude = east, north
    if system == "gcj02":
        longitude, latitude = from_gcj02(east, north)
    elif system == "bd09":
        longitude, latitude = from_bd09(east, north)
    point = Point(round(longitude, 7), round(latitude, 7), (east, north), system or "")
    return Reading(point, confidence, how)


def _in_mainland(longitude: float, latitude: float) -> bool:
    west, south, east, north = MAINLAND
    return west <= longitude <= east and south <= latitude <= north
