"""Text tables: .csv and .tsv in UTF-8, UTF-16 or GB18030."""

import csv
import re
from collections import Counter
from io import StringIO

from services.intake.sheets import limits
from services.intake.sheets.cells import DAMAGED, Row, Sheet, plain
from services.intake.sheets.unreadable import NotASpreadsheet, TooManyRows, UnknownEncoding

DELIMITERS = (",", "\t", ";", "|", "，")
LOOKED_AT = 30
"""Lines by which the delimiter is told."""
FORMULA = re.compile(r'^="([^"]*)"$')
"""A text so that no spreadsheet makes a number of it: ="0013900001234"."""
DAMAGE_ALLOWED = 0.01
"""Share of characters that may be unreadable; their rows are refused one by one."""


def read_delimited(content: bytes, *, name: str) -> Sheet:
    """The one sheet of a text table, every cell a text."""
    text = decoded(content)
    delimiter = _delimiter(text)
    csv.field_size_limit(limits.TEXT)
    rows: list[Row] = []
    filled = 0
    try:
        for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            row = [plain(_unguarded(each.strip())) for each in line]
            filled += any(row)
            if filled > limits.LINES:
                raise TooManyRows(limit=limits.ROWS)
            rows.append(row)
    except csv.Error as error:
        raise NotASpreadsheet(found="CSV") from error
    return Sheet(name, rows)


def _unguarded(text: str) -> str:
    return FORMULA.sub(r"\1", text) if text.startswith("=") else text


def decoded(content: bytes) -> str:
    """The text of these bytes; `UnknownEncoding` where none of the three explains them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _certain(content, "utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    tries = [content.decode(each, errors="replace") for each in ("utf-8-sig", "gb18030")]
    best = min(tries, key=lambda text: text.count(DAMAGED))
    if best.count(DAMAGED) > DAMAGE_ALLOWED * len(best) + 1:
        raise UnknownEncoding
    return best


def _certain(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncoding from error


def _delimiter(text: str) -> str:
    """The one that cuts the first lines into the most equal, and then the most, pieces."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:LOOKED_AT]

    def regularity(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in lines)
        counts.pop(0, None)
        if not counts:
            return 0, 0
        (pieces, often) = max(counts.items(), key=lambda item: (item[1], item[0]))
        return often, pieces

    return max(DELIMITERS, key=regularity)
