"""What systems export as .xls and is markup: pages with tables, and XML Spreadsheet 2003."""

from datetime import datetime

import pytest

from services.intake.sheets import limits
from services.intake.sheets.cells import Merged
from services.intake.sheets.markup import SPREADSHEET
from services.intake.sheets.parsing import surveyed
from services.intake.sheets.reading import read
from services.intake.sheets.unreadable import (
    BrokenWorkbook,
    NotASpreadsheet,
    TooManyColumns,
    TooManyRows,
)
from tests.unit.intake.sheets.test_parsing import asked

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><title>导出</title>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><style>td{x:y}</style></head>
<body><table><tr><td colspan=3><b>案件列表</b></td></tr>
<tr><th>任务号<th>问题描述<th>地址描述</tr>
<tr><td rowspan="2">20230901</td><td>占道经营&nbsp;<br>影响
  通行</td><td>新华大街1号</td></tr>
<tr><td>垃圾 &lt;3处&gt;</td><td>乙路<table><tr><td>2号</td></tr></table></td></tr>
</table></body></html>"""


def xml(rows: str, *, declaration: str = '<?xml version="1.0" encoding="GB2312"?>') -> str:
    return (
        f'{declaration}<?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SPREADSHEET}" '
        f'xmlns:ss="{SPREADSHEET}"><Worksheet ss:Name="案件"><Table>{rows}</Table></Worksheet>'
        "</Workbook>"
    )


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_the_tables_of_a_page_are_read(encoding):
    (sheet,) = read(PAGE.encode(encoding), name="案件.xls").sheets

    assert sheet.name == "案件"
    assert sheet.rows == [
        ["案件列表"],
        ["任务号", "问题描述", "地址描述"],
        ["20230901", "占道经营\n影响 通行", "新华大街1号"],
        [None, "垃圾 <3处>", "乙路2号"],
    ]
    assert sheet.merged == (Merged(0, 0, 0, 2), Merged(2, 0, 3, 0))


def test_a_head_and_its_rows_in_two_tables_are_one():
    page = "<table><tr><th>编号<th>地点</table><table><tr><td>A1<td>甲路1号</table>"

    (sheet,) = read(page.encode(), name="").sheets

    assert sheet.rows == [["编号", "地点"], ["A1", "甲路1号"]]


def test_an_xml_spreadsheet_is_read_with_its_types_and_gaps():
    rows = """<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">案件</Data></Cell></Row>
      <Row ss:Index="3"><Cell><Data ss:Type="Number">7</Data></Cell>
      <Cell ss:Index="3"><Data ss:Type="DateTime">2023-09-01T14:30:00.000</Data></Cell>
      <Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">占<B>道</B></ss:Data></Cell>
      <Cell><Data ss:Type="Error">#REF!</Data></Cell></Row>"""

    (sheet,) = read(xml(rows).encode("gb18030"), name="x.xls").sheets

    at = datetime(2023, 9, 1, 14, 30)  # noqa: DTZ001 - a sheet's local time
    assert (sheet.name, sheet.rows) == ("案件", [["案件"], [], [7, None, at, "占道"]])
    assert sheet.merged == (Merged(0, 0, 0, 2),)


async def test_the_confined_process_reads_markup():
    found = await surveyed(PAGE.encode("gb18030"), asked("案件.xls"))

    assert [(table.title, table.rows) for table in found.tables] == [("案件列表", 2)]


def test_entities_of_an_xml_spreadsheet_are_refused_and_never_expanded():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'

    with pytest.raises(BrokenWorkbook):
        read(xml("<Row/>", declaration=bomb).encode(), name="")


@pytest.mark.parametrize(
    ("page", "refusal"),
    [
        ("<html><body>请先登录</body></html>", NotASpreadsheet),
        (f"<table><tr>{'<td>1' * (limits.COLUMNS + 1)}</table>", TooManyColumns),
        (f"<table>{'<tr>' * (limits.LINES + 1)}<td>1</table>", TooManyRows),
    ],
    ids=["no-table", "wide", "long"],
)
def test_a_page_that_holds_too_little_or_too_much_is_refused(page, refusal):
    with pytest.raises(refusal):
        read(page.encode(), name="案件.xls")


def test_spans_larger_than_any_sheet_do_no_harm():
    page = "<table><tr><td colspan=9999999 rowspan=9999999>1<td></table>"

    (sheet,) = read(page.encode(), name="").sheets

    assert sheet.rows[0] == ["1"]
