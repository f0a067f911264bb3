"""Cases at the desk: verified, returned, approved, deferred; conflicts and ended sessions."""

import re

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from deploy.demo import steps
from tests.screens.city import City
from tests.screens.desk import HANDLER, a_case, a_rectified_case, picture
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def take(page: Page, step: str, words: str = "", *, label: str = "意见") -> None:
    """Open a step's dialog, write, and send by its button."""
    await page.get_by_role("button", name=step, exact=True).click()
    dialog = page.get_by_role("dialog", name=re.compile(f"^{step}"))
    if words:
        await dialog.get_by_label(re.compile(label)).fill(words)
    await dialog.get_by_role("button", name=step, exact=True).click()


async def test_a_case_is_returned_rectified_again_verified_and_closed(
    browser: Browser, city: City
) -> None:
    case = await a_rectified_case(city)
    place = f"/console/cases/{case.case_id}"
    async with (
        visitor(browser, city) as verifier,
        visitor(browser, city) as handler,
        visitor(browser, city) as lead,
    ):
        await verifier.sign_in("verifier1", "/console/cases")
        await verifier.page.get_by_role("link", name=re.compile(case.number)).click()
        await take(verifier.page, "退件", "现场仍有残留", label="原因")
        await expect(verifier.page.get_by_text("已退件，案件回到原池")).to_be_visible()

        await handler.sign_in(HANDLER, place)
        await handler.page.get_by_role("button", name="提交整改").click()
        dialog = handler.page.get_by_role("dialog")
        await dialog.get_by_label("整改措施").fill("已再次清理")
        photo = FilePayload(name="after.jpg", mimeType="image/jpeg", buffer=picture(solved=True))
        await dialog.locator("input[type=file]").set_input_files(photo)
        await dialog.get_by_role("button", name="提交整改").click()
        await expect(handler.page.get_by_text("整改已提交，等待核查")).to_be_visible()

        await take(verifier.page, "核查通过")
        await expect(verifier.page.get_by_text("核查通过，案件已预销号")).to_be_visible()
        await lead.sign_in("lead1", place)
        await take(lead.page, "批准销号", "同意")
        await expect(lead.page.get_by_text("已销号", exact=True).first).to_be_visible()
        await expect(lead.page.get_by_text("第 2 轮整改", exact=True)).to_be_visible()
        await expect(lead.page.get_by_role("button", name="退件")).to_have_count(0)
        assert verifier.faults + handler.faults + lead.faults == []


async def test_who_comes_second_is_told_who_was_first_and_keeps_their_words(
    browser: Browser, city: City
) -> None:
    case = await a_rectified_case(city)
    async with visitor(browser, city) as verifier:
        page = verifier.page
        await verifier.sign_in("verifier1", f"/console/cases/{case.case_id}")
        await page.get_by_role("button", name="核查通过", exact=True).click()
        words = page.get_by_role("dialog").get_by_label(re.compile("意见"))
        await words.fill("现场已核对，情况属实")
        await steps.verify(city.person("verifier1"), case.case_id)
        await words.press("Control+Enter")

        await expect(page.get_by_role("alert")).to_contain_text("核查")
        await expect(words).to_have_value("现场已核对，情况属实")


async def test_a_session_that_ends_in_a_form_keeps_what_was_typed(
    browser: Browser, city: City
) -> None:
    case = await a_rectified_case(city)
    async with visitor(browser, city) as verifier:
        page = verifier.page
        await verifier.sign_in("verifier1", f"/console/cases/{case.case_id}")
        await page.get_by_role("button", name="退件", exact=True).click()
        words = page.get_by_role("dialog").get_by_label(re.compile("原因"))
        await words.fill("现场仍有残留")
        # As if the session had been revoked: neither token nor cookie is accepted any more.
        await page.context.clear_cookies()
        await page.route("**/return", lambda route: route.fulfill(status=401), times=1)
        await words.press("Control+Enter")
        await expect(page.get_by_text("登录已结束，请重新登录")).to_be_visible()
        await page.locator("input[name=username]").fill("verifier1")
        await page.locator("input[name=password]").fill(city.password)
        await page.locator("form:has(input[name=password]) button[type=submit]").click()
        await expect(page.locator("input[name=password]")).to_have_count(0)

        await expect(words).to_have_value("现场仍有残留")
        await words.press("Control+Enter")
        await expect(page.get_by_text("已退件，案件回到原池")).to_be_visible()


async def test_a_deferral_is_asked_with_a_calendar_and_granted(
    browser: Browser, city: City
) -> None:
    case = await a_case(city)
    async with visitor(browser, city) as handler, visitor(browser, city) as leader:
        page = handler.page
        await handler.sign_in(HANDLER, f"/console/cases/{case.case_id}")
        await page.get_by_role("button", name="为什么是这一天？").click()
        await expect(page.get_by_text(re.compile("个工作日，到"))).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="申请挂号").click()
        dialog = page.get_by_role("dialog", name=re.compile("申请挂号"))
        await dialog.get_by_label(re.compile("原因")).fill("需待天气转暖施工")
        await dialog.get_by_role("button", name="下个月").click()
        await dialog.get_by_role("button", name=re.compile("工作日")).first.click()
        await expect(dialog.get_by_text(re.compile("从今天起 \\d+ 个工作日"))).to_be_visible()
        await dialog.get_by_role("button", name="申请挂号").click()
        await expect(page.get_by_text("挂号申请已提交")).to_be_visible()

        await leader.sign_in("leader1", "/console/cases?pool=deferrals")
        await leader.page.get_by_role("link", name=re.compile(case.number)).click()
        await expect(leader.page.get_by_text(re.compile("需待天气转暖施工")).first).to_be_visible()
        await take(leader.page, "同意挂号")
        await expect(leader.page.get_by_text("已同意挂号")).to_be_visible()
        assert handler.faults + leader.faults == []


async def test_several_cases_are_verified_at_once(browser: Browser, city: City) -> None:
    cases = [await a_rectified_case(city) for _ in range(2)]
    async with visitor(browser, city) as verifier:
        page = verifier.page
        await verifier.sign_in("verifier1", "/console/cases")
        await page.get_by_role("button", name="批量办理").click()
        for case in cases:
            await page.get_by_role("checkbox", name=f"选择 {case.number}").check()
        await take(page, "核查通过")

        await expect(page.get_by_text("已办理 2 件")).to_be_visible()
    for case in cases:
        await city.person("verifier1").wait_for(steps.worked(case.case_id), status="pre_closed")


async def test_a_case_is_opened_by_its_number_from_the_keyboard(
    browser: Browser, city: City
) -> None:
    case = await a_case(city)
    async with visitor(browser, city) as reader:
        page = reader.page
        await reader.sign_in("observer1", "/console/cases")
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.keyboard.press("Control+k")
        await page.get_by_role("combobox").fill(case.number.lower())
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("heading", name=case.number)).to_be_visible()
        await expect(page.get_by_text(case.description).first).to_be_visible()
        assert reader.faults == []
