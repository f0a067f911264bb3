"""Pictures that lie in cells: drawings anchored to one, WPS's own `DISPIMG` formulas, and what
Excel placed in cells."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from xml.etree.ElementTree import Element

from services.intake.sheets.album import Album
from services.intake.sheets.archive import WORKBOOK, Archive
from services.intake.sheets.cells import Picture, column_of
from services.intake.sheets.parts import RELATION_ID, local, parsed, relations
from services.intake.sheets.rich_values import pictures_by_value
from services.intake.sheets.sizes import Sizes

DISPIMG = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b[^>]*>[^<]*DISPIMG\((?:"|&quot;)([^"&]+)'
)
PLACED = re.compile(rb'<c\b(?=[^>]*?\bvm="(\d+)")[^>]*?\br="([A-Z]+)(\d+)"')
CELL_IMAGES = "xl/cellimages.xml"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


def pictures_of(archive: Archive) -> Album:
    """The pictures in the cells of all sheets."""
    keeper = _Keeper(archive)
    by_name, by_value = _by_name(archive, keeper), pictures_by_value(archive)
    for name, part in sheet_parts(archive).items():
        for each in chain(
            _drawn(archive, part, keeper),
            _displayed(archive, part, by_name),
            _placed_in_cells(archive, part, by_value, keeper),
        ):
            keeper.album.place(name, each)
    return keeper.album


def sheet_parts(archive: Archive) -> dict[str, str]:
    """The part of every worksheet, by the name people see."""
    related = relations(archive, WORKBOOK)
    parts = {}
    for each in parsed(archive, WORKBOOK).iter():
        if local(each) == "sheet":
            part = related.get(each.get(RELATION_ID, ""))
            if part is not None and part in archive:
                parts[each.get("name", "")] = part
    return parts


class _Keeper:
    """Reads each picture's part once."""

    def __init__(self, archive: Archive) -> None:
        self.album = Album()
        self._archive = archive
        self._by_part: dict[str, str | None] = {}

    def keep(self, part: str) -> str | None:
        """The SHA-256 of the picture in a part; `None` if it is none."""
        if part not in self._by_part:
            content = self._archive.read(part) if part in self._archive else b""
            self._by_part[part] = self.album.keep(content)
        return self._by_part[part]


def _drawn(archive: Archive, sheet: str, keeper: _Keeper) -> Iterator[Picture]:
    for drawing in relations(archive, sheet).values():
        if not drawing.startswith("xl/drawings/") or drawing not in archive:
            continue
        if not drawing.endswith(".xml"):
            continue
        related, sizes = relations(archive, drawing), Sizes(archive.read(sheet))
        for anchor in parsed(archive, drawing):
            parts = {local(each): each for each in anchor}
            if "from" not in parts:
                continue
            row, column = sizes.cell_of(*(_place(parts.get(name)) for name in ("from", "to")))
            for blip in (each for each in anchor.iter() if local(each) == "blip"):
                if digest := keeper.keep(related.get(blip.get(EMBED, ""), "")):
                    yield Picture(row, column, digest)


def _place(corner: Element | None) -> dict[str, int]:
    return {} if corner is None else {local(each): int(each.text or 0) for each in corner}


def _displayed(archive: Archive, sheet: str, by_name: Mapping[str, str]) -> Iterator[Picture]:
    if not by_name:
        return
    for column, row, name in DISPIMG.findall(archive.read(sheet)):
        digest = by_name.get(name.decode(errors="replace"))
        if digest:
            yield Picture(int(row) - 1, column_of(column.decode()), digest)


def _placed_in_cells(
    archive: Archive, sheet: str, by_value: Mapping[int, str], keeper: _Keeper
) -> Iterator[Picture]:
    if not by_value:
        return
    for value, column, row in PLACED.findall(archive.read(sheet)):
        digest = keeper.keep(by_value.get(int(value), ""))
        if digest:
            yield Picture(int(row) - 1, column_of(column.decode()), digest)


def _by_name(archive: Archive, keeper: _Keeper) -> dict[str, str]:
    """WPS's in-cell pictures by the name that `DISPIMG` calls."""
    if CELL_IMAGES not in archive:
        return {}
    related = relations(archive, CELL_IMAGES)
    found = {}
    for image in parsed(archive, CELL_IMAGES):
        parts = {local(each): each for each in image.iter()}
        if "cNvPr" not in parts or "blip" not in parts:
            continue
        digest = keeper.keep(related.get(parts["blip"].get(EMBED, ""), ""))
        if digest:
            found[parts["cNvPr"].get("name", "")] = digest
    return found
