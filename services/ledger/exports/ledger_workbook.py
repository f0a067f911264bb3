"""The official ledger as a workbook, ready to be printed on A4 and signed."""

from datetime import datetime
from pathlib import Path

import xlsxwriter

from services.ledger.exports import sheets
from services.ledger.exports.lines import Head, Line

COLUMNS = (
    ("序号", 5),
    ("编号", 14),
    ("类别", 10),
    ("问题描述", 24),
    ("地点", 16),
    ("上报单位", 10),
    ("责任单位", 12),
    ("上报日期", 11),
    ("整改期限", 11),
    ("整改措施", 20),
    ("销号日期", 11),
    ("是否按期", 6),
    ("退件次数", 6),
)
"""Headings and widths in characters."""
PHOTOS = ("整改前照片", "整改后照片")
REMARKS = ("备注", 12)
SIGNED = "制表人：                         审核人：                         负责人（签字）："
ON_TIME = {True: "是", False: "否", None: ""}
FIRST_ROW = 3


class LedgerWorkbook:
    """Lines are written as they come; only where their pictures lie is kept."""

    def __init__(self, path: Path, head: Head) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._sheet = self._book.add_worksheet("台账")
        columns = [
            *COLUMNS,
            *((name, sheets.COLUMN) for name in PHOTOS if head.with_photos),
            REMARKS,
        ]
        self._photos_at = len(COLUMNS)
        self._last = len(columns) - 1
        self._with_photos, self._rows = head.with_photos, 0
        cell = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 11}
        centred = {**cell, "align": "center"}
        self._formats = {
            str: self._book.add_format(cell),
            int: self._book.add_format(centred),
            float: self._book.add_format(centred),
            # The cell holds the time, too; on paper the day is enough.
            datetime: self._book.add_format({**centred, "num_format": "yyyy-mm-dd"}),
        }
        self._centred = {**self._formats, str: self._formats[int]}
        self._set_up(head, columns)

    def _set_up(self, head: Head, columns: list[tuple[str, float]]) -> None:
        sheet, book = self._sheet, self._book
        for at, (_, width) in enumerate(columns):
            sheet.set_column(at, at, width)
        title = book.add_format(
            {"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"}
        )
        heading = book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
             "bg_color": "#E7EDF3"}
        )  # fmt: skip
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, self._last, "", title)
        sheet.write_string(0, 0, head.title, title)
        note = book.add_format({"font_size": 10, "valign": "vcenter"})
        sheet.merge_range(1, 0, 1, self._last, "", note)
        sheet.write_string(1, 0, head.note, note)
        sheet.set_row(2, 30)
        for at, (name, _) in enumerate(columns):
            sheet.write_string(2, at, name, heading)
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def add(self, line: Line, before: Path | None, after: Path | None) -> None:
        row, sheet = FIRST_ROW + self._rows, self._sheet
        self._rows += 1
        if before or after:
            sheet.set_row(row, sheets.ROW)
        told = (
            *(self._rows, line.number, line.category, line.description, line.address),
            *(line.reporter, line.organisation, line.submitted_at, line.due_at, line.solution),
            *(line.closed_at, ON_TIME[line.on_time], line.returns),
        )
        for at, value in enumerate(told):
            formats = self._formats if at in (3, 4, 9) else self._centred
            sheets.write(sheet, row, at, value, formats)
        if self._with_photos:
            for at, path in enumerate((before, after), start=self._photos_at):
                sheets.write(sheet, row, at, None if path else "无照片", self._centred)
                if path:
                    sheets.put_picture(sheet, row, at, path)
        sheets.write(sheet, row, self._last, line.remarks, self._formats)

    def close(self) -> None:
        row = FIRST_ROW + self._rows
        if not self._rows:
            self._sheet.write_string(row, 0, "本月无销号案件。")
            row += 1
        self._sheet.set_row(row + 1, 24)
        self._sheet.write_string(row + 1, 0, SIGNED)
        self._book.close()
