"""What a department's template is: where its head is, and what its columns hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.contracts.headings import meaning

LARGEST = 1_500_000
"""Bytes of a template."""
KNOWN_SHARE = 0.34
"""Share of a head's texts that must be known headings; the least are two."""
SEARCHED = 40
"""Rows in which a head is looked for."""


@dataclass(frozen=True)
class Column:
    """A column by its index (from 0). `field` is empty where nobody knows the heading."""

    index: int
    heading: str
    field: str | None


@dataclass(frozen=True)
class Head:
    """The last row of a head (from 1), how many rows for data it leaves, and its columns."""

    row: int
    body: int
    columns: tuple[Column, ...]


Rows = Sequence[Mapping[int, str]]
"""The texts of a sheet's rows by column; merged cells say it in each of theirs."""


def head_of(rows: Rows) -> Head | None:
    """The first head of a sheet, of one or two storeys; `None` where no row is like one."""
    for at, row in enumerate(rows[:SEARCHED]):
        if not _is_head(row):
            continue
        below = rows[at + 1] if at + 1 < len(rows) else {}
        two = _is_lower(row, below)
        last = at + 1 if two else at
        columns = []
        for index in sorted({*row, *below} if two else row):
            storeys = (row.get(index), below.get(index)) if two else (row.get(index),)
            said = tuple(dict.fromkeys(each for each in storeys if each))
            meant = meaning(said)
            columns.append(Column(index, "/".join(said), meant.field if meant else None))
        return Head(last + 1, _body(rows, last + 1, len(columns)), _once_each(columns))
    return None


def _is_head(row: Mapping[int, str]) -> bool:
    texts = set(row.values())
    known = {meant.field for text in texts if (meant := meaning((text,)))}
    return len(known) >= 2 and len(known) >= KNOWN_SHARE * len(texts)


def _is_lower(row: Mapping[int, str], below: Mapping[int, str]) -> bool:
    """Whether the next row is a lower storey: it repeats what is merged down, and adds headings."""
    repeated = [index for index, text in below.items() if row.get(index) == text]
    spread = len(row) > len(set(row.values()))
    return bool(repeated) and spread and bool(set(below.values()) - set(row.values()))


def _body(rows: Rows, start: int, width: int) -> int:
    """Rows below the head that are for data: empty ones, and examples that fill half of it."""
    at = start
    while at < len(rows) and (not rows[at] or len(set(rows[at].values())) * 2 >= width):
        at += 1
    return max(1, at - start)


def _once_each(columns: Sequence[Column]) -> tuple[Column, ...]:
    """A field is the first column's that means it; of the others only photos may be several."""
    taken: set[str] = set()
    found = []
    for each in columns:
        field = each.field
        if field in taken:
            field = None
        elif field is not None:
            taken.add(field)
        found.append(Column(each.index, each.heading, field))
    return tuple(found)
