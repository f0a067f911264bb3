"""A department's own layout: what is exported in it comes back through its import unchanged."""

from base64 import b64encode
from contextlib import AsyncExitStack
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from services.contracts.identity import OrganisationChanged
from services.contracts.intake import RecordImported
from tests.forms import Form
from tests.service.documents import made
from tests.service.importing import SHUNCHENG, an_import_desk
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.intake.sheets.city import ORGANISATIONS
from tests.unit.ledger.builders import BUREAU, NOW, OFFICE, XINFU, Life

HEAD = ["序号", "案件编号", "发现日期", "所属街道", "详细地址", "问题描述", "问题类型", "整改单位"]
HEAD += ["整改期限", "是否整改", "整改情况", "网格编码", "备注", "经度", "纬度"]
ROWS = [
    line.split("|")
    for line in (
        "1|SC-2023-001|2023.9.1|长春|长春街道新城路12号门前|路边堆放建筑垃圾约三车|积存垃圾渣土"
        "|顺城区|9月8日|√|已清运|W-0101|群众反映|123.9401|41.8801",
        "2|SC-2023-002|2023/9/3|新华街道|临江路5号楼下|=墙面乱贴小广告多处|非法小广告"
        "|顺城区||未整改||W-0102|||",
        "3|SC-2023-003|2023年9月5日|抚顺城|高山路菜市场东侧|流动商贩占道经营影响通行|占道经营"
        "|顺城区|2023-09-20|整改中|已约谈||重点||",
    )
]


def workbook(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["顺城区市容环境问题排查台账（2023年9月）"])
    sheet.merge_cells("A1:O1")
    sheet.append(HEAD)
    for at, row in enumerate(rows, start=3):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            if value:
                cell.value, cell.data_type = value, "s"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


async def keep(ledger: Ledger, content: bytes, **of: Any) -> Any:
    body = {"name": "排查台账", "content": b64encode(content).decode(), **of}
    return await ledger.post("/layouts", body)


async def test_an_export_in_a_departments_layout_comes_back_without_a_change(form: Form):
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(an_import_desk(form))
        ledger = await stack.enter_async_context(a_ledger(form))
        await ledger.hear(
            OrganisationChanged(
                version=1, at=NOW, organisation_id=each.id, parent_id=each.parent_id,
                path=each.path, code=each.code, name=each.name, kind=each.kind,
            )
            for each in ORGANISATIONS
        )  # fmt: skip
        await ledger.runtime.directory.refresh(ledger.runtime.database)
        await office.written(workbook(ROWS))
        await ledger.hear(await office.desk.announced(RecordImported))
        ledger.act_as("handler", SHUNCHENG)
        kept = await keep(ledger, workbook([]), organisation_id=str(SHUNCHENG))
        assert kept.status_code == 201, kept.text

        asked = {"format": "xlsx", "layout_id": kept.json()["id"]}
        shown = {"order": [{"column": "told_number"}]}
        content = await made(ledger, "/exports", {**asked, "shown": shown})

        sheet = openpyxl.load_workbook(BytesIO(content)).active
        title, head, first, *_ = sheet.iter_rows(values_only=True)
        assert title[0] == "顺城区市容环境问题排查台账（2023年9月）"
        assert list(head) == HEAD
        assert first[1:3] == ("SC-2023-001", "2023.9.1")
        assert sheet["F4"].data_type == "s"
        again = await office.sent(content, name="再次导入.xlsx")
        await again.confirm()
        assert await again.counts() == {"same": 3}


@pytest.fixture
async def ledger(form: Form) -> Any:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


async def test_cases_of_the_workflow_are_written_in_the_departments_columns(ledger: Ledger):
    await ledger.hear(Life("1").to_closing().facts)
    ledger.act_as("handler", XINFU)
    kept = await keep(ledger, workbook([]), organisation_id=str(XINFU))

    asked = {"format": "xlsx", "layout_id": kept.json()["id"]}
    content = await made(ledger, "/exports", asked)

    sheet = openpyxl.load_workbook(BytesIO(content)).active
    told = dict(zip(HEAD, next(sheet.iter_rows(min_row=3, values_only=True)), strict=True))
    assert (told["序号"], told["案件编号"], told["问题描述"]) == (1, "XF-2026-1", "墙面小广告")
    assert (told["所属街道"], told["整改单位"], told["是否整改"]) == (
        "站前街道",
        "新抚区",
        "已销号",
    )
    assert str(told["发现日期"]) == "2026-11-23 00:00:00"


async def test_a_layout_is_its_departments(ledger: Ledger):
    ledger.act_as("handler", BUREAU)
    kept = (await keep(ledger, workbook([]), organisation_id=str(BUREAU))).json()
    elsewhere = await keep(ledger, workbook([]), organisation_id=str(XINFU))
    assert elsewhere.status_code == 404

    ledger.act_as("handler", OFFICE)
    assert [each["id"] for each in await ledger.get("/layouts")] == [kept["id"]]
    ledger.act_as("handler", XINFU)
    assert await ledger.get("/layouts") == []
    asked = await ledger.post("/exports", {"format": "xlsx", "layout_id": kept["id"]})
    assert asked.status_code == 404
