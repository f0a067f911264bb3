"""A file's bytes as a workbook, whatever its name says."""

from pathlib import PurePath

from services.intake.sheets import limits
from services.intake.sheets.cells import Workbook
from services.intake.sheets.delimited import read_delimited
from services.intake.sheets.kinds import kind_of
from services.intake.sheets.markup import read_markup
from services.intake.sheets.unreadable import FileTooLarge, NothingInFile
from services.intake.sheets.workbooks import read_workbook


def read(content: bytes, *, name: str) -> Workbook:
    """The workbook in these bytes; a class of `unreadable` for anything that is none.

    `name` only names the sheet of a text table or of a page.
    """
    if len(content) > limits.FILE:
        raise FileTooLarge(limit=f"{limits.FILE // 1_000_000} MB")
    kind = kind_of(content)
    stem = PurePath(name).stem or "1"
    if kind == "text":
        workbook = Workbook("csv", [read_delimited(content, name=stem)])
    elif kind == "markup":
        workbook = Workbook("xls", read_markup(content, name=stem))
    else:
        workbook = read_workbook(content, kind)
    if not any(row for sheet in workbook.sheets for row in sheet.rows):
        raise NothingInFile
    return workbook
