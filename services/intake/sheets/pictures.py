"""Pictures that lie in cells: drawings anchored to one, WPS's own `DISPIMG` formulas, and what
Excel placed in cells."""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import chain
from xml.etree.ElementTree import Element

from services.intake.sheets import limits
from services.intake.sheets.archive import WORKBOOK, Archive
from services.intake.sheets.cells import Picture, column_of
from services.intake.sheets.parts import RELATION_ID, local, parsed, relations
from services.intake.sheets.rich_values import pictures_by_value
from services.intake.sheets.sizes import Sizes
from services.intake.sheets.unreadable import TooManyPictures

DISPIMG = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b[^>]*>[^<]*DISPIMG\((?:"|&quot;)([^"&]+)'
)
PLACED = re.compile(rb'<c\b(?=[^>]*?\bvm="(\d+)")[^>]*?\br="([A-Z]+)(\d+)"')
CELL_IMAGES = "xl/cellimages.xml"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
KNOWN = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"RIFF")
"""Beginnings of photos; drawings in vectors (EMF, WMF) show nothing that was photographed."""

Found = tuple[dict[str, list[Picture]], dict[str, bytes]]


def pictures_of(archive: Archive) -> Found:
    """By sheet name the pictures in its cells, and all their bytes by SHA-256."""
    keeper = _Keeper(archive)
    by_name, by_value = _by_name(archive, keeper), pictures_by_value(archive)
    found: dict[str, list[Picture]] = {}
    number = 0
    for name, part in sheet_parts(archive).items():
        placed = []
        for each in chain(
            _drawn(archive, part, keeper),
            _displayed(archive, part, by_name),
            _placed_in_cells(archive, part, by_value, keeper),
        ):
            placed.append(each)
            number += 1
            if number > limits.PICTURES:
                raise _too_many()
        if placed:
            found[name] = placed
    return found, keeper.kept


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


def _too_many() -> TooManyPictures:
    return TooManyPictures(limit=limits.PICTURES, megabytes=limits.PICTURE_BYTES // 1_000_000)


class _Keeper:
    """Keeps each picture once."""

    def __init__(self, archive: Archive) -> None:
        self.kept: dict[str, bytes] = {}
        self._size = 0
        self._archive = archive
        self._by_part: dict[str, str | None] = {}

    def keep(self, part: str) -> str | None:
        """The SHA-256 of the picture in a part; `None` if it is none."""
        if part not in self._by_part:
            content = self._archive.read(part) if part in self._archive else b""
            digest = sha256(content).hexdigest() if content.startswith(KNOWN) else None
            if digest and digest not in self.kept:
                self.kept[digest] = content
                self._size += len(content)
                if self._size > limits.PICTURE_BYTES:
                    raise _too_many()
            self._by_part[part] = digest
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
