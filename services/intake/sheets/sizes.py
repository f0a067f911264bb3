"""How high and wide a sheet's cells are, as far as it tells to which one a picture belongs."""

import re
from collections.abc import Mapping

ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*?\bht="(\d+(?:\.\d+)?)"')
COLUMN = re.compile(rb"<col\b[^>]*>")
NUMBER = re.compile(rb'\b(min|max|width)="(\d+(?:\.\d+)?)"')
DEFAULT = re.compile(rb'\bdefaultRowHeight="(\d+(?:\.\d+)?)"')
POINT, PIXEL = 12_700, 9_525
"""In English metric units, which pictures are placed by."""
HEIGHT, WIDTH = 15.0, 8.43
SLIP = 0.2
"""Share of a cell that a picture may cover and still be meant for the next one."""


class Sizes:
    """Rows and columns from 0, of the XML of a worksheet."""

    def __init__(self, sheet: bytes) -> None:
        default = DEFAULT.search(sheet)
        self._height = float(default[1]) if default else HEIGHT
        self._heights = {int(row) - 1: float(height) for row, height in ROW.findall(sheet)}
        self._widths = [
            {name.decode(): float(number) for name, number in NUMBER.findall(each)}
            for each in COLUMN.findall(sheet)
        ]

    def cell_of(self, corner: Mapping[str, int], opposite: Mapping[str, int]) -> tuple[int, int]:
        """The row and column of a picture that lies between two corners: where it begins, or the
        next one where it only just reaches into that."""
        row, column = corner.get("row", 0), corner.get("col", 0)
        height = self._heights.get(row, self._height) * POINT
        width = (self._width(column) * 7 + 5) * PIXEL
        down = opposite.get("row", row) > row and slips(corner.get("rowOff", 0), height)
        right = opposite.get("col", column) > column and slips(corner.get("colOff", 0), width)
        return row + down, column + right

    def _width(self, column: int) -> float:
        of = (
            each["width"]
            for each in self._widths
            if {"min", "max", "width"} <= each.keys() and each["min"] <= column + 1 <= each["max"]
        )
        return next(of, WIDTH)


def slips(offset: int, size: float) -> bool:
    """Whether a picture that begins so far into a cell only just reaches into it."""
    return size - offset < SLIP * size
