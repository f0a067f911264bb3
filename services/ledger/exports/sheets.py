"""Cells of workbooks: texts that never become formulas, dates as dates, pictures that fit."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter.image import Image

from services.ledger.exports.cells import Cell

WIDE, HIGH = 150, 112
"""Pixels of a cell with a picture."""
COLUMN, ROW = 21.4, 90.0
"""The same as a column's width (characters) and a row's height (points), with a margin."""
MARGIN = 4
LONGEST = 32_767
"""Characters that a cell holds."""


def write(sheet: Any, row: int, column: int, value: Cell, formats: dict[type, Any]) -> None:
    """Put a value into a cell; `formats` by the value's type, `str` for everything else."""
    plain = formats.get(str)
    match value:
        case None:
            sheet.write_blank(row, column, None, plain)
        case str():
            sheet.write_string(row, column, value[:LONGEST], plain)
        case datetime():
            sheet.write_datetime(row, column, value, formats.get(datetime, plain))
        case date():
            sheet.write_datetime(row, column, value, formats.get(date, plain))
        case _:
            sheet.write_number(row, column, value, formats.get(float, plain))


def put_picture(sheet: Any, row: int, column: int, path: Path) -> None:
    """Lay a picture into a cell, as large as fits; it moves and is sorted with the cell."""
    image = Image(str(path))
    across, down = 96 / image.x_dpi, 96 / image.y_dpi
    scale = min(WIDE / (image.width * across), HIGH / (image.height * down))
    placed = {"object_position": 1, "x_scale": scale, "y_scale": scale}
    left = MARGIN + (WIDE - image.width * across * scale) / 2
    top = MARGIN + (HIGH - image.height * down * scale) / 2
    sheet.insert_image(
        row, column, str(path), {**placed, "x_offset": left, "y_offset": top, "decorative": True}
    )
