"""Notices at the desk, and a person's own page."""

import pytest
from playwright.async_api import Browser, expect

from deploy.demo import photos, steps
from tests.screens.city import City
from tests.screens.desk import HANDLER, a_case
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_leader_sees_an_urgent_application_without_reloading(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city) as leader:
        await leader.sign_in("leader1", "/console/notices")
        await expect(leader.page.get_by_role("heading", name="通知")).to_be_visible()
        case = await steps.report(
            city.person("inspector-zqj"),
            description="井盖缺失，行人可能掉落",
            address="站前街 88 号",
            longitude=123.901,
            latitude=41.861,
            pictures=(photos.street(21, solved=False),),
            mode="urgent",
            urgent_reason="危及行人安全",
        )

        notice = leader.page.get_by_role("listitem").filter(has_text="站前街 88 号")
        await expect(notice).to_contain_text("有紧急申请待您决定")
        await notice.get_by_role("button").first.click()
        await expect(leader.page).not_to_have_url(f"{city.address}/console/open/case/{case}")
        assert leader.faults == []


async def test_a_muted_kind_can_be_heard_again(browser: Browser, city: City) -> None:
    async with visitor(browser, city) as known:
        await known.sign_in("verifier1", "/console/notices/habits")
        kind = known.page.get_by_role("checkbox", name="待核查")
        await expect(kind).to_be_checked()
        await known.page.get_by_text("案件 … 待核查").click()
        await expect(kind).not_to_be_checked()
        await known.page.reload()

        await expect(kind).not_to_be_checked()
        await known.page.get_by_text("案件 … 待核查").click()
        await expect(kind).to_be_checked()
        assert known.faults == []


async def test_a_muted_case_is_named_by_its_number_and_heard_again(
    browser: Browser, city: City
) -> None:
    case = await a_case(city)
    await city.person(HANDLER).put("/api/notice/mutes", {"kinds": [], "case_ids": [case.case_id]})
    async with visitor(browser, city) as known:
        await known.sign_in(HANDLER, "/console/notices/habits")
        muted = known.page.get_by_role("listitem").filter(has_text=case.number)
        await expect(muted.get_by_role("link", name=case.number)).to_be_visible()
        await muted.get_by_role("button", name="恢复接收").click()

        await expect(muted).to_have_count(0)
        assert known.faults == []


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh-CN"), ("dark", "en")])
async def test_ones_own_pages_have_no_barriers(
    browser: Browser, city: City, scheme: str, language: str
) -> None:
    async with visitor(browser, city, color_scheme=scheme, language=language) as known:
        await known.sign_in("leader1", "/console/account")
        for page in ("account", "account/deputies", "notices", "notices/habits"):
            await known.open(f"/console/{page}")
            await expect(known.page.locator("main h1")).to_be_visible()

            assert await known.barriers() == [], page
        assert known.faults == []
