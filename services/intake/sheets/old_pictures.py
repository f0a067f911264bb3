"""Pictures of .xls and .et: drawings among a sheet's records, their bytes in one place for all
([MS-XLS] 2.4.170 MsoDrawing, [MS-ODRAW])."""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from services.intake.sheets.album import Album
from services.intake.sheets.cells import Picture
from services.intake.sheets.sizes import slips

BOOK = "Workbook"
"""The stream since Excel 97; older ones have no such drawings."""
BEGINS, ENDS, SHEET, ENCRYPTED = 0x0809, 0x000A, 0x0085, 0x002F
GROUP, DRAWING, CONTINUED = 0x00EB, 0x00EC, 0x003C
SHAPE, OPTIONS, ANCHOR, STORED = 0xF004, 0xF00B, 0xF010, 0xF007
PICTURE_OPTION = 0x0104
CONTAINER = 0xF
BLIPS = {
    **dict.fromkeys(((0xF01D, 0x46A), (0xF01D, 0x6E2), (0xF02A, 0x46A), (0xF02A, 0x6E2)), 17),
    **dict.fromkeys(((0xF01D, 0x46B), (0xF01D, 0x6E3), (0xF02A, 0x46B), (0xF02A, 0x6E3)), 33),
    (0xF01E, 0x6E0): 17,
    (0xF01E, 0x6E1): 33,
}
"""JPEG and PNG by type and instance, and the bytes before the picture's own."""
STORED_HEAD = 36
FRACTIONS_DOWN, FRACTIONS_RIGHT = 256, 1024
"""Parts of a row's height and of a column's width that a corner lies in."""

Record = tuple[int, int, bytes]
"""A drawing's record: its type, its instance, its content."""


def pictures_of_old(content: bytes) -> Album:
    """The pictures in the cells of all sheets."""
    album, book_and_sheets = Album(), _stream(content)
    book = list(_substream(book_and_sheets, 0))
    if any(kind == ENCRYPTED for kind, _ in book):
        return album
    digests = [_kept(album, each) for each in _within(_joined(book, GROUP), STORED)]
    for at, name in _sheets(book) if any(digests) else ():
        for shape in _within(_joined(list(_substream(book_and_sheets, at)), DRAWING), SHAPE):
            if picture := _picture(shape, digests):
                album.place(name, picture)
    return album


def _stream(content: bytes) -> bytes:
    """The book's records; none where their frame is harmed, which is its reader's to judge."""
    try:
        with olefile.OleFileIO(BytesIO(content)) as file:
            return file.openstream(BOOK).read() if file.exists(BOOK) else b""
    except (OSError, ValueError, IndexError, struct.error):
        return b""


def _substream(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of a sheet, or of the book, without those of charts inside it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == BEGINS) - (kind == ENDS)
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(book: list[tuple[int, bytes]]) -> Iterator[tuple[int, str]]:
    """Where each sheet begins, and its name."""
    for kind, data in book:
        if kind == SHEET and len(data) >= 8:
            wide, letters = data[7] & 1, data[8:]
            name = letters[: data[6] << wide].decode("utf-16-le" if wide else "latin-1", "replace")
            yield struct.unpack_from("<I", data)[0], name


def _joined(records: list[tuple[int, bytes]], wanted: int) -> bytes:
    """The content of all records of a kind, with what continues them."""
    found, last = bytearray(), 0
    for kind, data in records:
        last = wanted if kind == wanted or (kind == CONTINUED and last == wanted) else kind
        if last == wanted:
            found += data
    return bytes(found)


def _records(data: bytes) -> Iterator[Record]:
    """The drawing records one after another; of containers what they hold, after themselves."""
    at = 0
    while at + 8 <= len(data):
        head, kind, length = struct.unpack_from("<HHI", data, at)
        is_container = head & 0xF == CONTAINER
        yield kind, head >> 4, data[at + 8 : at + 8 + length]
        at += 8 if is_container else 8 + length


def _within(data: bytes, wanted: int) -> Iterator[Record]:
    return (each for each in _records(data) if each[0] == wanted)


def _kept(album: Album, stored: Record) -> str | None:
    """The SHA-256 of a picture in the group's store; `None` for vectors and what was deleted."""
    content = stored[2]
    named = content[33] if len(content) > STORED_HEAD else 0
    for kind, instance, data in _records(content[STORED_HEAD + named :]):
        before = BLIPS.get((kind, instance))
        return None if before is None else album.keep(data[before:])
    return None


def _picture(shape: Record, digests: list[str | None]) -> Picture | None:
    number, anchor = 0, None
    for kind, instance, data in _records(shape[2]):
        if kind == OPTIONS:
            number = _option(data, instance) or number
        elif kind == ANCHOR and len(data) >= 18:
            anchor = struct.unpack_from("<9H", data)
    if anchor is None or not 0 < number <= len(digests):
        return None
    _, left, right_by, top, down_by, right, _, bottom, _ = anchor
    row = top + (bottom > top and slips(down_by, FRACTIONS_DOWN))
    column = left + (right > left and slips(right_by, FRACTIONS_RIGHT))
    digest = digests[number - 1]
    return Picture(row, column, digest) if digest else None


def _option(data: bytes, count: int) -> int:
    """The number of the picture among a shape's options; 0 where it has none."""
    for at in range(0, min(6 * count, len(data) - 5), 6):
        option, value = struct.unpack_from("<HI", data, at)
        if option & 0x3FFF == PICTURE_OPTION:
            return int(value)
    return 0
