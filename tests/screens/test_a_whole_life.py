"""The whole life of a problem by clicking alone, camera to ledger, in both languages."""

import re
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.screens import phone
from tests.screens.city import City
from tests.screens.desk import DISTRICT
from tests.screens.visitor import Visitor, visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass(frozen=True)
class Said:
    """What the buttons and fields that are clicked through say in one language."""

    report: str
    photograph: str
    next: str
    description: str
    urgent: str
    usual_urgent: str
    submit: str
    category: str
    responsible: str
    unit: str
    approve: str
    pools: dict[str, str]
    decisions: str
    confirm: str
    usual_confirm: str
    rectify: str
    usual_solution: str
    fail: str
    usual_failure: str
    verify: str
    close: str
    closed: str
    entry: str


CHINESE = Said(
    report="拍照上报",
    photograph="拍照",
    next="下一步",
    description="问题描述",
    urgent="紧急申请",
    usual_urgent="影响通行安全",
    submit="提交",
    category="类别",
    responsible="责任单位",
    unit="新抚区",
    approve="通过 A",
    pools={"list": "清单池", "supervision": "督导池", "verification": "核查"},
    decisions="审批",
    confirm="确认紧急",
    usual_confirm="立即处置",
    rectify="提交整改",
    usual_solution="已清理干净",
    fail="退件",
    usual_failure="现场仍有残留",
    verify="核查通过",
    close="批准销号",
    closed="已销号",
    entry="销号",
)
ENGLISH = Said(
    report="Photograph and report",
    photograph="Take a photo",
    next="Next",
    description="Description",
    urgent="Urgent",
    usual_urgent="Dangerous for traffic",
    submit="Submit",
    category="Category",
    responsible="Responsible unit",
    unit="Xinfu District",
    approve="Approve A",
    pools={"list": "List pool", "supervision": "Supervision", "verification": "Verification"},
    decisions="Decisions",
    confirm="Confirm as urgent",
    usual_confirm="At once",
    rectify="Rectify",
    usual_solution="Cleaned up",
    fail="Return",
    usual_failure="Something is left",
    verify="Pass",
    close="Approve closure",
    closed="Closed",
    entry="closed",
)
LANGUAGES = pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", CHINESE), ("en", ENGLISH)], ids=["zh", "en"]
)


