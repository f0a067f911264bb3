"""The zip that an .xlsx is, opened only as far as its size allows (reliability rule 69)."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from services.intake.sheets import limits
from services.intake.sheets.cells import column_of
from services.intake.sheets.unreadable import (
    BrokenWorkbook,
    EncryptedWorkbook,
    NotASpreadsheet,
    SwollenWorkbook,
    TooManyColumns,
    TooManyRows,
)

WORKBOOK = "xl/workbook.xml"
PIECE = 1_000_000
DEEP = re.compile(rb'<c\b[^>]{0,40}?\br="([A-Z]+)(\d+)"[^>]{0,80}[^/>]>\s*<(?:v|is|f)\b')
WIDE = re.compile(rb'r="(?:[A-Z]{3}|[C-Z][A-Z]|B[M-Z])\d+"|r="[A-Z]+\d{6,}"')
"""A cell beyond the 64th column or the 99,999th row."""
OVERLAP = 400


class Archive:
    """The members of a workbook's zip. Their declared sizes are checked first. Headers can lie:
    Python reads no more than was declared, and then finds the checksum wrong."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise BrokenWorkbook from error
        # Some writers name members as the package's relations do, from its root on.
        self._infos = {info.filename.removeprefix("/"): info for info in self._zip.infolist()}
        self._require_modest()
        if WORKBOOK not in self._infos:
            raise NotASpreadsheet(found="ZIP")

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def read(self, name: str, *, limit: int = limits.UNPACKED) -> bytes:
        """A member's bytes; `SwollenWorkbook` when there are more than `limit`."""
        return b"".join(self._pieces(name, limit))

    def require_sound(self) -> None:
        """Read every member once, so that no later reader meets more bytes than were declared."""
        for name in self._infos:
            sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
            rest = b""
            for piece in self._pieces(name, limits.UNPACKED):
                if sheet:
                    window = rest + piece
                    _require_near(name, window)
                    rest = window[-OVERLAP:]

    def _pieces(self, name: str, limit: int) -> Iterator[bytes]:
        taken = 0
        try:
            with self._zip.open(self._infos[name]) as member:
                while piece := member.read(PIECE):
                    taken += len(piece)
                    if taken > limit:
                        raise SwollenWorkbook
                    yield piece
        except RuntimeError as error:
            raise EncryptedWorkbook from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise BrokenWorkbook from error

    def _require_modest(self) -> None:
        infos = self._infos.values()
        members = len(self._zip.infolist())
        if members > limits.MEMBERS:
            raise SwollenWorkbook
        # Of two with one name the reader may take the one whose size nobody looked at.
        if members > len(infos):
            raise BrokenWorkbook
        if sum(info.file_size for info in infos) > limits.UNPACKED:
            raise SwollenWorkbook
        for name, info in self._infos.items():
            packed = max(1, info.compress_size)
            if info.file_size > limits.SMALL and info.file_size / packed > limits.RATIO:
                raise SwollenWorkbook
            parts = name.replace("\\", "/").split("/")
            if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
                raise BrokenWorkbook


def _require_near(name: str, content: bytes) -> None:
    # The reader holds a sheet as a full rectangle: one far cell would make it fill the memory.
    if not WIDE.search(content):
        return
    for found in DEEP.finditer(content):
        column, row = column_of(found[1].decode()), int(found[2])
        if column >= limits.COLUMNS:
            raise TooManyColumns(sheet=name.rpartition("/")[2], limit=limits.COLUMNS)
        if row > limits.ROWS + OVERLAP:
            raise TooManyRows(limit=limits.ROWS)
