"""Refused rows as a workbook to mend and import again: the reason first, then the row as it was."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from services.intake.imports.faults import sentence
from services.intake.sheets.cells import letters
from services.intake.sheets.entries import Entry
from services.intake.sheets.fields import REPORTED
from services.intake.sheets.survey import FoundTable, Survey

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
"""Characters that no sheet's name may hold."""
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""Beginnings that a spreadsheet program takes for a formula (reliability rule 71)."""


def workbook(survey: Survey, entries: Iterable[Entry]) -> bytes:
    """The bytes of an .xlsx with a sheet for each table that rows were refused of."""
    book = Workbook(write_only=True)
    sheets = {}
    for entry in entries:
        number, table = _table_of(survey, entry)
        if number not in sheets:
            sheets[number] = book.create_sheet(
                f"{FORBIDDEN.sub(' ', table.sheet)[:24]} {number + 1}"
            )
            heads = [each.name.replace("/", " ") for each in table.proposals]
            sheets[number].append([*REPORTED, *heads])
        raw = dict(_raw(entry))
        reasons = "；".join(
            f"{each.column}列{sentence(each.code, 'zh')}" if each.column
            else sentence(each.code, "zh")
            for each in entry.faults
        )  # fmt: skip
        values = [reasons, entry.sheet, str(entry.row)]
        values += [raw.get(letters(each.column), "") for each in table.proposals]
        sheets[number].append([_cell(sheets[number], value) for value in values])
    if not sheets:
        book.create_sheet("无").append(list(REPORTED))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _table_of(survey: Survey, entry: Entry) -> tuple[int, FoundTable]:
    """The table that a row belongs to: the last one of its sheet whose header lies above."""
    above = [
        (number, table)
        for number, table in enumerate(survey.tables)
        if table.sheet == entry.sheet and table.header_rows[-1] + 1 < entry.row
    ]
    return above[-1] if above else (0, survey.tables[0])


def _raw(entry: Entry) -> Iterator[tuple[str, str]]:
    """The row's texts by column; those of two columns are told as one."""
    told = [(each.column, each.raw) for each in (*entry.said.values(), *entry.extra.values())]
    told += [(each.column, each.raw) for each in entry.faults]
    for column, raw in told:
        first, _, second = column.partition(" ")
        if second:
            yield from zip((first, second), raw.split(",", 1), strict=False)
        else:
            yield column, raw


def _cell(sheet: WriteOnlyWorksheet, value: str) -> Any:
    value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=f"'{value}" if value.startswith(DANGEROUS) else value)
    cell.data_type = "s"
    return cell
