"""A sheet's rows with its merged cells told."""

from collections.abc import Iterable, Sequence

from services.contracts.headings import words
from services.intake.sheets.cells import Cell, Sheet, is_blank, shown
from services.intake.sheets.limits import COLUMNS

MERGED = 500_000
"""Cells of merged ranges that are followed; a crafted sheet may merge all of itself, often."""

TALLEST = 1_000
"""Rows of a merged range below whose first one pictures are looked for."""


class Grid:
    """Cells as data, as headings, and as they stand."""

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
            if (
                len(self._across)
                + len(self._down)
                + (bottom - each.top + 1) * (right - each.left + 1)
                > MERGED
            ):
                break
            for row in range(each.top, bottom + 1):
                for column in range(each.left, right + 1):
                    if (row, column) == master:
                        continue
                    self._across[row, column] = master
                    if column == each.left:
                        self._down[row, column] = master
            # Rows below the last that is filled count as well: pictures lie there.
            for row in range(bottom + 1, min(each.bottom, each.top + TALLEST) + 1):
                self._down[row, each.left] = master
            width = each.right - each.left + 1
            self.wide[each.top] = max(self.wide.get(each.top, 0), width)

    def cells(self, row: int, columns: Sequence[int]) -> tuple[Cell, ...]:
        """Cells of data: what is merged downwards holds for every row of it."""
        cells = self.rows[row]
        width = len(cells)
        if not self._down:
            return tuple([cells[at] if at < width else None for at in columns])
        return tuple(self.own(*self._down.get((row, at), (row, at))) for at in columns)

    def heading(self, row: int, column: int) -> str:
        """A cell of a header: what is merged in any direction holds for all of it."""
        row, column = self._across.get((row, column), (row, column))
        return shown(self.own(row, column)).replace("\n", "").strip()

    def filled(self, row: int) -> list[int]:
        """The columns of a row in which something stands itself."""
        return [at for at, cell in enumerate(self.rows[row]) if not is_blank(cell)]

    def width(self, row: int) -> int:
        spanned = [column + 1 for (at, column) in self._across if at == row]
        return max([len(self.rows[row]), *spanned]) if spanned else len(self.rows[row])

    def top_of(self, row: int, columns: Iterable[int]) -> int:
        """The row in which the nearest of these cells that is merged down to this one begins."""
        tops = [self._down[row, at][0] for at in columns if (row, at) in self._down]
        return max(tops, default=row)

    def is_spanned(self, row: int) -> bool:
        return self.wide.get(row, 1) > 1

    def mentions_heading(self, row: int) -> bool:
        """Whether any cell is, letter by letter, a heading that is known."""
        known = words()
        return any(isinstance(cell, str) and cell in known for cell in self.rows[row])

    def first_text(self, row: int) -> str:
        columns = self.filled(row)
        return shown(self.rows[row][columns[0]]) if columns else ""

    def own(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < self.height else ()
        return cells[column] if column < len(cells) else None
