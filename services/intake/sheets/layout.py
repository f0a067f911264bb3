"""Where the tables of a sheet are: titles, two-storey headers, notes and totals aside."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from services.intake.judgement.text import plain
from services.intake.sheets.cells import Cell, Sheet, is_blank, letters, shown
from services.intake.sheets.headings import bare, meaning, words
from services.intake.sheets.limits import COLUMNS

STOREYS = 3
LONGEST_HEADING = 40
KNOWN_SHARE = 0.34
SEARCHED = 300
"""Rows in which a sheet's first header is looked for."""
MERGED = 500_000
"""Cells of merged ranges that are followed; a crafted sheet may merge all of itself, often."""
TOTAL = re.compile(r"^(合计|总计|小计|共计|累计|平均|总数|合\s*计|总\s*计|小\s*计|本页小计|total)")
NOTE = re.compile(
    r"^(注|备注|说明|填表|制表|审核|复核|负责人|单位负责人|联系|单位盖章|盖章|签字|签名|填报|报送|"
    r"制单|统计|经办|批准|审批|日期|报表|数据来源|截至|截止|附件|主管|分管)[^，。]{0,8}[:：]"
    r"|^(注|备注|说明)\s*[:：]|^\*|^※"
)
LABELLED = re.compile(r"[:：]\s*\S|[:：]\s*$|\d{4}\s*年")
"""A line above a table like 填报单位：某街道."""

SAYING = re.compile(r"[:：]\s*\S")

SkipKind = Literal["title", "note", "total", "header", "no-table"]


@dataclass(frozen=True)
class Column:
    """A column of a table; `storeys` are its headings from above."""

    index: int
    storeys: tuple[str, ...]

    @property
    def name(self) -> str:
        """The heading as one reads it; an unnamed column is called by its letter."""
        return "/".join(self.storeys) or f"{letters(self.index)}列"


@dataclass(frozen=True)
class Line:
    """A row of data, in the table's columns. `section` is the heading above its group."""

    row: int
    cells: tuple[Cell, ...]
    section: str = ""


@dataclass(frozen=True)
class Table:
    """One table of a sheet. `pictures` are SHA-256s by row and column index of the sheet."""

    sheet: str
    title: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    pictures: dict[tuple[int, int], tuple[str, ...]]

    def pictures_at(self, line: Line, column: Column) -> tuple[str, ...]:
        return self.pictures.get((line.row, column.index), ())


@dataclass(frozen=True)
class Skipped:
    """A row that is no data, and why; row -1 stands for a sheet without a table."""

    sheet: str
    row: int
    kind: SkipKind
    text: str


