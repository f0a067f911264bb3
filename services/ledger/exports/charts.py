"""Charts of a workbook laid into a text document: native ones, with their data to edit."""

import zipfile
from io import BytesIO
from itertools import count

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATA = '<c:externalData xmlns:r="{r}" r:id="{id}"><c:autoUpdate val="0"/></c:externalData>'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
INLINE = """
<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
  xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
  <wp:inline distT="0" distB="0" distL="0" distR="0">
    <wp:extent cx="{width}" cy="{height}"/>
    <wp:docPr id="{number}" name="chart {number}"/>
    <a:graphic>
      <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
        <c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
          xmlns:r="{r}" r:id="{id}"/>
      </a:graphicData>
    </a:graphic>
  </wp:inline>
</w:drawing>"""


def charts_of(workbook: bytes) -> list[bytes]:
    """The XML of a workbook's charts, in the order they were made."""
    with zipfile.ZipFile(BytesIO(workbook)) as parts:
        found: list[bytes] = []
        for number in count(1):
            name = f"xl/charts/chart{number}.xml"
            if name not in parts.namelist():
                return found
            found.append(parts.read(name))
    return found


def put_chart(
    document: Document, chart: bytes, workbook: bytes, *, number: int, width: float, height: float
) -> None:
    """Add a chart (cm) to the end of a document; `workbook` is what its data are edited in."""
    package = document.part.package
    assert package is not None, "a document that was opened has its package"
    data = Part(PackURI(f"/word/embeddings/data{number}.xlsx"), WORKBOOK, workbook, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART, b"", package)
    data_id = part.relate_to(data, RELATIONSHIP_TYPE.PACKAGE)
    said = DATA.format(r=R, id=data_id).encode()
    part._blob = _outspoken(chart).replace(b"</c:chartSpace>", said + b"</c:chartSpace>")
    id = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    inline = INLINE.format(r=R, id=id, number=1000 + number, width=Cm(width), height=Cm(height))
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run()._r.append(parse_xml(inline))


def _outspoken(chart: bytes) -> bytes:
    """Say what the spreadsheet leaves to defaults, which text processors take the other way."""
    labels = b"".join(
        b'<c:show%s val="%d"/>' % (name, name == b"Val")
        for name in (b"LegendKey", b"Val", b"CatName", b"SerName", b"Percent", b"BubbleSize")
    )
    chart = chart.replace(b'<c:showVal val="1"/>', labels)
    if b"<c:lineChart>" in chart:
        chart = chart.replace(b"</c:ser>", b'<c:smooth val="0"/></c:ser>')
    return chart