class Street:
    """People with phones who click through a problem's life in one language."""

    def __init__(self, browser: Browser, city: City, language: str, said: Said) -> None:
        self.browser, self.city, self.language, self.said = browser, city, language, said
        self.problem = f"{'路边堆放垃圾' if language == 'zh-CN' else 'Litter'} {uuid4().hex[:6]}"

    def visitor(self, *, phone: bool = True) -> AbstractAsyncContextManager[Visitor]:
        return visitor(self.browser, self.city, phone=phone, language=self.language)

    async def photograph(self, page: Page) -> None:
        await page.get_by_role("button", name=self.said.photograph, exact=True).click()
        await page.get_by_role("button", name=self.said.next).click()

    async def report(self, *, urgent: bool = False) -> None:
        """An inspector sees the problem, and photographs it."""
        said = self.said
        async with self.visitor() as inspector:
            page = inspector.page
            await phone.arrive(inspector, "inspector-zqj")
            await page.get_by_role("link", name=said.report).click()
            await self.photograph(page)
            await page.get_by_label(said.description).fill(self.problem)
            if urgent:
                await page.get_by_text(said.urgent, exact=True).click()
                await page.get_by_role("button", name=said.usual_urgent).click()
            await page.get_by_role("button", name=said.submit, exact=True).click()
            await expect(page.locator("li[data-state=sent]")).to_contain_text(self.problem)
            assert inspector.faults == []

    async def open(self, page: Page, pool: str) -> None:
        """From home through a pool to the problem."""
        await page.get_by_role("link", name=self.said.pools[pool]).first.click()
        await page.get_by_role("link", name=re.compile(self.problem)).click()

    async def rectify(self, username: str, pool: str) -> None:
        """Whoever is responsible cleans up, and photographs it from the same angle."""
        async with self.visitor() as handler:
            page = handler.page
            await phone.arrive(handler, username)
            await self.open(page, pool)
            await page.get_by_role("button", name=self.said.rectify).click()
            await self.photograph(page)
            await page.get_by_role("button", name=self.said.usual_solution).click()
            await page.get_by_role("button", name=self.said.submit, exact=True).click()
            await expect(page.locator("li[data-state=sent]")).to_be_visible()
            assert handler.faults == []

    async def verify(self, step: str, reason: str = "") -> None:
        """A verifier on site passes or returns the case."""
        async with self.visitor() as verifier:
            page = verifier.page
            await phone.arrive(verifier, "verifier1")
            await self.open(page, "verification")
            await page.get_by_role("button", name=step, exact=True).click()
            sheet = page.get_by_role("dialog")
            if reason:
                await sheet.get_by_role("button", name=reason).click()
            await sheet.get_by_role("button", name=step, exact=True).click()
            await expect(sheet).to_have_count(0)
            assert verifier.faults == []

    async def close(self) -> str:
        """The lead department closes the case at its desk; the case's number."""
        said = self.said
        async with self.visitor(phone=False) as lead:
            page = lead.page
            await lead.sign_in("lead1", "/console/cases?pool=approval")
            await page.get_by_role("link", name=re.compile(self.problem)).click()
            await page.get_by_role("button", name=said.close, exact=True).click()
            dialog = page.get_by_role("dialog")
            await dialog.get_by_role("button", name=said.close, exact=True).click()
            await expect(page.get_by_text(said.closed, exact=True).first).to_be_visible()
            assert lead.faults == []
            return await page.get_by_role("heading", level=1).inner_text()

    async def look_back(self, number: str) -> None:
        """Somebody who only reads finds it among the achievements and in the ledger."""
        async with self.visitor(phone=False) as observer:
            page = observer.page
            await observer.sign_in("observer1", "/console/achievements")
            await expect(page.get_by_text(self.problem).first).to_be_visible()
            await page.goto(f"{self.city.address}/console/ledger")
            row = page.get_by_role("row", name=re.compile(number))
            await expect(row).to_contain_text(self.said.entry)
            assert observer.faults == []


@LANGUAGES
async def test_a_general_problem_is_returned_once_and_ends_in_the_ledger(
    browser: Browser, city: City, language: str, said: Said
) -> None:
    street = Street(browser, city, language, said)
    await street.report()
    async with street.visitor(phone=False) as reviewer:
        page = reviewer.page
        await reviewer.sign_in("reviewer1", "/console/problems")
        await page.get_by_role("button", name=re.compile(street.problem)).click()
        for label, typed, wanted in (
            (said.category, "06012", "06012"),
            # A unit is found by its name in the other language, too.
            (said.responsible, DISTRICT, said.unit),
        ):
            await page.get_by_role("combobox", name=label).fill(typed)
            await page.get_by_role("option", name=wanted).first.click()
        await page.get_by_role("button", name=said.approve).click()
        await expect(page.get_by_role("heading", name=street.problem)).to_have_count(0)
        assert reviewer.faults == []
    await street.rectify("handler-xf", "list")
    await street.verify(said.fail, said.usual_failure)
    await street.rectify("handler-xf", "list")
    await street.verify(said.verify)
    await street.look_back(await street.close())


@LANGUAGES
async def test_an_urgent_problem_goes_over_a_leader_to_the_brigade(
    browser: Browser, city: City, language: str, said: Said
) -> None:
    street = Street(browser, city, language, said)
    await street.report(urgent=True)
    async with street.visitor() as leader:
        page = leader.page
        await phone.arrive(leader, "leader1")
        await page.get_by_role("link", name=said.decisions, exact=True).click()
        await page.get_by_role("link", name=re.compile(street.problem)).click()
        await page.get_by_role("button", name=said.confirm).click()
        sheet = page.get_by_role("dialog")
        await sheet.get_by_role("button", name=said.usual_confirm).click()
        await sheet.get_by_role("button", name=said.confirm).click()
        await expect(page).to_have_url(re.compile("/m/decisions$"))
        assert leader.faults == []
    await street.rectify("brigade1", "supervision")
    await street.verify(said.verify)
    await street.look_back(await street.close())
