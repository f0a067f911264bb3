"""Working away from the desk: a leader decides, a handler rectifies where the problem is."""

import re

import pytest
from playwright.async_api import Browser, expect

from deploy.demo import photos, steps
from tests.forms import until
from tests.screens import phone
from tests.screens.city import City
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

BEFORE = photos.street(31, solved=False)


async def _reported(city: City, description: str, **more: str) -> str:
    return await steps.report(
        city.person("inspector-zqj"),
        description=description,
        address="站前街道12号附近",
        longitude=123.9,
        latitude=41.86,
        pictures=(BEFORE,),
        **more,
    )


async def _dispatched(city: City, description: str) -> str:
    """A case in the pool of handler-xf's district."""
    handler = city.person("handler-xf")
    await handler.sign_in()
    case_id = await _reported(city, description)
    await steps.approve(
        city.person("reviewer1"),
        case_id,
        organisation_id=str(handler.organisation_id),
        category_code="06001",
    )
    await handler.wait_for(steps.worked(case_id))
    return case_id


async def test_a_leader_decides_an_urgent_application_with_a_reason_by_one_tap(
    browser: Browser, city: City
) -> None:
    case_id = await _reported(city, "桥面护栏断裂", mode="urgent", urgent_reason="有人可能坠落")
    leader = city.person("leader1")
    await leader.wait_for(steps.problem(case_id), status="urgent")
    async with visitor(browser, city, phone=True) as known:
        await phone.arrive(known, "leader1")
        page = known.page
        await page.get_by_role("link", name="审批", exact=True).click()
        await page.get_by_role("link", name=re.compile("桥面护栏断裂")).click()
        await expect(page.get_by_text("有人可能坠落")).to_be_visible()
        await expect(page.get_by_role("button", name=re.compile("现场照片"))).to_be_visible()
        await page.get_by_role("button", name="不属紧急").click()
        sheet = page.get_by_role("dialog")
        await sheet.get_by_role("button", name="按一般问题办理").click()
        await sheet.get_by_role("button", name="不属紧急").click()

        await expect(page).to_have_url(re.compile("/m/decisions$"))
        await expect(page.get_by_text("桥面护栏断裂")).to_have_count(0)
        seen = await city.person("reviewer1").wait_for(steps.problem(case_id), mode="general")
        assert seen["status"] == "waiting"
        assert known.faults == []


async def test_two_leaders_on_one_application_are_told_who_was_first(
    browser: Browser, city: City
) -> None:
    case_id = await _reported(city, "广告牌摇摇欲坠", mode="urgent", urgent_reason="有坠落危险")
    await city.person("leader1").wait_for(steps.problem(case_id), status="urgent")
    async with visitor(browser, city, phone=True) as known:
        page = known.page
        await known.sign_in("leader1", f"/m/decisions/{case_id}")
        await page.get_by_role("button", name="确认紧急").click()
        await steps.confirm(city.person("deputy1"), case_id)
        sheet = page.get_by_role("dialog")
        await sheet.get_by_label("备注").fill("请督导队立即到场")
        await sheet.get_by_role("button", name="确认紧急").click()

        await expect(sheet.get_by_role("alert")).to_contain_text("确认")
        await expect(sheet.get_by_label("备注")).to_have_value("请督导队立即到场")


async def test_a_handler_rectifies_with_the_ghost_of_the_photo_from_before(
    browser: Browser, city: City
) -> None:
    case_id = await _dispatched(city, "垃圾桶满溢")
    async with visitor(browser, city, phone=True) as known:
        await phone.arrive(known, "handler-xf")
        page = known.page
        await page.get_by_role("link", name="清单池").click()
        await page.get_by_role("link", name=re.compile("垃圾桶满溢")).click()
        await page.get_by_role("button", name="提交整改").click()
        ghost = page.get_by_role("img", name="整改前的照片")
        await expect(ghost).to_be_visible()
        await until(lambda: ghost.evaluate("image => image.naturalWidth > 0"))
        await phone.photograph(page)
        await page.get_by_role("button", name="已清理干净").click()
        await page.get_by_role("button", name="提交", exact=True).click()

        await expect(page.locator("li[data-state=sent]")).to_be_visible()
        worked = await city.person("handler-xf").wait_for(steps.worked(case_id), status="submitted")
        assert worked["round"]["solution"] == "已清理干净"
        assert len(worked["round"]["after_photo_ids"]) == 1
        assert known.faults == []


async def test_a_deferral_is_asked_for_and_granted_by_phone(browser: Browser, city: City) -> None:
    case_id = await _dispatched(city, "绿地施工待春季")
    number = (await city.person("handler-xf").get(steps.worked(case_id)))["number"]
    async with visitor(browser, city, phone=True) as known:
        page = known.page
        await known.sign_in("handler-xf", f"/m/cases/{case_id}")
        await page.get_by_role("button", name="申请挂号").click()
        sheet = page.get_by_role("dialog")
        await sheet.get_by_role("button", name="30 天").click()
        await sheet.get_by_role("button", name="冬季无法施工").click()
        await sheet.get_by_role("button", name="申请挂号").click()
        await expect(page.get_by_role("heading", name=re.compile("申请挂号至"))).to_be_visible()
    async with visitor(browser, city, phone=True) as known:
        page = known.page
        await known.sign_in("leader1", "/m/decisions")
        await page.get_by_role("link", name=re.compile(number)).click()
        await page.get_by_role("button", name="同意挂号").click()
        await page.get_by_role("dialog").get_by_role("button", name="同意挂号").click()

        handler = city.person("handler-xf")
        case = await handler.wait_for(steps.worked(case_id), status="deferred")
        assert case["deferral"]["outcome"] == "granted"
