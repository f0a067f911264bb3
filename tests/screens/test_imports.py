"""Departments' spreadsheets at the desk: dropped, understood, decided, written, taken back."""

import re

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.screens.city import City
from tests.screens.visitor import Visitor, visitor
from tests.unit.intake.sheets.workbooks import Rows, xlsx

pytestmark = pytest.mark.asyncio(loop_scope="session")

IMPORTS = "/console/imports"
HEAD = ["编号", "发现时间", "问题描述", "地点", "整改措施", "整改状态", "网格长电话簿"]
PROBLEM = ["DR-001", "2026-03-02", "沿街商户占道摆放桌椅经营", "新华大街12号门前"]
SHUNCHENG: Rows = [HEAD, [*PROBLEM, "劝离商户", "已整改", "甲"]]
XINFU: Rows = [
    HEAD,
    [*PROBLEM, "没收桌椅并处罚款", "未整改", "乙"],
    [
        "DR-002",
        "2026-03-03",
        "小区东门外堆放生活垃圾无人清运",
        "将军堡小区东门",
        "清运",
        "已整改",
        "",
    ],
    ["DR-003", "2026-03-04", "", "", "", "", ""],
]


def file(name: str, content: Rows) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": xlsx(content)}


async def send(known: Visitor, sent: FilePayload, organisation: str) -> Page:
    """Send a file in a department's name, and go to its import once it was read."""
    page = known.page
    await known.open(IMPORTS)
    whose = page.get_by_role("combobox", name="这些文件是哪个单位的")
    await whose.fill(organisation)
    await page.get_by_role("option", name=re.compile(f"^{organisation}")).click()
    await page.locator("input[type=file]").set_input_files(sent)
    await page.locator(".zone").get_by_role("link", name=sent["name"]).click()
    await page.get_by_role("button", name="确认，开始比对").click()
    await page.get_by_role("button", name="写入大表").wait_for()
    return page


async def test_two_departments_that_differ_are_decided_by_somebody(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city, accept_downloads=True) as known:
        await known.sign_in("lead1", IMPORTS)
        page = await send(known, file("顺城台账.xlsx", SHUNCHENG), "顺城区")
        await page.get_by_role("button", name="写入大表").click()
        await page.get_by_role("button", name="撤销导入").wait_for()

        page = await send(known, file("新抚台账.xlsx", XINFU), "新抚区")
        outcomes = page.get_by_role("group", name="比对结果")
        await expect(outcomes.get_by_role("button", name="冲突")).to_have_text("1 冲突")
        await expect(outcomes.get_by_role("button", name="新增")).to_have_text("1 新增")
        await expect(outcomes.get_by_role("button", name="退回")).to_have_text("1 退回")
        await expect(page.get_by_role("article")).to_contain_text("描述接近")

        await page.get_by_role("button", name="写入大表").click()
        await expect(page.get_by_role("alert")).to_contain_text("冲突")
        await page.get_by_role("radio", name="没收桌椅并处罚款").check()
        for each in await page.get_by_role("radio", name="未整改").all():
            await each.check()
        await page.get_by_role("button", name="这样决定").click()
        await expect(page.get_by_role("article")).to_contain_text("已决定")
        async with page.expect_download() as fetched:
            await page.get_by_role("button", name="下载被退回的 1 行").click()
        assert (await fetched.value).suggested_filename == "退回-新抚台账.xlsx"
        await page.get_by_role("button", name="写入大表").click()
        await page.get_by_role("button", name="撤销导入").click()
        await page.get_by_role("tooltip").get_by_role("button", name="撤销导入").click()

        await expect(page.get_by_role("status")).to_contain_text("已撤销")
        assert known.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_wizard_has_no_barriers(browser: Browser, city: City, scheme: str) -> None:
    async with visitor(browser, city, color_scheme=scheme) as known:
        await known.sign_in("lead1", IMPORTS)
        page = known.page
        await page.locator(".zone").wait_for()
        assert await known.barriers() == []

        rows = [HEAD, [f"WZ-{scheme}", "2026-03-05", f"墙面涂鸦 {scheme}", "和平路", "", "", ""]]
        await page.locator("input[type=file]").set_input_files(file(f"{scheme}.xlsx", rows))
        await page.locator(".zone").get_by_role("link").click()
        await page.get_by_role("button", name="确认，开始比对").wait_for()
        assert await known.barriers() == []

        await page.get_by_role("button", name="确认，开始比对").click()
        await page.get_by_role("button", name="写入大表").wait_for()
        assert await known.barriers() == []
