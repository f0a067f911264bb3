"""Tables in markup under the name .xls: HTML, as platforms export it, and XML Spreadsheet 2003."""

import re
from datetime import datetime
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from services.intake.sheets import limits
from services.intake.sheets.cells import Cell, Merged, Sheet, is_blank, plain, printable
from services.intake.sheets.delimited import decoded
from services.intake.sheets.unreadable import (
    BrokenWorkbook,
    NotASpreadsheet,
    TooManyColumns,
    TooManyRows,
)

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
IN_SPREADSHEET = f"{{{SPREADSHEET}}}"
WORKSHEET = re.compile(r"<(?:\w+:)?Worksheet\b")
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
BLANKS = re.compile(r"[ \t\r\n\xa0]+")
UNSEEN = frozenset({"style", "script", "title"})


def read_markup(content: bytes, *, name: str) -> list[Sheet]:
    """The worksheets of an XML spreadsheet, or all tables of a page below one another."""
    text = decoded(content)
    if SPREADSHEET in text and WORKSHEET.search(text):
        return _worksheets(text)
    page = _Page(name)
    page.feed(text)
    page.close()
    if not page.tables:
        raise NotASpreadsheet(found="HTML/XML")
    return [page.laid.sheet()]


class _Laid:
    """Cells put where they belong: past those that reach down from above."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[Cell]] = []
        self._merged: list[Merged] = []
        # By column the row up to which a cell above reaches.
        self._reach: dict[int, int] = {}

    def begin(self, *, at: int | None = None) -> None:
        """A row, the next one or the one `at` a number of its own."""
        missing = 1 if at is None else at - len(self.rows) + 1
        if len(self.rows) + missing > limits.LINES:
            raise TooManyRows(limit=limits.ROWS)
        self.rows += [[] for _ in range(missing)]

    def put(self, value: Cell, *, across: int, down: int, at: int | None = None) -> None:
        row, cells = len(self.rows) - 1, self.rows[-1]
        column = len(cells) if at is None else at
        while self._reach.get(column, 0) > row:
            column += 1
        if column >= limits.COLUMNS:
            if is_blank(value):
                return
            raise TooManyColumns(sheet=self.name, limit=limits.COLUMNS)
        right = min(column + across, limits.COLUMNS)
        cells += [None] * (right - len(cells))
        cells[column] = value
        if across > 1 or down > 1:
            self._merged.append(Merged(row, column, row + down - 1, right - 1))
            self._reach |= dict.fromkeys(range(column, right), row + down)

    def sheet(self) -> Sheet:
        for cells in self.rows:
            while cells and is_blank(cells[-1]):
                cells.pop()
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        return Sheet(printable(self.name), self.rows, tuple(self._merged))


class _Page(HTMLParser):
    """The tables of a page; what stands in a table within a cell is that cell's text."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables = 0
        self.laid = _Laid(name)
        self._depth = 0
        self._unseen = 0
        self._cell: list[str] | None = None
        self._spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            self.tables += self._depth == 1
        elif tag in UNSEEN:
            self._unseen += 1
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.laid.begin()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            told = dict(attrs)
            self._spans = _span(told.get("colspan")), _span(told.get("rowspan"))
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table":
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(BLANKS.sub(" ", data))

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        lines = [line.strip() for line in "".join(self._cell).split("\n")]
        self._cell = None
        if not self.laid.rows:
            self.laid.begin()
        across, down = self._spans
        self.laid.put(plain("\n".join(filter(None, lines))), across=across, down=down)


def _span(told: str | None) -> int:
    number = int(told) if told and told.isdecimal() else 1
    return max(1, min(number, limits.LINES))


def _worksheets(text: str) -> list[Sheet]:
    try:
        # A text is in no encoding any more, whatever its declaration says.
        book: Element = fromstring(DECLARATION.sub("", text), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BrokenWorkbook from error
    return [
        _worksheet(each) for each in book.findall(f"{IN_SPREADSHEET}Worksheet")[: limits.SHEETS]
    ]


def _worksheet(element: Element) -> Sheet:
    laid = _Laid(_told(element, "Name") or "1")
    for row in element.iterfind(f"{IN_SPREADSHEET}Table/{IN_SPREADSHEET}Row"):
        laid.begin(at=_number(row, "Index", 1) - 1 if _told(row, "Index") else None)
        for cell in row.iterfind(f"{IN_SPREADSHEET}Cell"):
            at = _number(cell, "Index", 1) - 1 if _told(cell, "Index") else None
            across, down = _number(cell, "MergeAcross", 0) + 1, _number(cell, "MergeDown", 0) + 1
            laid.put(_value(cell), across=across, down=down, at=at)
    return laid.sheet()


def _value(cell: Element) -> Cell:
    data = cell.find(f"{IN_SPREADSHEET}Data")
    if data is None:
        return None
    text, kind = "".join(data.itertext()).strip(), _told(data, "Type")
    try:
        if kind == "Number":
            return plain(float(text))
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    return None if kind == "Error" else plain(text)


def _told(element: Element, name: str) -> str:
    return element.get(f"{IN_SPREADSHEET}{name}", "")


def _number(element: Element, name: str, otherwise: int) -> int:
    told = _told(element, name)
    return min(int(told), limits.LINES) if told.isdecimal() else otherwise
