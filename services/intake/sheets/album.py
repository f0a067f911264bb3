"""The pictures of one workbook, each kept once, as many as one workbook may have."""

from hashlib import sha256

from services.intake.sheets import limits
from services.intake.sheets.cells import Picture
from services.intake.sheets.unreadable import TooManyPictures

KNOWN = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"RIFF")
"""Beginnings of photos; drawings in vectors (EMF, WMF) show nothing that was photographed."""


class Album:
    """`contents` are the pictures by SHA-256, `placed` where they lie, by sheet name.

    `TooManyPictures` from whatever puts in more than `limits` allow.
    """

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.placed: dict[str, list[Picture]] = {}
        self._size = self._count = 0

    def keep(self, content: bytes) -> str | None:
        """The SHA-256 of a picture; `None` if it is no photo."""
        if not content.startswith(KNOWN):
            return None
        digest = sha256(content).hexdigest()
        if digest not in self.contents:
            self.contents[digest] = content
            self._size += len(content)
            self._require(self._size <= limits.PICTURE_BYTES)
        return digest

    def place(self, sheet: str, picture: Picture) -> None:
        """A kept picture lies in a sheet."""
        self.placed.setdefault(sheet, []).append(picture)
        self._count += 1
        self._require(self._count <= limits.PICTURES)

    def _require(self, is_modest: bool) -> None:
        if not is_modest:
            raise TooManyPictures(
                limit=limits.PICTURES, megabytes=limits.PICTURE_BYTES // 1_000_000
            )
