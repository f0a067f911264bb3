"""Where the tables of a sheet are: titles, two-storey headers, notes and totals aside."""

from dataclasses import dataclass

from services.intake.judgement.text import plain
from services.intake.sheets.asides import NOTE, Asides, SkipKind
from services.intake.sheets.cells import Cell, Sheet, is_blank, shown
from services.intake.sheets.grid import Grid
from services.intake.sheets.header_rows import LABELLED, Column, Header, headers_of, side_by_side


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
    asides = Asides(grid, columns, title)
    indices = [column.index for column in columns]
    lines, section = [], ""
    for row in range(header.last + 1, end):
        if not grid.rows[row]:
            continue
        own, cells = grid.filled(row), grid.cells(row, indices)
        filled = [cell for cell in cells if not is_blank(cell)]
        if not filled or not own or asides.is_blank(row, own):
            continue
        kind = asides.kind(row, own, filled)
        if kind is None:
            lines.append(Line(row, cells, section))
        else:
            section = shown(grid.rows[row][own[-1]]) if kind == "section" else section
            text = " ".join(map(shown, filled))[:200]
            skipped.append(Skipped(grid.sheet.name, row, kind, text))
    pictures: dict[tuple[int, int], tuple[str, ...]] = {}
    held = {line.row for line in lines}
    for each in grid.sheet.pictures:
        at = (each.row if each.row in held else asides.spanning(each.row), each.column)
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
