"""A row of a table in the city's words: what it says, field by field, and what can't be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from unicodedata import normalize
from uuid import UUID

from services.intake.sheets.cells import (
    DAMAGED,
    Cell,
    is_blank,
    is_dash,
    is_formula,
    letters,
    says_nothing,
    shown,
)
from services.intake.sheets.coordinates import Point, read_degrees, read_pair, read_point
from services.intake.sheets.dates import Moment
from services.intake.sheets.fields import EXTRA, FIELDS, IGNORED
from services.intake.sheets.hanging import hung
from services.intake.sheets.header_rows import Column
from services.intake.sheets.layout import Line, Table
from services.intake.sheets.mapping import Choice
from services.intake.sheets.periods import follows, means_no_day, reader_of
from services.intake.sheets.readings import Reading
from services.intake.sheets.statuses import STATUSES, read_status
from services.intake.sheets.surroundings import Surroundings
from services.intake.sheets.vocabulary import Vocabulary

LONGEST = 4_000
"""Characters of one value."""
WHOLE = 12_000
"""Characters of all values of a row, so that the fact about it fits the bus."""
PASSED_OVER = frozenset({IGNORED, "serial", "longitude", "latitude"})
"""Columns that say nothing by themselves."""
PICTURES = frozenset(name for name, field in FIELDS.items() if field.kind == "picture")
WORDY = frozenset(name for name, field in FIELDS.items() if field.kind in ("text", "status"))
"""Fields in which 无 says something."""
ENDS = ("due_at", "rectified_at")
"""Dates in whose place something else is often told, like 长期坚持 or 7个工作日."""


@dataclass(frozen=True)
class Said:
    """One value as a row says it: normalised, and `raw` as it stood in the sheet's `column`.

    `value` is `None` where the text names nothing the city knows; the text is kept all the same.
    """

    value: Any
    raw: str
    column: str
    confidence: float = 1.0
    how: str = "exact"


@dataclass(frozen=True)
class Fault:
    """Why a row is refused: a stable code, where, and what stands there."""

    code: str
    column: str = ""
    field: str = ""
    raw: str = ""


@dataclass(frozen=True)
class Entry:
    """A row. `row` counts from 1, as people see it. `photos` are SHA-256s by field."""

    sheet: str
    row: int
    said: Mapping[str, Said]
    extra: Mapping[str, Said] = field(default_factory=dict)
    photos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def value(self, name: str) -> Any:
        said = self.said.get(name)
        return said.value if said else None

    def text(self, name: str) -> str:
        return str(self.value(name) or "")

    @property
    def day(self) -> date | None:
        """The day it was found."""
        found = self.value("found_at")
        return Moment.read(found).day if found else None

    @property
    def point(self) -> tuple[float, float] | None:
        """WGS 84 longitude and latitude."""
        point = self.value("point")
        return (point["longitude"], point["latitude"]) if point else None

    @property
    def unknown(self) -> Iterable[tuple[str, str]]:
        """Fields whose text names nothing the city knows, and the text."""
        return ((name, said.raw) for name, said in self.said.items() if said.value is None)


@dataclass(frozen=True)
class Mapped:
    """A table with what its columns mean. `values` are texts that somebody explained, by field."""

    table: Table
    choices: Mapping[int, Choice]
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def entries(self, words: Vocabulary) -> Iterable[Entry]:
        """Every row of the table."""
        reader = _Reader(self, words)
        return map(reader.read, hung(self.table.lines, reader.places))


@dataclass(frozen=True)
class _Column:
    at: int
    column: Column
    where: str
    choice: Choice


PLAIN = Choice(EXTRA)


class _Reader:
    def __init__(self, mapped: Mapped, words: Vocabulary) -> None:
        self.table, self.values, self.words = mapped.table, mapped.values, words
        self.columns = [
            _Column(at, column, letters(column.index), mapped.choices.get(column.index, PLAIN))
            for at, column in enumerate(mapped.table.columns)
        ]
        by_field = {each.choice.field: each for each in self.columns}
        self.places = {name: each.at for name, each in by_field.items()}
        self.district = by_field.get("district")
        self.longitude, self.latitude = by_field.get("longitude"), by_field.get("latitude")
        self.surroundings = Surroundings(
            words.tree, sheet=mapped.table.sheet, title=mapped.table.title
        )

    def read(self, line: Line) -> Entry:
        said: dict[str, Said] = {}
        extra: dict[str, Said] = {}
        photos: dict[str, tuple[str, ...]] = {}
        faults: list[Fault] = []
        within = self._district(line)
        for each in self.columns:
            cell, name = line.cells[each.at], each.choice.field
            if name in PASSED_OVER:
                continue
            if name in PICTURES:
                if found := self.table.pictures_at(line, each.column):
                    photos[name] = (*photos.get(name, ()), *found)
                continue
            text = shown(cell)
            if not text or is_formula(text) or (name != EXTRA and _is_empty(name, text)):
                continue
            if fault := _unusable(text):
                faults.append(Fault(fault, each.where, name, text[:100]))
            elif name == EXTRA or (
                (read := self._value(name, cell, text, each, within)) is None
                and FIELDS[name].kind == "date"
                and means_no_day(name, text)
            ):
                extra[_free(each.column.name[:80], extra)] = Said(text, text, each.where)
            else:
                self._say(said, faults, each, text, read)
        _put_in_order(said)
        for each in self.columns if line.carried else ():
            name = each.choice.field
            if each.at in line.carried and name in said:
                held = said[name]
                said[name] = replace(held, confidence=0.8 * held.confidence, how="above")
        faults += self._pair(line, said)
        for name, near, text in self.surroundings.of(line.section):
            said.setdefault(name, Said(str(near.value), text, "", near.confidence, near.how))
        if not faults and not (_says(said, "description") or _says(said, "address")):
            faults.append(Fault("nothing-described"))
        if sum(len(v.raw) for v in (*said.values(), *extra.values())) > WHOLE:
            faults.append(Fault("row-too-long"))
        return Entry(self.table.sheet, line.row + 1, said, extra, photos, tuple(faults))

    def _say(
        self,
        said: dict[str, Said],
        faults: list[Fault],
        at: _Column,
        text: str,
        read: Reading[Any] | None,
    ) -> None:
        name = at.choice.field
        if read is None and FIELDS[name].kind in ("date", "point"):
            faults.append(Fault(f"unreadable-{FIELDS[name].kind}", at.where, name, text[:100]))
        elif read is None:
            said[name] = Said(None, text, at.where, 0.0, "unknown")
        elif name == "personal":
            before = f"{said[name].value}; " if name in said else ""
            said[name] = Said(f"{before}{at.column.name} {text}", text, at.where)
        else:
            said[name] = Said(read.value, text, at.where, read.confidence, read.how)

    def _value(
        self, name: str, cell: Cell, text: str, at: _Column, within: UUID | None
    ) -> Reading[Any] | None:
        kind = FIELDS[name].kind
        explained = self.values.get(name, {})
        if text in explained:
            return Reading(explained[text], 1.0, "explained")
        if kind == "date":
            moment = reader_of(name)(cell, self.words.calendar)
            return moment and Reading(moment.value.text, moment.confidence, moment.how)
        if kind == "status":
            return read_status(cell)
        if kind == "organisation":
            found = self.words.tree.read(cell, within=None if name == "district" else within)
            return found and Reading(str(found.value), found.confidence, found.how)
        if kind == "category":
            return self.words.categories.read(cell, scheme=at.choice.scheme)
        if kind == "point":
            return _told(read_point(cell, at.choice.system))
        if kind == "code":
            return Reading(normalize("NFKC", text).upper())
        return Reading(text)

    def _pair(self, line: Line, said: dict[str, Said]) -> list[Fault]:
        """The point of a longitude and a latitude column."""
        if self.longitude is None or self.latitude is None:
            return []
        east, north = line.cells[self.longitude.at], line.cells[self.latitude.at]
        if all(
            is_blank(each) or read_degrees(each) == 0 or says_nothing(shown(each))
            for each in (east, north)
        ):
            return []
        where = f"{self.longitude.where} {self.latitude.where}"
        raw = f"{shown(east)},{shown(north)}"
        point = _told(read_pair(east, north, self.longitude.choice.system))
        if point is None:
            return [Fault("unreadable-point", where, "point", raw[:100])]
        said["point"] = Said(point.value, raw, where, point.confidence, point.how)
        return []

    def _district(self, line: Line) -> UUID | None:
        if self.district is None:
            return None
        found = self.words.tree.read(line.cells[self.district.at])
        return found.value if found else None


def _is_empty(name: str, text: str) -> bool:
    return is_dash(text) if name in WORDY else says_nothing(text)


def _put_in_order(said: dict[str, Said]) -> None:
    """Of days without a year, what was due or done doesn't come before what was found."""
    for name in ENDS:
        if "found_at" in said and name in said and said[name].how == "year-added":
            found = Moment.read(said["found_at"].value).day
            day = follows(found, Moment.read(said[name].value))
            said[name] = replace(said[name], value=day.text)


def _unusable(text: str) -> str:
    if DAMAGED in text:
        return "damaged-text"
    return "value-too-long" if len(text) > LONGEST else ""


def _says(said: Mapping[str, Said], name: str) -> bool:
    return name in said and bool(said[name].value)


def _told(found: Reading[Point] | None) -> Reading[dict[str, Any]] | None:
    if found is None:
        return None
    point = found.value
    value = {
        "longitude": point.longitude,
        "latitude": point.latitude,
        "given": list(point.given),
        "system": point.system,
    }
    return Reading(value, found.confidence, found.how)


def _free(name: str, taken: Mapping[str, Any]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


def explained_value(name: str, value: str) -> Any:
    """What somebody says a text means; `None` unless the field takes such a value."""
    kind = FIELDS[name].kind if name in FIELDS else ""
    if kind == "status":
        return value if value in STATUSES else None
    return value if kind in ("organisation", "category") else None
