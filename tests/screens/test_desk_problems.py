"""Reviewing at the desk: corrections, claims, many at once, the leader's decision."""

import re

import pytest
from playwright.async_api import Browser, expect

from deploy.demo.steps import dispatched, problem
from tests.screens.city import City
from tests.screens.desk import DISTRICT, a_problem
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

POOL = "/console/problems"


async def test_a_reviewer_corrects_a_problem_and_approves_it(browser: Browser, city: City) -> None:
    reported = await a_problem(city)
    async with visitor(browser, city) as reviewer:
        page = reviewer.page
        await reviewer.sign_in("reviewer1", f"{POOL}/{reported.case_id}")
        for label, wanted in (("类别", "06012"), ("责任单位", DISTRICT)):
            await page.get_by_role("combobox", name=label).fill(wanted)
            await page.get_by_role("option", name=wanted).first.click()
        await page.get_by_label("备注").fill("请尽快处置")
        await page.get_by_role("button", name="通过 A").click()

        await expect(page.get_by_text("已通过，正在派发")).to_be_visible()
        await expect(page.get_by_role("heading", name=reported.description)).to_have_count(0)
        assert reviewer.faults == []
    case = await city.person("reviewer2").wait_for(dispatched(reported.case_id))
    assert case["category_code"] == "06012"


async def test_what_one_reviewer_works_on_another_sees_as_taken(
    browser: Browser, city: City
) -> None:
    reported = await a_problem(city)
    async with visitor(browser, city) as one, visitor(browser, city) as other:
        await other.sign_in("reviewer2", f"{POOL}/{reported.case_id}")
        await expect(other.page.get_by_role("button", name="通过 A")).to_be_enabled()
        await one.sign_in("reviewer1", f"{POOL}/{reported.case_id}")
        await one.page.get_by_label("备注").fill("正在核对")

        await expect(one.page.get_by_text("您正在处理此问题")).to_be_visible()
        await expect(other.page.get_by_text(re.compile("正在处理，占用至"))).to_be_visible()
        await expect(other.page.get_by_role("button", name="通过 A")).to_be_disabled()

        await one.page.keyboard.press("Tab")
        await one.page.get_by_role("button", name="放弃处理").click()
        await expect(other.page.get_by_role("button", name="通过 A")).to_be_enabled()
        await expect(one.page.get_by_label("备注")).to_have_value("正在核对")


async def test_several_problems_are_rejected_by_keyboard_for_one_reason(
    browser: Browser, city: City
) -> None:
    reported = [await a_problem(city) for _ in range(2)]
    async with visitor(browser, city) as reviewer:
        page = reviewer.page
        await reviewer.sign_in("reviewer1", POOL)
        await expect(page.get_by_text(re.compile(r"^\d+ 件$"))).to_be_visible()
        # From the end of the pool: the latest reports are there.
        for each in reversed(reported):
            await page.keyboard.press("k")
            await expect(page.get_by_role("heading", name=each.description)).to_be_visible()
            await page.keyboard.press("Space")
        await expect(page.get_by_text("已选 2 件")).to_be_visible()
        await page.get_by_role("button", name="批量驳回").click()
        dialog = page.get_by_role("dialog", name="批量驳回")
        await dialog.get_by_role("button", name="照片不清晰").click()
        await dialog.get_by_label("原因").press("Control+Enter")

        await expect(page.get_by_text("已处理 2 件")).to_be_visible()
        for each in reported:
            await expect(page.get_by_role("button", name=each.description)).to_have_count(0)
        assert reviewer.faults == []
    for each in reported:
        found = await city.person("reviewer2").get(problem(each.case_id))
        assert (found["status"], found["reason"][:5]) == ("rejected", "照片不清晰")


async def test_a_leader_confirms_an_urgent_application(browser: Browser, city: City) -> None:
    reported = await a_problem(city, urgent=True)
    async with visitor(browser, city) as leader:
        await leader.sign_in("leader1", f"{POOL}/{reported.case_id}")
        await expect(leader.page.get_by_text("影响通行安全")).to_be_visible()
        await leader.page.locator("#room").focus()
        await leader.page.keyboard.press("a")
        await leader.page.get_by_role("dialog").get_by_label("备注").press("Control+Enter")

        await expect(leader.page.get_by_text("已确认为紧急")).to_be_visible()
    case = await city.person("reviewer2").wait_for(dispatched(reported.case_id))
    assert case["pool"] == "supervision"