@dataclass(frozen=True)
class Layout:
    tables: tuple[Table, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class _Header:
    first: int
    last: int
    names: dict[int, tuple[str, ...]]


def lay_out(sheet: Sheet) -> Layout:
    """Every table of a sheet, and what was left out."""
    grid = _Grid(sheet)
    headers = list(_headers(grid))
    if not headers:
        return Layout((), (Skipped(sheet.name, -1, "no-table", ""),))
    tables: list[Table] = []
    skipped: list[Skipped] = []
    above = 0
    for at, header in enumerate(headers):
        title = _take_titles(grid, above, header.first, skipped)
        end = headers[at + 1].first if at + 1 < len(headers) else grid.height
        # What stands right above the next header, but for data, is that table's title.
        end = _before_title(grid, header.last + 1, end)
        tables += [
            _table(grid, header, names, title, end, skipped)
            for names in _side_by_side(header.names)
        ]
        above = end
    return Layout(tuple(tables), tuple(dict.fromkeys(skipped)))


class _Grid:
    """A sheet's rows with merged cells told."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        self.height = len(sheet.rows)
        self._down: dict[tuple[int, int], tuple[int, int]] = {}
        self._across: dict[tuple[int, int], tuple[int, int]] = {}
        self.wide: dict[int, int] = {}
        for each in sheet.merged:
            master = (each.top, each.left)
            right = min(each.right, COLUMNS)
            bottom = min(each.bottom, self.height)
            if len(self._across) + (bottom - each.top + 1) * (right - each.left + 1) > MERGED:
                break
            for row in range(each.top, bottom + 1):
                for column in range(each.left, right + 1):
                    if (row, column) == master:
                        continue
                    self._across[row, column] = master
                    if column == each.left:
                        self._down[row, column] = master
            width = each.right - each.left + 1
            self.wide[each.top] = max(self.wide.get(each.top, 0), width)

    def cell(self, row: int, column: int) -> Cell:
        """A cell of data: what is merged downwards holds for every row of it."""
        row, column = self._down.get((row, column), (row, column))
        return self._own(row, column)

    def heading(self, row: int, column: int) -> str:
        """A cell of a header: what is merged in any direction holds for all of it."""
        row, column = self._across.get((row, column), (row, column))
        return shown(self._own(row, column)).replace("\n", "").strip()

    def filled(self, row: int) -> list[int]:
        """The columns of a row in which something stands itself."""
        return [at for at, cell in enumerate(self.rows[row]) if not is_blank(cell)]

    def width(self, row: int) -> int:
        spanned = [column + 1 for (at, column) in self._across if at == row]
        return max([len(self.rows[row]), *spanned]) if spanned else len(self.rows[row])

    def is_spanned(self, row: int) -> bool:
        return self.wide.get(row, 1) > 1

    def mentions_heading(self, row: int) -> bool:
        """Whether any cell is, letter by letter, a heading that is known."""
        known = words()
        return any(isinstance(cell, str) and cell in known for cell in self.rows[row])

    def first_text(self, row: int) -> str:
        columns = self.filled(row)
        return shown(self.rows[row][columns[0]]) if columns else ""

    def _own(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < self.height else ()
        return cells[column] if column < len(cells) else None


def _headers(grid: _Grid) -> Iterator[_Header]:
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


def _is_header(grid: _Grid, row: int) -> bool:
    texts = _headings_of(grid, row)
    if texts is None or len(texts) < 2 or any(SAYING.search(text) for text in texts):
        return False
    known = {meant.field for text in texts if (meant := meaning((text,)))}
    return len(known) >= 2 and len(known) >= KNOWN_SHARE * len(texts)


def _headings_of(grid: _Grid, row: int) -> list[str] | None:
    """The distinct texts of a row; `None` when it holds what no header does."""
    texts: dict[str, None] = {}
    for column in grid.filled(row):
        cell = grid.rows[row][column]
        if not isinstance(cell, str) or len(cell.strip()) > LONGEST_HEADING:
            return None
        text = cell.strip()
        if text.replace(".", "").isdecimal():
            return None
        texts[text] = None
    return list(texts)


def _likely(grid: _Grid) -> Iterator[_Header]:
    """Where no heading is known: the first row of three different short texts above other rows."""
    for row in range(grid.height - 1):
        texts = _headings_of(grid, row)
        if texts is None or len(texts) < 3 or any(LABELLED.search(text) for text in texts):
            continue
        below = [at for at in range(row + 1, min(row + 4, grid.height)) if grid.filled(at)]
        if below and len(grid.filled(below[0])) >= 0.5 * len(texts):
            yield _whole(grid, row)
            return


def _whole(grid: _Grid, row: int) -> _Header:
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
    return _Header(first, last, {at: name for at, name in names.items() if name})


def _to_the_left(grid: _Grid, first: int, last: int, column: int) -> str:
    if not grid.heading(last, column) or grid.is_spanned(first):
        return ""
    for at in range(column - 1, -1, -1):
        if heading := grid.heading(first, at):
            return heading if grid.heading(last, at) else ""
    return ""


def _is_upper_storey(grid: _Grid, row: int) -> bool:
    texts = _headings_of(grid, row)
    if texts is None or len(texts) < 2 or any(LABELLED.search(text) for text in texts):
        return False
    return grid.is_spanned(row) or len(grid.filled(row)) < len(grid.filled(row + 1))


def _goes_on(grid: _Grid, row: int) -> bool:
    """Whether the next row is a lower storey: its texts stand below spans or below nothing."""
    texts = _headings_of(grid, row + 1)
    if not texts:
        return False
    below = set(grid.filled(row + 1))
    beside = [at for at in grid.filled(row) if at not in below]
    if grid.is_spanned(row):
        spanned = [at for at in below if grid.heading(row, at) != shown(_at(grid, row, at))]
        heads = [at for at in below if at + 1 in spanned]
        return bool(spanned) and below <= {*spanned, *heads} and bool(beside or len(below) > 1)
    # Without merged cells: below the blanks, and below the headings that these belong to.
    over_blanks = [at for at in below if is_blank(_at(grid, row, at))]
    return bool(over_blanks and beside) and all(meaning((text,)) for text in texts)


def _at(grid: _Grid, row: int, column: int) -> Cell:
    cells = grid.rows[row]
    return cells[column] if column < len(cells) else None


def _side_by_side(names: dict[int, tuple[str, ...]]) -> list[dict[int, tuple[str, ...]]]:
    """The columns of tables that stand beside one another; mostly it is one table."""
    groups: list[dict[int, tuple[str, ...]]] = []
    for column, name in names.items():
        if not groups or column - 1 not in names:
            groups.append({})
        groups[-1][column] = name
    known = [{m.field for n in group.values() if (m := meaning(n))} for group in groups]
    apart = len(groups) > 1 and all(len(each) >= 2 for each in known)
    repeated = apart and bool(set.intersection(*known))
    return groups if repeated else [names]


def _take_titles(grid: _Grid, start: int, end: int, skipped: list[Skipped]) -> str:
    lines = [(row, grid.first_text(row)) for row in range(start, end) if grid.filled(row)]
    for row, _ in lines:
        text = " ".join(shown(grid.rows[row][at]) for at in grid.filled(row))
        skipped.append(Skipped(grid.sheet.name, row, "title", text[:200]))
    return " ".join(text for _, text in lines)[:200]


def _before_title(grid: _Grid, start: int, end: int) -> int:
    if end == grid.height:
        return end
    while end > start:
        columns = grid.filled(end - 1)
        labels = columns and LABELLED.search(grid.first_text(end - 1))
        if len(columns) > 1 and not labels:
            break
        if columns and NOTE.match(plain(grid.first_text(end - 1))):
            break
        end -= 1
    return end


def _table(
    grid: _Grid,
    header: _Header,
    names: dict[int, tuple[str, ...]],
    title: str,
    end: int,
    skipped: list[Skipped],
) -> Table:
    columns = [Column(at, name) for at, name in names.items()]
    columns = [*columns, *_unnamed(grid, header, names, end)]
    columns.sort(key=lambda column: column.index)
    headings = frozenset(bare(text) for each in columns for text in (*each.storeys, each.name))
    lines, section = [], ""
    for row in range(header.last + 1, end):
        cells = tuple(grid.cell(row, column.index) for column in columns)
        filled = [cell for cell in cells if not is_blank(cell)]
        if not grid.filled(row) or not filled:
            continue
        kind = _no_data(grid, row, headings, filled, width=len(columns))
        if kind is None:
            lines.append(Line(row, cells, section))
        elif kind == "section":
            section = grid.first_text(row)
        else:
            text = " ".join(map(shown, filled))[:200]
            skipped.append(Skipped(grid.sheet.name, row, kind, text))
    pictures: dict[tuple[int, int], tuple[str, ...]] = {}
    for each in grid.sheet.pictures:
        at = (each.row, each.column)
        pictures[at] = (*pictures.get(at, ()), each.sha256)
    header_rows = tuple(range(header.first, header.last + 1))
    return Table(grid.sheet.name, title, header_rows, tuple(columns), tuple(lines), pictures)


def _unnamed(
    grid: _Grid, header: _Header, names: dict[int, tuple[str, ...]], end: int
) -> list[Column]:
    """Columns between the named ones, or right of them, in which something stands regularly."""
    if len(names) < len(header.names):
        return []
    counts: dict[int, int] = {}
    for row in range(header.last + 1, end):
        for at in grid.filled(row):
            if at not in names:
                counts[at] = counts.get(at, 0) + 1
    return [Column(at, ()) for at, count in counts.items() if count > 1 or at < max(names)]


def _no_data(
    grid: _Grid, row: int, headings: frozenset[str], filled: Sequence[Cell], *, width: int
) -> SkipKind | Literal["section"] | None:
    own = grid.filled(row)
    first = plain(shown(filled[0]))
    second = plain(shown(filled[1])) if len(filled) > 1 else ""
    rest = [cell for cell in filled[1:] if isinstance(cell, str) and len(cell) > 12]
    if (TOTAL.match(first) or TOTAL.match(second)) and not rest:
        return "total"
    if len(own) > 1 and first in headings:
        texts = [bare(shown(grid.rows[row][at])) for at in own]
        if all(text in headings for text in texts):
            return "header"
    if len({shown(cell) for cell in filled}) <= 3 and NOTE.match(first):
        return "note"
    if len(own) == 1 and grid.wide.get(row, 1) >= max(2, width // 2):
        return "note" if len(first) > LONGEST_HEADING or NOTE.match(first) else "section"
    if len(own) == 1 and re.match(r"^[一二三四五六七八九十]+、", first):
        return "section"
    return None
