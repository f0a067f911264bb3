"""A template filled: rows below its head in the look of its own first row, the rest as it was."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.styles.cell_style import StyleArray

from services.ledger.exports.cells import Cell
from services.ledger.layouts.layout import Head

GENERAL, DAY = "General", "yyyy-mm-dd"
LONGEST = 32_767


@dataclass(frozen=True)
class _Below:
    """A row under the data, like where people sign."""

    height: float | None
    cells: tuple[tuple[int, Any, Any], ...]


class Filled:
    """A workbook in the making; its cells are kept in memory until it is closed."""

    def __init__(self, path: Path, content: bytes, sheet: str, head: Head) -> None:
        self._path = path
        self._book = openpyxl.load_workbook(BytesIO(content))
        self._sheet: Any = self._book[sheet]
        self._first, self._body, self._rows = head.row + 1, head.body, 0
        self._columns = [each.index + 1 for each in head.columns]
        self._below, self._merged = self._take_below(head)
        width = max(self._sheet.max_column, *self._columns)
        model: list[Any] = [self._sheet.cell(self._first, at) for at in range(1, width + 1)]
        self._looks = [copy(each._style) for each in model]
        self._height = self._sheet.row_dimensions[self._first].height

    def add_all(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Put rows below the others."""
        for row in rows:
            self.add(row)

    def add(self, row: Sequence[Cell]) -> None:
        """Put a row below the others; texts are texts, whatever they begin with."""
        at = self._first + self._rows
        self._rows += 1
        if self._height is not None:
            self._sheet.row_dimensions[at].height = self._height
        for column, look in enumerate(self._looks, start=1):
            self._sheet.cell(at, column)._style = copy(look)
        for column, value in zip(self._columns, row, strict=True):
            if value is not None:
                self._put(self._sheet.cell(at, column), value)

    def close(self) -> None:
        """Put back what stood below the data, and write the file."""
        moved = max(self._body, self._rows)
        for offset, below in enumerate(self._below):
            at = self._first + moved + offset
            self._sheet.row_dimensions[at].height = below.height
            for column, value, look in below.cells:
                cell = self._sheet.cell(at, column)
                cell.value, cell._style = value, look
        for first_row, last_row, first, last in self._merged:
            start = self._first + moved
            self._sheet.merge_cells(
                start_row=start + first_row, end_row=start + last_row,
                start_column=first, end_column=last,
            )  # fmt: skip
        self._book.save(self._path)

    def _put(self, cell: Any, value: Cell) -> None:
        if isinstance(value, str):
            text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
            cell.value, cell.data_type = text, "s"
            return
        look = cell.number_format
        cell.value = value
        if isinstance(value, date):
            cell.number_format = DAY if look == GENERAL else look

    def _take_below(self, head: Head) -> tuple[list[_Below], list[tuple[int, int, int, int]]]:
        """Lift off everything under the head, and keep what comes after the rows for data."""
        sheet, start = self._sheet, self._first + head.body
        merged = [each for each in sheet.merged_cells.ranges if each.min_row >= self._first]
        places = [
            (each.min_row - start, each.max_row - start, each.min_col, each.max_col)
            for each in merged
            if each.min_row >= start
        ]
        for each in list(merged):
            sheet.unmerge_cells(str(each))
        below = [
            _Below(sheet.row_dimensions[row[0].row].height, tuple(_cells(row)))
            for row in sheet.iter_rows(min_row=start)
        ]
        for row in sheet.iter_rows(min_row=self._first):
            for cell in row:
                cell.value = None
                if cell.row >= start:
                    cell._style = StyleArray()
        return below, places


def _cells(row: Iterable[Any]) -> Iterable[tuple[int, Any, Any]]:
    return (
        (each.column, each.value, copy(each._style))
        for each in row
        if not isinstance(each, MergedCell)
    )
