"""Documents on A4: Chinese fonts, tables with a repeated head, pictures that fit."""

from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.image import Image
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TEXT, TITLE = "宋体", "黑体"


def paper(*, landscape: bool) -> Document:
    """An empty A4 document."""
    made = docx.Document()
    section = made.sections[0]
    sides = (Cm(29.7), Cm(21.0)) if landscape else (Cm(21.0), Cm(29.7))
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.6)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TEXT)
    normal.paragraph_format.space_after = Pt(0)
    _number_pages(made)
    return made


def title(document: Document, text: str, *, size: int = 18) -> None:
    """A centred line of large letters."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    in_black(paragraph.add_run(text), size=size)


def heading(document: Document, text: str) -> None:
    """A line above a part; it stays with what follows."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = True
    in_black(paragraph.add_run(text), size=13)


def say_line(document: Document, text: str, *, indented: bool = False) -> Paragraph:
    """A paragraph of the document's text."""
    paragraph = document.add_paragraph(_printable(text))
    paragraph.paragraph_format.space_after = Pt(6)
    if indented:
        paragraph.paragraph_format.first_line_indent = Pt(20)
    return paragraph


def put_line_of_pictures(
    document: Document, paths: Sequence[Path], *, width: float, height: float
) -> None:
    """Lay pictures side by side, each as large as fits into so many cm."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for path in paths:
        paragraph.add_run().add_picture(str(path), **fitting(path, width=width, height=height))


def in_black(run: Run, *, size: int) -> None:
    """Set a run in the title's font."""
    run.bold, run.font.size = True, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TITLE)


def table(document: Document, heads: Sequence[str], widths: Sequence[float]) -> Table:
    """A ruled table of fixed widths (cm); its head is repeated on every page."""
    made: Table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    row = made.rows[0]
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)
    for cell, text, width in zip(row.cells, heads, widths, strict=True):
        cell.width = Cm(width)
        say(cell, text, centred=True, bold=True)
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "E7EDF3")
        cell._tc.get_or_add_tcPr().append(shade)
    return made


def add_row(table: Table, widths: Sequence[float]) -> tuple[_Row, Sequence[_Cell]]:
    """Another row, which no page break splits."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    cells = row.cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    return row, cells


def say(
    cell: _Cell, text: str, *, centred: bool = False, bold: bool = False, size: float = 9
) -> None:
    """Put a text into a cell."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_printable(text))
    run.bold, run.font.size = bold or None, Pt(size)


def put_picture(cell: _Cell, path: Path, *, width: float, height: float) -> None:
    """Lay a picture into a cell, as large as fits into so many cm."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().add_picture(str(path), **fitting(path, width=width, height=height))


def fitting(path: Path, *, width: float, height: float) -> dict[str, Cm]:
    """The side of a picture that makes it as large as fits into so many cm."""
    image = Image.from_file(str(path))
    if image.px_width * height >= image.px_height * width:
        return {"width": Cm(width)}
    return {"height": Cm(height)}


def _printable(text: str) -> str:
    """Without characters that XML can't hold."""
    return "".join(each for each in text if each in "\t\n" or each.isprintable() or each > "\x9f")


def _number_pages(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
        paragraph.add_run(text)
        if field:
            simple = OxmlElement("w:fldSimple")
            simple.set(qn("w:instr"), field)
            paragraph._p.append(simple)
