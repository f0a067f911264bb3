"""Rows among a table's data that are none: totals, notes, headings of groups, printed pages."""

import re
from collections.abc import Sequence
from typing import Literal

from services.contracts.headings import bare
from services.intake.judgement.text import plain
from services.intake.sheets.cells import Cell, is_formula, shown
from services.intake.sheets.grid import Grid
from services.intake.sheets.header_rows import LONGEST_HEADING, Column

TOTAL = re.compile(
    r"(?:(?:[^，。]{0,10}(?:小计|合计|总计))|(本页|本月|全区|全市)?(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|平\s*均|总\s*数|total))"
    r"[\s:：(（]*[\d\s.,，、%处个件项条起元万]*[)）]?"
)
"""A whole cell: a description may begin with 共计 as well."""
NOTE = re.compile(
    r"^(注|备注|说明|填表|制表|审核|复核|负责人|单位负责人|联系|单位盖章|盖章|签字|签名|填报|报送|"
    r"制单|统计|经办|批准|审批|日期|报表|数据来源|截至|截止|附件|主管|分管)[^，。]{0,8}[:：]"
    r"|^(注|备注|说明)\s*[:：]|^\*|^※"
)

NUMBERED = re.compile(r"^[(（]?[一二三四五六七八九十]+[)）]?、|^[(（][一二三四五六七八九十]+[)）]")
NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）]?[、.]?")
"""The number of a group whose name stands beside it: 一 市容秩序（12项）."""
PAGE = re.compile(r"(第?\d+页)?[,，/]?([共第]?\d+页)|-\d+-|page\d+(of\d+)?")
SHORTEST_TITLE = 4
FEW = 4
"""More cells than a row has that only shows pictures."""
TELLING = ("number", "description", "address")
GROUPING = ("serial", "street", "district", "category", "major")
"""Fields in whose columns a heading above a group may stand alone."""

SkipKind = Literal["title", "section", "note", "total", "header", "no-table"]


class Asides:
    """Tells what a row is if it is no data, by the columns and the title of its table."""

    def __init__(self, grid: Grid, columns: Sequence[Column], title: str) -> None:
        self._grid = grid
        self._width = len(columns)
        self._title = plain(title)
        self._headings = frozenset(
            bare(text) for each in columns for text in (*each.storeys, each.name)
        )
        self._serial = {each.index for each in columns if each.means("serial")}
        self._grouping = {each.index for each in columns[:1] if each.means(*GROUPING)}
        self._telling = [each.index for each in columns if each.means(*TELLING)]
        self._pictured = {each.row for each in grid.sheet.pictures}

    def is_blank(self, row: int, own: Sequence[int]) -> bool:
        """Whether a row says nothing: it was numbered in advance and never filled in, or only
        shows more pictures of the problem above, whose cells are merged with its own."""
        texts = [shown(self._grid.rows[row][at]) for at in own[:FEW]]
        if row not in self._pictured and self._serial.issuperset(own):
            return all(map(_is_number, texts))
        return len(own) < FEW and all(map(is_formula, texts)) and self.spanning(row) < row

    def spanning(self, row: int) -> int:
        """The row whose problem this one belongs to: itself, or one that is merged with it."""
        return self._grid.top_of(row, self._telling)

    def kind(self, row: int, own: Sequence[int], filled: Sequence[Cell]) -> SkipKind | None:
        """`own` are the columns in which something stands itself, `filled` all that holds."""
        first = plain(shown(filled[0]))
        second = plain(shown(filled[1])) if len(filled) > 1 else ""
        rest = [cell for cell in filled[1:] if isinstance(cell, str) and len(cell) > 12]
        if (TOTAL.fullmatch(first) or TOTAL.fullmatch(second)) and not rest:
            return "total"
        if len(own) == 1:
            return self._alone(row, own[0], first)
        if len(own) == 2 < self._width - 1 and own[0] in self._serial and NUMERAL.fullmatch(first):
            return "section"
        if first in self._headings:
            texts = [bare(shown(self._grid.rows[row][at])) for at in own]
            if all(text in self._headings for text in texts):
                return "header"
        if NOTE.match(first) and (len({shown(cell) for cell in filled}) <= 3 or _is_signed(filled)):
            return "note"
        return None

    def _alone(self, row: int, at: int, text: str) -> SkipKind | None:
        if NOTE.match(text) or PAGE.fullmatch(text):
            return "note"
        if len(text) >= SHORTEST_TITLE and text in self._title:
            return "title"
        if self._grid.wide.get(row, 1) >= max(2, self._width // 2):
            return "note" if len(text) > LONGEST_HEADING else "section"
        if NUMBERED.match(text) or (at in self._grouping and not _is_number(text)):
            return "section"
        return None


def _is_number(text: str) -> bool:
    return text.replace(".", "").isdecimal()


def _is_signed(filled: Sequence[Cell]) -> bool:
    """填表人：　审核人：　联系电话：, each in a cell of its own."""
    labels = [cell for cell in filled if NOTE.match(plain(shown(cell)))]
    return 2 * len(labels) >= len(filled)
