"""Some values of a column, and what they look like."""

import re
from collections.abc import Callable, Mapping
from statistics import mean

from services.contracts.headings import meaning
from services.intake.sheets.cells import Cell, is_formula, says_nothing, shown
from services.intake.sheets.coordinates import read_degrees, read_point
from services.intake.sheets.fields import FIELDS, Kind
from services.intake.sheets.header_rows import Column
from services.intake.sheets.layout import Table
from services.intake.sheets.periods import LOOKS_LIKE, READERS, read_day
from services.intake.sheets.statuses import read_status
from services.intake.sheets.vocabulary import Vocabulary

LOOKED_AT = 200
LIKELY = 0.8
"""Share of values that must fit a field that no heading names."""
SURE = 0.9
PHONE = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{17}[\dXx]")
CODE = re.compile(r"\d{2,8}")


class Samples:
    """A column with some of its values, spread over the table."""

    def __init__(self, table: Table, at: int, words: Vocabulary) -> None:
        self.column: Column = table.columns[at]
        self.words = words
        step = max(1, len(table.lines) // LOOKED_AT)
        cells = [line.cells[at] for line in table.lines[::step]]
        self.values: list[Cell] = [
            cell for cell in cells if (text := shown(cell)) and not says_nothing(text)
        ]
        self.pictures = sum(
            1 for line in table.lines[::step] if table.pictures_at(line, self.column)
        )
        self.texts = [shown(value) for value in self.values]

    @property
    def length(self) -> float:
        """Characters of a value, on average."""
        return mean(map(len, self.texts)) if self.texts else 0.0

    def share(self, kind: Kind) -> float | None:
        """The share of values that read as this kind; `None` where that says nothing."""
        if kind == "picture":
            if self.pictures or not self.texts:
                return None
            return sum(map(is_formula, self.texts)) / len(self.texts)
        read = self._readers().get(kind)
        if read is None or not self.values:
            return None
        return sum(1 for value in self.values if read(value)) / len(self.values)

    def share_of_days(self, field: str) -> float | None:
        """Of the values that were meant for a day: 长期坚持 in its place says nothing."""
        if not self.values:
            return None
        read, calendar = READERS[field], self.words.calendar
        days = sum(1 for value in self.values if read(value, calendar))
        told = days + sum(
            1
            for value, text in zip(self.values, self.texts, strict=True)
            if LOOKS_LIKE.search(text) and not read(value, calendar)
        )
        return days / told if told else 0.0

    def _readers(self) -> Mapping[Kind, Callable[[Cell], object]]:
        words = self.words
        return (
            {
                "date": lambda value: read_day(value, words.calendar),
                "status": read_status,
                "organisation": lambda value: (
                    (r := words.tree.read(value)) and r.confidence >= SURE
                ),
                "point": read_point,
                "degrees": lambda value: read_degrees(value) is not None,
                "category": self._is_category,
                "person": lambda value: PHONE.fullmatch(shown(value).strip()),
            }
            if not self._is_named_by_person()
            else {}
        )

    def _is_category(self, value: Cell) -> bool:
        heading = "".join(self.column.storeys)
        scheme = self.words.categories.scheme_named(heading)
        # A bare code fits a heading that asks for one, though only its scheme will tell which.
        named = meaning(self.column.storeys) is not None and CODE.fullmatch(shown(value).strip())
        return bool(named or self.words.categories.read(value, scheme=scheme))

    def _is_named_by_person(self) -> bool:
        # Names of people look like nothing; only a heading tells.
        meant = meaning(self.column.storeys)
        return meant is not None and FIELDS[meant.field].personal

    def organisation_kinds(self) -> list[str]:
        found = [self.words.tree.read(value) for value in self.values]
        organisations = [self.words.tree.find(each.value) for each in found if each]
        return [each.kind for each in organisations if each]

    def is_coarse(self) -> bool:
        """Whether all values are categories of the upper level."""
        categories = self.words.categories
        read = [found for value in self.values if (found := categories.read(value))]
        return bool(read) and all(categories.level(each.value) == 1 for each in read)

    def coordinate(self) -> str:
        """`longitude` or `latitude`, as far as numbers alone tell; else empty."""
        numbers = [each for value in self.values if (each := read_degrees(value)) is not None]
        if len(numbers) < LIKELY * len(self.values):
            return ""
        broken = all(not number.is_integer() for number in numbers)
        if broken and all(73 < number < 136 for number in numbers):
            return "longitude"
        if broken and all(18 < number < 54 for number in numbers):
            return "latitude"
        return ""
