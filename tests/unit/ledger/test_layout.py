"""A department's template: its head is recognised, and filled in its own look."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Font, Side

from services.ledger.layouts import reading
from services.ledger.layouts.filling import Filled

HEADINGS = ["序号", "案件编号", "问题描述", "整改时限", "网格编码"]


def template(*, examples: int = 0, signed: bool = False) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["市容环境问题台账"])
    sheet.merge_cells("A1:E1")
    sheet.append(HEADINGS)
    for number in range(max(1, examples)):
        if examples:
            sheet.append([number, f"A-{number}", "样例", "2026-01-01", "01"])
        for column in range(1, 6):
            cell = sheet.cell(3 + number, column)
            cell.border, cell.font = Border(left=Side("thin")), Font(name="宋体")
    if signed:
        at = 4 + max(1, examples)
        sheet.cell(at, 1).value = "填报人："
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=5)
    return book


def packed(book: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


async def filled(content: bytes, rows: list[list[Any]], folder: Path) -> Any:
    sheet, head = await reading.read(content)
    file = Filled(folder / "filled.xlsx", content, sheet, head)
    file.add_all(rows)
    file.close()
    return openpyxl.load_workbook(folder / "filled.xlsx").active


async def test_the_head_is_found_below_a_title_and_its_words_are_known():
    sheet, head = await reading.read(packed(template(examples=2)))

    assert (sheet, head.row, head.body) == ("Sheet", 2, 2)
    assert [each.field for each in head.columns] == [
        "serial",
        "number",
        "description",
        "due_at",
        None,
    ]


async def test_a_head_of_two_storeys_is_read_as_intake_reads_it():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "位置", None, "问题描述"])
    sheet.append([None, "街道", "详细地址", None])
    for area in ("A1:A2", "B1:C1", "D1:D2"):
        sheet.merge_cells(area)

    _, head = await reading.read(packed(book))

    assert head.row == 2
    assert [(each.heading, each.field) for each in head.columns] == [
        ("编号", "number"),
        ("位置/街道", "street"),
        ("位置/详细地址", "address"),
        ("问题描述", "description"),
    ]


async def test_rows_are_filled_in_the_templates_look_and_signatures_move_down(tmp_path: Path):
    content = packed(template(examples=1, signed=True))
    rows = [[number, f"B-{number}", "=1+1", None, "02"] for number in range(5)]

    sheet = await filled(content, rows, tmp_path)

    assert sheet["A1"].value == "市容环境问题台账"
    assert [sheet.cell(3 + at, 2).value for at in range(5)] == [f"B-{at}" for at in range(5)]
    last = sheet.cell(7, 3)
    assert (last.value, last.data_type) == ("=1+1", "s")
    assert (last.border.left.style, last.font.name) == ("thin", "宋体")
    texts = [cell.value for row in sheet.iter_rows(min_row=8) for cell in row if cell.value]
    assert texts == ["填报人："]
    assert any(each.min_row > 7 for each in sheet.merged_cells.ranges)


async def test_without_cases_the_examples_are_gone_and_the_rest_stands(tmp_path: Path):
    sheet = await filled(packed(template(examples=3, signed=True)), [], tmp_path)

    texts = [cell.value for row in sheet.iter_rows(min_row=3) for cell in row if cell.value]
    assert texts == ["填报人："]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"no workbook", reading.LayoutUnreadable),
        (bytes(2_000_000), reading.LayoutTooLarge),
        (packed(openpyxl.Workbook()), reading.NoHeadFound),
    ],
)
async def test_what_is_no_template_is_refused_with_its_reason(content: bytes, refusal: type):
    with pytest.raises(refusal):
        await reading.read(content)


async def test_a_template_merged_over_millions_of_cells_is_refused():
    book = template()
    book.active.merged_cells.add("A9:ZZ99999")

    with pytest.raises(reading.LayoutTooLarge):
        await reading.read(packed(book))
