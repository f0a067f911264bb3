"""Workbooks: .xlsx, .xlsm, .xls and .et. Only values are read; no formula, macro or link is run."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from services.intake.sheets import limits
from services.intake.sheets.archive import Archive
from services.intake.sheets.cells import (
    Merged,
    Row,
    Sheet,
    Workbook,
    is_blank,
    plain,
    printable,
)
from services.intake.sheets.kinds import Kind
from services.intake.sheets.old_pictures import pictures_of_old
from services.intake.sheets.pictures import pictures_of
from services.intake.sheets.unreadable import (
    BrokenWorkbook,
    EncryptedWorkbook,
    TooManyColumns,
    TooManyRows,
)

PANIC = "PanicException"


def read_workbook(content: bytes, kind: Kind) -> Workbook:
    """The sheets of a workbook, hidden ones too: a hidden sheet's rows are lost otherwise."""
    if kind == "zip":
        archive = Archive(content)
        archive.require_sound()
        album = pictures_of(archive)
    else:
        album = pictures_of_old(content)
    book = _read(lambda: CalamineWorkbook.from_filelike(BytesIO(content)))
    sheets, filled = [], 0
    for about in book.sheets_metadata[: limits.SHEETS]:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = _read(lambda name=about.name: book.get_sheet_by_name(name))  # type: ignore[misc]
        rows = _rows(about.name, sheet.iter_rows(), left=(sheet.start or (0, 0))[1])
        filled += sum(1 for row in rows if row)
        if filled > limits.LINES:
            raise TooManyRows(limit=limits.ROWS)
        merged = tuple(
            Merged(top, left, bottom, right)
            for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])
        )
        sheets.append(
            Sheet(printable(about.name), rows, merged, tuple(album.placed.get(about.name, ())))
        )
    return Workbook("xlsx" if kind == "zip" else "xls", sheets, album.contents)


def _rows(name: str, found: Iterable[list[Any]], *, left: int) -> list[Row]:
    """Rows without blank ends; blank rows are kept as empty ones, so that numbers stay true."""
    rows: list[Row] = []
    for values in found:
        # The reader leaves blank columns at the left out, but not blank rows above.
        row = [None] * left + [plain(value) for value in values]
        while row and is_blank(row[-1]):
            row.pop()
        if len(row) > limits.COLUMNS:
            raise TooManyColumns(sheet=name, limit=limits.COLUMNS)
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _read(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except PasswordError as error:
        raise EncryptedWorkbook from error
    except (CalamineError, ValueError, OSError) as error:
        raise BrokenWorkbook from error
    except BaseException as error:
        # The reader's own panics are no `Exception`, so that nobody catches them by accident.
        if type(error).__name__ != PANIC:
            raise
        raise BrokenWorkbook from error
