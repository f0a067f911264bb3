"""What was achieved, as an album; and the official ledger, verified and proved by a button."""

import json
import zipfile

import pytest
from playwright.async_api import Browser, expect

from tests.screens import lives
from tests.screens.city import City
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_chosen_achievements_become_an_album(browser: Browser, city: City) -> None:
    await lives.closed(city, "成果甲：绿化带里丢弃家具")
    async with visitor(browser, city, accept_downloads=True) as known:
        page = known.page
        await known.sign_in("lead1", "/console/achievements")
        await page.get_by_role("textbox", name="搜索").fill("成果甲")
        await page.keyboard.press("Enter")
        card = page.get_by_role("article")
        await expect(card).to_have_count(1)
        await card.get_by_role("button", name="放大对比").click()
        await page.get_by_role("slider").press("ArrowLeft")
        await expect(page.get_by_role("slider")).to_have_value("49")
        await page.keyboard.press("Escape")

        await card.get_by_role("checkbox").check()
        await page.get_by_role("button", name="图册（1）").click()
        await page.locator("label", has_text="图片压缩包").click()
        await page.get_by_role("button", name="生成图册").click()
        async with page.expect_download() as fetched:
            await page.get_by_role("button", name="下载").click()

        with zipfile.ZipFile(await (await fetched.value).path()) as album:
            assert any(name.endswith(".jpg") for name in album.namelist())
        assert known.faults == []


async def test_the_ledger_is_verified_and_an_entry_is_proved_or_told_to_wait(
    browser: Browser, city: City
) -> None:
    case_id = await lives.closed(city, "成果乙：人行道上堆放砂石")
    async with visitor(browser, city, accept_downloads=True) as known:
        page = known.page
        await known.sign_in("observer1", "/console/ledger/chains")
        await page.get_by_role("button", name="校验全部台账").click()
        await expect(page.get_by_role("status")).to_contain_text("完整，与签名一致")
        async with page.expect_download() as fetched:
            await page.get_by_role("button", name="导出").first.click()
        lines = (await (await fetched.value).path()).read_text("utf-8").splitlines()
        assert all(json.loads(each) for each in lines)

        await page.get_by_role("link", name="台账条目").click()
        row = page.get_by_role("row", name="成果乙")
        await row.get_by_role("button").click()
        await expect(page.get_by_role("dialog")).to_contain_text("成果乙：人行道上堆放砂石")
        await page.get_by_role("button", name="出具证明").click()
        # A new entry is signed within ten minutes; before that the ledger says so.
        answer = page.get_by_role("dialog").locator(".proof, [role=alert]")
        await expect(answer).to_contain_text("签名")
        await expect(page.get_by_role("link", name="看案件")).to_have_attribute(
            "href", f"/console/cases/{case_id}"
        )
        assert known.faults == []


async def test_a_correction_is_an_entry_of_its_own_beside_what_it_puts_right(
    browser: Browser, city: City
) -> None:
    case_id = await lives.closed(city, "成果丁：路面堆放渣土")
    async with visitor(browser, city) as known:
        page = known.page
        await known.sign_in("lead1", "/console/ledger")
        await page.get_by_role("row", name="成果丁").get_by_role("button").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="更正", exact=True).click()
        await dialog.get_by_role("combobox", name="更正哪一项").press("ArrowDown")
        await page.get_by_role("option", name="问题描述").click()
        value = dialog.get_by_role("textbox", name="应为")
        await expect(value).to_have_value("成果丁：路面堆放渣土")
        await value.fill("成果丁：路面堆放砂石")
        await dialog.get_by_role("textbox", name="更正原因").fill("描述有误")
        await dialog.get_by_role("button", name="提交更正").click()

        await page.get_by_role("row", name="描述有误").get_by_role("button").click()
        await expect(dialog).to_contain_text(
            "问题描述：成果丁：路面堆放渣土 → 成果丁：路面堆放砂石"
        )
        await dialog.get_by_role("listitem").get_by_role("button").click()
        await expect(dialog.locator("dl").first).to_contain_text("成果丁：路面堆放渣土")
        assert known.faults == []
    entries = await city.person("lead1").get(f"/api/ledger/entries/{case_id}")
    assert {each["kind"] for each in entries} == {"closed", "correction"}


async def test_a_month_is_frozen_once_and_shown_as_it_was(browser: Browser, city: City) -> None:
    async with visitor(browser, city) as known:
        page = known.page
        await known.sign_in("lead1", "/console/ledger/editions")
        month = page.get_by_role("combobox", name="选择要冻结的月份")
        freeze = page.get_by_role("button", name="冻结", exact=True)
        await expect(freeze).to_be_disabled()
        # Long before the city, and so frozen by nobody yet.
        await month.fill("2025-03")
        await month.press("Enter")
        await freeze.click()
        # Every organisation's tables are made.
        frozen = page.get_by_role("status").filter(has_text="2025-03 月度版本")
        await frozen.wait_for(timeout=60_000)
        await expect(page.get_by_role("table")).to_contain_text("派遣数")

        await freeze.click()
        refused = page.get_by_role("alert").filter(has_text="2025-03 的月度版本已于")
        await refused.wait_for(timeout=60_000)
        assert known.faults == []
    listed = await city.person("lead1").get("/api/ledger/editions")
    assert "2025-03" in {each["month"] for each in listed}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_library_and_ledger_have_no_barriers(
    browser: Browser, city: City, scheme: str
) -> None:
    await lives.closed(city, f"成果丙：河道漂浮垃圾 {scheme}")
    async with visitor(browser, city, color_scheme=scheme) as known:
        await known.sign_in("lead1", "/console/achievements")
        await known.page.get_by_role("article").first.wait_for()
        assert await known.barriers() == []

        for path, shown in (
            ("", "tbody tr"),
            ("/chains", "tbody tr"),
            ("/editions", ".filter"),
            ("/papers", "form"),
        ):
            await known.open(f"/console/ledger{path}")
            await known.page.locator(shown).first.wait_for()
            assert await known.barriers() == [], path


async def test_a_printed_case_has_both_pictures_whole_and_times_that_stay_true(
    browser: Browser, city: City
) -> None:
    case_id = await lives.closed(city, "打印甲：人行道堆放杂物")
    async with visitor(browser, city) as known:
        page = known.page
        await known.sign_in("lead1", f"/console/cases/{case_id}")
        await page.emulate_media(media="print")
        before, after = (
            page.get_by_role("img", name=name, exact=True) for name in ("整改前", "整改后")
        )
        await expect(before).to_be_visible()
        await expect(after).to_be_visible()
        left, right = await before.bounding_box(), await after.bounding_box()
        assert left
        assert right
        assert left["x"] + left["width"] <= right["x"]

        # “3 hours ago” is wrong an hour after it was printed.
        rectified = page.locator("time[title]").first
        await expect(rectified).to_be_visible()
        await expect(rectified.locator("span")).to_be_hidden()
