"""The super table at the desk: filtered by clicking, kept, exported, noted in, and live."""

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from deploy.demo import steps
from tests.screens import lives
from tests.screens.city import City
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

TABLE = "/console/table"


def rows(page: Page) -> Locator:
    """The rows of cases that are drawn."""
    return page.locator("[role=rowgroup] [role=row]")


async def search(page: Page, text: str) -> None:
    await page.get_by_label("搜索").fill(text)
    await page.keyboard.press("Enter")


async def test_a_filter_is_clicked_together_kept_as_a_view_and_exported(
    browser: Browser, city: City
) -> None:
    await lives.reported(city, "大表甲：路面堆放沙土")
    await lives.reported(city, "大表乙：路面堆放沙土")
    async with visitor(browser, city, accept_downloads=True) as known:
        page = known.page
        await known.sign_in("lead1", TABLE)
        await page.get_by_role("button", name="筛选").click()
        dialog = page.get_by_role("dialog", name="筛选")
        await dialog.get_by_role("combobox", name="值").press("ArrowDown")
        await page.get_by_role("option", name="待审核").click()
        await page.keyboard.press("Escape")
        await dialog.get_by_role("button", name="应用").click()
        await search(page, "大表甲")

        await expect(rows(page)).to_have_count(1)
        await expect(page.get_by_role("list", name="筛选")).to_contain_text("阶段 是 待审核")
        await expect(page.get_by_role("status")).to_have_text("共 1 件")

        await page.get_by_role("button", name="保存视图").click()
        await page.get_by_role("textbox", name="名称").fill("我的沙土")
        await page.get_by_role("button", name="保存", exact=True).click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await known.open(TABLE)
        await page.get_by_role("combobox", name="选择视图").press("ArrowDown")
        await page.get_by_role("option", name="我的沙土").click()
        await expect(rows(page)).to_have_count(1)

        await page.get_by_role("button", name="导出", exact=True).click()
        await page.locator("label", has_text="CSV").click()
        await page.get_by_role("button", name="开始导出").click()
        async with page.expect_download() as fetched:
            await page.get_by_role("button", name="下载").click()
        file = await (await fetched.value).path()

        told = file.read_text("utf-8-sig")
        assert "大表甲" in told
        assert "大表乙" not in told
        assert known.faults == []


async def test_a_row_changes_before_the_eyes_of_whoever_looks(browser: Browser, city: City) -> None:
    case_id = await lives.reported(city, "大表丙：护栏上晾晒衣物")
    async with visitor(browser, city) as known:
        await known.sign_in("lead1", TABLE)
        await search(known.page, "大表丙")
        await expect(rows(known.page)).to_have_count(1)
        await expect(rows(known.page)).to_contain_text("待审核")

        await steps.approve(city.person("reviewer1"), case_id, category_code="06010")

        await expect(rows(known.page)).to_contain_text("整改中")
        assert known.faults == []


async def test_the_grid_is_walked_by_keys_and_opens_a_case(browser: Browser, city: City) -> None:
    await lives.reported(city, "大表丁：花坛边乱停单车")
    await lives.reported(city, "大表丁：花坛里乱扔纸箱")
    async with visitor(browser, city) as known:
        page = known.page
        await known.sign_in("lead1", TABLE)
        await search(page, "大表丁")
        await expect(rows(page)).to_have_count(2)
        await rows(page).first.get_by_role("gridcell").nth(1).focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("End")

        last = rows(page).nth(1).get_by_role("gridcell").last
        await expect(last).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("grid")).to_have_count(0)


async def test_a_note_in_many_rows_is_taken_back_as_a_whole(browser: Browser, city: City) -> None:
    for what in ("纸箱", "砖石"):
        await lives.reported(city, f"大表戊：楼道堆放{what}")
    async with visitor(browser, city) as known:
        page = known.page
        await known.sign_in("lead1", TABLE)
        await search(page, "大表戊")
        await expect(rows(page)).to_have_count(2)
        await page.get_by_role("button", name="批量标注").click()
        column = page.get_by_role("combobox", name="附加列")
        await column.fill("包片人")
        await page.get_by_role("option", name="包片人").click()
        await page.get_by_role("textbox", name="内容").fill("三组")
        await page.get_by_role("button", name="标注", exact=True).click()

        noted = page.get_by_role("gridcell", name="三组")
        await expect(noted).to_have_count(2)

        await noted.first.dblclick()
        await page.get_by_role("textbox", name="包片人").fill("四组")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("gridcell", name="四组")).to_have_count(1)

        await page.get_by_role("button", name="标注记录").click()
        history = page.get_by_role("dialog", name="标注记录")
        await history.get_by_role("button", name="撤销").first.click()
        await expect(history).to_contain_text("已由")
        await history.get_by_role("button", name="撤销").first.click()
        await expect(history.get_by_text("已由")).to_have_count(2)
        await page.keyboard.press("Escape")

        await expect(page.get_by_role("gridcell", name="三组")).to_have_count(0)
        assert known.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_table_has_no_barriers(browser: Browser, city: City, scheme: str) -> None:
    await lives.reported(city, "大表己：墙面乱贴广告")
    async with visitor(browser, city, color_scheme=scheme) as known:
        await known.sign_in("lead1", TABLE)
        await expect(rows(known.page)).not_to_have_count(0)
        assert await known.barriers() == []

        await known.page.get_by_role("button", name="筛选").click()
        await known.page.get_by_role("dialog").wait_for()
        assert await known.barriers() == []


async def test_somebodys_cases_are_found_by_their_name(browser: Browser, city: City) -> None:
    await lives.reported(city, "按人查找：井盖松动")
    async with visitor(browser, city) as known:
        page = known.page
        await known.sign_in("lead1", TABLE)
        name = await name_of(city, "inspector-zqj")
        await search(page, name)

        await expect(page.get_by_role("list", name="筛选")).to_contain_text("上报人")
        await expect(rows(page).first).to_be_visible()
        assert known.faults == []


async def name_of(city: City, username: str) -> str:
    person = city.person(username)
    return str((await person.get("/api/identity/sessions/me"))["name"])
