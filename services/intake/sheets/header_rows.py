"""Which rows of a sheet are headers, of one to three storeys, and what each column is called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.contracts.headings import BRACKETS, bare, meaning
from services.intake.sheets.cells import is_blank, letters, shown
from services.intake.sheets.grid import Grid

STOREYS = 3
LONGEST_HEADING = 40
KNOWN_SHARE = 0.34
SEARCHED = 300
"""Rows in which a sheet's first header is looked for."""
LABELLED = re.compile(r"[:：]\s*\S|[:：]\s*$|\d{4}\s*年")
"""A line above a table like 填报单位：某街道."""
SAYING = re.compile(r"[:：]\s*\S")


@dataclass(frozen=True)
class Column:
    """A column of a table; `storeys` are its headings from above."""

    index: int
    storeys: tuple[str, ...]

    def means(self, *fields: str) -> bool:
        """Whether its heading means one of these fields."""
        meant = meaning(self.storeys)
        return meant is not None and meant.field in fields

    @property
    def name(self) -> str:
        """The heading as one reads it; an unnamed column is called by its letter."""
        return "/".join(self.storeys) or f"{letters(self.index)}列"


@dataclass(frozen=True)
class Header:
    """The rows of a header, and the headings of its columns from above."""

    first: int
    last: int
    names: dict[int, tuple[str, ...]]


def headers_of(grid: Grid) -> Iterator[Header]:
    row, found = 0, None
    while row < grid.height and (found is not None or row < SEARCHED):
        # A row of data is rarely worth a closer look, and there may be a hundred thousand.
        if (found is None or grid.mentions_heading(row)) and _is_header(grid, row):
            header = _whole(grid, row)
            if found is None or set(header.names.values()) != set(found.names.values()):
                yield header
                found = header
            row = header.last + 1
        else:
            row += 1
    if found is None:
        yield from _likely(grid)


def _is_header(grid: Grid, row: int) -> bool:
    texts = _headings_of(grid, row)
    if texts is None or len(texts) < 2 or any(SAYING.search(text) for text in texts):
        return False
    known = {meant.field for text in texts if (meant := meaning((text,)))}
    return len(known) >= 2 and len(known) >= KNOWN_SHARE * len(texts)


def _headings_of(grid: Grid, row: int) -> list[str] | None:
    """The distinct texts of a row; `None` when it holds what no header does."""
    texts: dict[str, None] = {}
    for column in grid.filled(row):
        cell = grid.rows[row][column]
        # What stands in brackets only explains how to fill the column in.
        text = BRACKETS.sub("", cell).strip() or cell.strip() if isinstance(cell, str) else ""
        if not text or len(text) > LONGEST_HEADING:
            return None
        if text.replace(".", "").isdecimal():
            return None
        texts[text] = None
    return list(texts)


def _likely(grid: Grid) -> Iterator[Header]:
    """Where no heading is known: the first row of three different short texts above other rows."""
    for row in range(grid.height - 1):
        texts = _headings_of(grid, row)
        if texts is None or len(texts) < 3 or any(LABELLED.search(text) for text in texts):
            continue
        below = [at for at in range(row + 1, min(row + 4, grid.height)) if grid.filled(at)]
        if below and len(grid.filled(below[0])) >= 0.5 * len(texts):
            yield _whole(grid, row)
            return


def _whole(grid: Grid, row: int) -> Header:
    """The header that holds this row: with the storey above, and those below."""
    first = last = row
    if row > 0 and _is_upper_storey(grid, row - 1):
        first = row - 1
    while last - first + 1 < STOREYS and last + 1 < grid.height and _goes_on(grid, last):
        last += 1
    columns = max(grid.width(at) for at in range(first, last + 1))
    names = {}
    for column in range(columns):
        storeys = [grid.heading(at, column) for at in range(first, last + 1)]
        if last > first and not storeys[0]:
            # Without merged cells a heading above stands over the columns to its right.
            storeys[0] = _to_the_left(grid, first, last, column)
        names[column] = tuple(dict.fromkeys(each for each in storeys if each))
    return Header(first, last, {at: name for at, name in names.items() if name})


def _to_the_left(grid: Grid, first: int, last: int, column: int) -> str:
    if not grid.heading(last, column) or grid.is_spanned(first):
        return ""
    for at in range(column - 1, -1, -1):
        if heading := grid.heading(first, at):
            return heading if grid.heading(last, at) else ""
    return ""


def _is_upper_storey(grid: Grid, row: int) -> bool:
    texts = _headings_of(grid, row)
    if texts is None or len(texts) < 2 or any(LABELLED.search(text) for text in texts):
        return False
    return grid.is_spanned(row) or len(grid.filled(row)) < len(grid.filled(row + 1))


def _goes_on(grid: Grid, row: int) -> bool:
    """Whether the next row is a lower storey: its texts stand below spans or below nothing."""
    texts = _headings_of(grid, row + 1)
    if not texts:
        return False
    below = set(grid.filled(row + 1))
    beside = [at for at in grid.filled(row) if at not in below]
    if grid.is_spanned(row):
        spanned = [at for at in below if grid.heading(row, at) != shown(grid.own(row, at))]
        heads = [at for at in below if at + 1 in spanned]
        return bool(spanned) and below <= {*spanned, *heads} and bool(beside or len(below) > 1)
    # Without merged cells: below the blanks, and below the headings that these belong to.
    over_blanks = [at for at in below if is_blank(grid.own(row, at))]
    return bool(over_blanks and beside) and all(meaning((text,)) for text in texts)


def side_by_side(names: dict[int, tuple[str, ...]]) -> list[dict[int, tuple[str, ...]]]:
    """The columns of tables that stand beside one another; mostly it is one table."""
    if halves := _repeated(names):
        return halves
    groups: list[dict[int, tuple[str, ...]]] = []
    for column, name in names.items():
        if not groups or column - 1 not in names:
            groups.append({})
        groups[-1][column] = name
    known = [{m.field for n in group.values() if (m := meaning(n))} for group in groups]
    apart = len(groups) > 1 and all(len(each) >= 2 for each in known)
    repeated = apart and bool(set.intersection(*known))
    return groups if repeated else [names]


def _repeated(names: dict[int, tuple[str, ...]]) -> list[dict[int, tuple[str, ...]]]:
    """The tables of a header that says the same several times over, with nothing between."""
    told = list(names.items())
    texts = [bare("".join(name)) for _, name in told]
    for width in range(2, len(told) // 2 + 1):
        times, rest = divmod(len(told), width)
        if rest == 0 and texts == texts[:width] * times:
            groups = [dict(told[at : at + width]) for at in range(0, len(told), width)]
            known = {meant.field for name in groups[0].values() if (meant := meaning(name))}
            return groups if len(known) >= 2 else []
    return []
