"""Files as departments send them: .xlsx with merged headers, .xls, texts, WPS pictures."""

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
import xlwt
from openpyxl import Workbook
from openpyxl.drawing.image import Image as Drawing
from PIL import Image

Rows = Sequence[Sequence[Any]]


def a_photo(colour: str = "red", kind: str = "JPEG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (24, 16), colour).save(file, kind)
    return file.getvalue()


def xlsx(
    sheets: Mapping[str, Rows] | Rows,
    *,
    merged: Sequence[str] = (),
    photos: Mapping[str, bytes] | None = None,
    finish: Callable[[Workbook], None] | None = None,
) -> bytes:
    """A workbook; `merged` and `photos` (by cell) are of its first sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in (sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    first = book.worksheets[0]
    for each in merged:
        first.merge_cells(each)
    for at, photo in (photos or {}).items():
        first.add_image(Drawing(BytesIO(photo)), at)
    if finish:
        finish(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def xls(
    rows: Rows, *, name: str = "台账", merged: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """A workbook of the old kind; `merged` are top, bottom, left, right."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    held = {(top, left): (top, bottom, left, right) for top, bottom, left, right in merged}
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if (row, column) in held:
                sheet.write_merge(*held[row, column], value)
            elif value is not None:
                style = (day,) if hasattr(value, "year") else ()
                sheet.write(row, column, value, *style)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx_with_placed(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook in which cells of `bytes` are pictures, placed in them as Excel does."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, bytes):
                    sheet.embed_image(row, column, "", {"image_data": BytesIO(value)})
                else:
                    sheet.write(row, column, value)
    return file.getvalue()


def text(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    file = StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def rezipped(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The same zip with members put in, replaced, or (`None`) left out."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, member in changes.items():
            if member is not None:
                new.writestr(name, member)
    return file.getvalue()


def member(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
WPS = "http://www.wps.cn/officeDocument/2017/etCustomData"


def with_wps_pictures(content: bytes, photos: Mapping[str, bytes]) -> bytes:
    """Put photos behind cells that hold `=DISPIMG("NAME",1)`, as WPS does."""
    images = "".join(
        f'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{n}" name="{name}"/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="rId{n}"/></xdr:blipFill></xdr:pic></etc:cellImage>'
        for n, name in enumerate(photos, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/image" Target="media/wps{n}.jpeg"/>'
        for n in range(1, len(photos) + 1)
    )
    changes: dict[str, bytes | None] = {
        "xl/cellimages.xml": (
            f'<etc:cellImages xmlns:etc="{WPS}" xmlns:xdr="{DRAWING}" xmlns:a="{MAIN}" '
            f'xmlns:r="{OFFICE}">{images}</etc:cellImages>'
        ).encode(),
        "xl/_rels/cellimages.xml.rels": (
            f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'
        ).encode(),
    }
    for n, photo in enumerate(photos.values(), start=1):
        changes[f"xl/media/wps{n}.jpeg"] = photo
    return rezipped(content, changes)
