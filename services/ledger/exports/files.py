"""The kinds of files: each takes rows one by one and needs the memory of a few."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import xlsxwriter

from services.ledger.exports import sheets
from services.ledger.exports.cells import Cell
from services.ledger.exports.kinds import Format

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""What a text must not begin with where a spreadsheet would take it for a formula (rule 71)."""
WIDEST = 40
SHEET = "超级大表"

Point = tuple[float, float] | None
"""Longitude and latitude of a row, where it has them."""


class File(Protocol):
    """A file in the making."""

    def add(self, row: Sequence[Cell], point: Point) -> None:
        """Put a row below the others."""

    def close(self) -> None:
        """Finish the file."""


class CsvFile:
    """UTF-8 with the mark that Excel and WPS know it by."""

    def __init__(self, path: Path, head: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(head)

    def add(self, row: Sequence[Cell], point: Point) -> None:
        self._writer.writerow([plain(cell) for cell in row])

    def close(self) -> None:
        self._file.close()


class XlsxFile:
    """A workbook of one sheet, its head frozen and filtered. Texts are texts, never formulas.

    With `pictures` further columns of these names hold a picture each.
    """

    def __init__(self, path: Path, head: Sequence[str], pictures: Sequence[str] = ()) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._sheet = self._book.add_worksheet(SHEET)
        bold = self._book.add_format({"bold": True})
        across = {"valign": "vcenter", "text_wrap": True} if pictures else {}
        self._formats = {
            str: self._book.add_format(across) if pictures else None,
            datetime: self._book.add_format({"num_format": "yyyy-mm-dd hh:mm", **across}),
            date: self._book.add_format({"num_format": "yyyy-mm-dd", **across}),
        }
        self._sheet.freeze_panes(1, 0)
        for at, name in enumerate((*head, *pictures)):
            width = min(WIDEST, max(12, 2 * len(name) + 4)) if at < len(head) else sheets.COLUMN
            self._sheet.set_column(at, at, width)
            self._sheet.write_string(0, at, name, bold)
        self._texts, self._width, self._rows = len(head), len(head) + len(pictures), 0

    def add(self, row: Sequence[Cell], point: Point, pictures: Sequence[Path | None] = ()) -> None:
        self._rows += 1
        if any(pictures):
            self._sheet.set_row(self._rows, sheets.ROW)
        for at, cell in enumerate(row):
            if cell is not None:
                sheets.write(self._sheet, self._rows, at, cell, self._formats)
        for at, path in enumerate(pictures, start=self._texts):
            if path is not None:
                sheets.put_picture(self._sheet, self._rows, at, path)

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._rows, self._width - 1)
        self._book.close()


class GeoJsonFile:
    """RFC 7946: a point for every row that has one; its properties by the columns' words."""

    def __init__(self, path: Path, head: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._file.write('{"type": "FeatureCollection", "features": [')
        self._head, self._first = head, True

    def add(self, row: Sequence[Cell], point: Point) -> None:
        if point is None:
            return
        properties = {
            name: cell.isoformat() if isinstance(cell, date) else cell
            for name, cell in zip(self._head, row, strict=True)
        }
        geometry = {"type": "Point", "coordinates": list(point)}
        feature = {"type": "Feature", "geometry": geometry, "properties": properties}
        between = "\n" if self._first else ",\n"
        self._file.write(between + json.dumps(feature, ensure_ascii=False))
        self._first = False

    def close(self) -> None:
        self._file.write("\n]}\n")
        self._file.close()


FILES: Mapping[Format, Callable[[Path, Sequence[str]], File]] = {
    "csv": CsvFile,
    "xlsx": XlsxFile,
    "geojson": GeoJsonFile,
}


def plain(cell: Cell) -> str | int | float:
    """A cell as CSV holds it; no text can become a formula."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(FORMULAS):
        return f"'{cell}"
    return cell
