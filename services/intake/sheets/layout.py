"""Where the tables of a sheet are: titles, two-storey headers, notes and totals aside."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from services.contracts.headings import bare, meaning
from services.intake.judgement.text import plain
from services.intake.sheets.cells import Cell, Sheet, is_blank, is_formula, letters, shown
from services.intake.sheets.grid import Grid
from services.intake.sheets.header_rows import (
    LABELLED,
    LONGEST_HEADING,
    Header,
    headers_of,
    side_by_side,
)

TOTAL = re.compile(
    r"(本页|本月|全区|全市)?(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|平\s*均|总\s*数|total)"
    r"[\s:：(（]*[\d\s.,，、%处个件项条起元万]*[)）]?"
)
"""A whole cell: a description may begin with 共计 as well."""
NOTE = re.compile(
    r"^(注|备注|说明|填表|制表|审核|复核|负责人|单位负责人|联系|单位盖章|盖章|签字|签名|填报|报送|"
    r"制单|统计|经办|批准|审批|日期|报表|数据来源|截至|截止|附件|主管|分管)[^，。]{0,8}[:：]"
    r"|^(注|备注|说明)\s*[:：]|^\*|^※"
)

NUMBERED = re.compile(r"^[(（]?[一二三四五六七八九十]+[)）]?、|^[(（][一二三四五六七八九十]+[)）]")
PAGE = re.compile(r"(第?\d+页)?[,，/]?([共第]?\d+页)|-\d+-|page\d+(of\d+)?")
SHORTEST_TITLE = 4
TELLING = ("description", "address")
GROUPING = ("serial", "street", "district", "category", "major")
"""Fields in whose columns a heading above a group may stand alone."""

SkipKind = Literal["title", "section", "note", "total", "header", "no-table"]


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
    """A row of data, in the table's columns. `section` is the heading above its group; `carried`
    are the cells that stand in a row above."""

    row: int
    cells: tuple[Cell, ...]
    section: str = ""
    carried: frozenset[int] = frozenset()


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


def lay_out(sheet: Sheet) -> Layout:
    """Every table of a sheet, and what was left out."""
    grid = Grid(sheet)
    headers = list(headers_of(grid))
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
            _table(grid, header, names, title, end, skipped) for names in side_by_side(header.names)
        ]
        above = end
    return Layout(tuple(tables), tuple(dict.fromkeys(skipped)))


def _take_titles(grid: Grid, start: int, end: int, skipped: list[Skipped]) -> str:
    lines = [(row, grid.first_text(row)) for row in range(start, end) if grid.filled(row)]
    for row, _ in lines:
        text = " ".join(shown(grid.rows[row][at]) for at in grid.filled(row))
        skipped.append(Skipped(grid.sheet.name, row, "title", text[:200]))
    return " ".join(text for _, text in lines)[:200]


def _before_title(grid: Grid, start: int, end: int) -> int:
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
    grid: Grid,
    header: Header,
    names: dict[int, tuple[str, ...]],
    title: str,
    end: int,
    skipped: list[Skipped],
) -> Table:
    columns = [Column(at, name) for at, name in names.items()]
    columns = [*columns, *_unnamed(grid, header, names, end)]
    columns.sort(key=lambda column: column.index)
    serial = {each.index for each in columns if _means(each, "serial")}
    telling = [each.index for each in columns if _means(each, "number", *TELLING)]
    grouping = {each.index for each in columns[:1] if _means(each, *GROUPING)}
    pictured = {each.row for each in grid.sheet.pictures}
    headings = frozenset(bare(text) for each in columns for text in (*each.storeys, each.name))
    indices = [column.index for column in columns]
    lines, section = [], ""
    for row in range(header.last + 1, end):
        if not grid.rows[row]:
            continue
        cells = grid.cells(row, indices)
        filled = [cell for cell in cells if not is_blank(cell)]
        if filled and _holds_only_pictures(grid, row, telling):
            continue
        if not filled or not grid.filled(row):
            continue
        if row not in pictured and _is_only_numbered(grid, row, serial):
            continue
        kind = _no_data(
            grid, row, headings, filled, title=title, width=len(columns), grouping=grouping
        )
        if kind is None:
            lines.append(Line(row, cells, section))
        else:
            section = grid.first_text(row) if kind == "section" else section
            text = " ".join(map(shown, filled))[:200]
            skipped.append(Skipped(grid.sheet.name, row, kind, text))
    pictures: dict[tuple[int, int], tuple[str, ...]] = {}
    held = {line.row for line in lines}
    for each in grid.sheet.pictures:
        at = (each.row if each.row in held else grid.top_of(each.row, telling), each.column)
        pictures[at] = (*pictures.get(at, ()), each.sha256)
    header_rows = tuple(range(header.first, header.last + 1))
    return Table(grid.sheet.name, title, header_rows, tuple(columns), tuple(lines), pictures)


def _unnamed(
    grid: Grid, header: Header, names: dict[int, tuple[str, ...]], end: int
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


def _means(column: Column, *fields: str) -> bool:
    meant = meaning(column.storeys)
    return meant is not None and meant.field in fields


def _holds_only_pictures(grid: Grid, row: int, telling: Iterable[int]) -> bool:
    """Whether a row goes on with the one above: its cells are merged with it, but for pictures."""
    texts = [shown(grid.rows[row][at]) for at in grid.filled(row)]
    return grid.top_of(row, telling) < row and all(map(is_formula, texts))


def _is_only_numbered(grid: Grid, row: int, serial: set[int]) -> bool:
    """Numbered in advance and never filled in: as good as blank."""
    own = grid.filled(row)
    return serial.issuperset(own) and all(_is_number(shown(grid.rows[row][at])) for at in own)


def _is_number(text: str) -> bool:
    return text.replace(".", "").isdecimal()


def _is_signed(filled: Sequence[Cell]) -> bool:
    """填表人：　审核人：　联系电话：, each in a cell of its own."""
    labels = [text for cell in filled if NOTE.match(text := plain(shown(cell)))]
    return 2 * len(labels) >= len(filled)


def _no_data(
    grid: Grid,
    row: int,
    headings: frozenset[str],
    filled: Sequence[Cell],
    *,
    title: str,
    width: int,
    grouping: Container[int],
) -> SkipKind | None:
    own = grid.filled(row)
    first = plain(shown(filled[0]))
    second = plain(shown(filled[1])) if len(filled) > 1 else ""
    rest = [cell for cell in filled[1:] if isinstance(cell, str) and len(cell) > 12]
    if (TOTAL.fullmatch(first) or TOTAL.fullmatch(second)) and not rest:
        return "total"
    if len(own) > 1 and first in headings:
        texts = [bare(shown(grid.rows[row][at])) for at in own]
        if all(text in headings for text in texts):
            return "header"
    if len(own) == 1 and len(first) >= SHORTEST_TITLE and first in plain(title):
        return "title"
    if len(own) == 1 and PAGE.fullmatch(first):
        return "note"
    if NOTE.match(first) and (len({shown(cell) for cell in filled}) <= 3 or _is_signed(filled)):
        return "note"
    if len(own) == 1 and grid.wide.get(row, 1) >= max(2, width // 2):
        return "note" if len(first) > LONGEST_HEADING or NOTE.match(first) else "section"
    if len(own) == 1 and (NUMBERED.match(first) or (own[0] in grouping and not _is_number(first))):
        return "section"
    return None
