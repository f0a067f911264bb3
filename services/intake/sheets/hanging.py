"""Cells left blank below what holds for them, too: a street that is written once above its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from services.intake.sheets.cells import Cell, is_blank
from services.intake.sheets.layout import Line

GROUPING = ("street", "district")
"""Fields by which rows are grouped, each written in its group's first row alone."""
CONTINUED = frozenset({"street", "district", "address", "organisation", "found_at", "due_at"})
"""What a row without a number of its own shares with the row above."""


def hung(lines: Sequence[Line], places: Mapping[str, int]) -> Sequence[Line]:
    """The lines with blank cells filled from above where they go on with it; `carried` names these.

    `places` are the lines' cells by field.
    """
    for field in GROUPING:
        if field in places and _groups(lines, places[field]):
            lines = _filled(lines, places[field])
    if "serial" in places and "address" in places and "description" in places:
        lines = _continued(lines, places)
    return lines


def _groups(lines: Sequence[Line], at: int) -> bool:
    """Whether a column begins groups: never the same twice in a row, and mostly blank."""
    told = [line.cells[at] for line in lines if not is_blank(line.cells[at])]
    if not told or is_blank(lines[0].cells[at]) or 2 * len(told) > len(lines):
        return False
    return all(one != other for one, other in pairwise(told))


def _filled(lines: Sequence[Line], at: int) -> list[Line]:
    filled, above = [], None
    for line in lines:
        if is_blank(line.cells[at]):
            line = _with(line, {at: above})
        above = line.cells[at]
        filled.append(line)
    return filled


def _continued(lines: Sequence[Line], places: Mapping[str, int]) -> list[Line]:
    """Several problems of one place, of which only the first row has its number and the place."""
    shared = [at for field, at in places.items() if field in CONTINUED]
    continued: list[Line] = []
    for line in lines:
        above = continued[-1] if continued else None
        goes_on = (
            above is not None
            and above.row == line.row - 1
            and is_blank(line.cells[places["serial"]])
            and is_blank(line.cells[places["address"]])
            and not is_blank(line.cells[places["description"]])
            and not is_blank(above.cells[places["address"]])
        )
        if goes_on and above is not None:
            line = _with(line, {at: above.cells[at] for at in shared if is_blank(line.cells[at])})
        continued.append(line)
    return continued


def _with(line: Line, cells: Mapping[int, Cell]) -> Line:
    told = tuple(cells.get(at, cell) for at, cell in enumerate(line.cells))
    return replace(line, cells=told, carried=line.carried | cells.keys())
