"""A spreadsheet as plain values: sheets of rows of cells, merged ranges, pictures in cells.

Rows and columns count from 0 here; people are told rows from 1 and columns by letter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from typing import Any

Cell = str | int | float | bool | datetime | None
"""What a cell shows: text, a number, yes or no, a local date and time, or nothing."""
Row = Sequence[Cell]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
DASHES = re.compile(r"[-—–―－_/\\／~～*.。、,，·]+")
SHORT = 8
"""Characters of a text that may say nothing."""
NOTHING = frozenset({"无", "暂无", "不详", "未知", "空", "n/a", "na", "null", "none", "#n/a"})
"""What is written into a cell that would stay empty."""
DISPIMG = re.compile(r"DISPIMG\(")
LARGEST = 1e21
"""Below it a whole number is shown by its digits, as an identity card's are."""
MASKED = frozenset("=+-@\t\r")
DAMAGED = "\ufffd"
"""Stands in a text for bytes that no encoding explains."""


@dataclass(frozen=True)
class Merged:
    """A rectangle of merged cells, its corners included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Picture:
    """A picture that lies in a cell; `sha256` finds it among the workbook's."""

    row: int
    column: int
    sha256: str


@dataclass(frozen=True)
class Sheet:
    """One sheet; its rows may differ in length."""

    name: str
    rows: Sequence[Row]
    merged: Sequence[Merged] = ()
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True)
class Workbook:
    """A file's sheets in their order, and its pictures by SHA-256."""

    kind: str
    sheets: Sequence[Sheet]
    pictures: dict[str, bytes] = field(default_factory=dict)


def letters(column: int) -> str:
    """A column's name as people know it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_of(name: str) -> int:
    """The column that letters name: A is 0."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def is_blank(cell: Cell) -> bool:
    """Whether nobody sees anything in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Cell) -> str:
    """The cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST:
        return f"{cell:.0f}"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell).strip()


def is_dash(text: str) -> bool:
    """Whether a text only strikes its cell out: `/`, `——`."""
    return len(text) <= SHORT and bool(DASHES.fullmatch(text))


def says_nothing(text: str) -> bool:
    """Whether a text only tells that there is nothing to tell: `/`, 无."""
    return len(text) <= SHORT and (is_dash(text) or text.lower() in NOTHING)


def is_formula(text: str) -> bool:
    """Whether a cell shows WPS's picture formula instead of a text."""
    return bool(DISPIMG.search(text))


def printable(text: str) -> str:
    """A text without control characters, which databases and workbooks refuse."""
    return text if text.isprintable() else CONTROL.sub("", text)


def plain(value: Any) -> Cell:
    """A reader's value as a cell: whole numbers without a fraction, dates as instants."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = printable(value)
        # What was written so that no spreadsheet takes it for a formula.
        return (value[1:] if value[:1] == "'" and value[1:2] in MASKED else value) or None
    if isinstance(value, bool | int | datetime):
        return value
    if isinstance(value, float):
        if not isfinite(value):
            return None
        # Above 2**53 a spreadsheet's number has lost its last digits anyway.
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a sheet's local day
    return str(value)
