"""The phone's program itself: renewed when asked, honest without signal, open to everybody."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from deploy.demo import photos, steps
from tests.screens import phone
from tests.screens.city import City
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORKER = Path("web/mobile/dist/service-worker.js")
PAGES = {
    "inspector-zqj": ("/", "/reports", "/waiting", "/inbox", "/me"),
    "handler-xf": ("/pool/list",),
    "leader1": ("/decisions",),
    "verifier1": ("/pool/verification",),
}
CONTENT = ".tasks, .cards li, .empty, select"
"""What a page shows once it has read what it is about."""


async def test_the_first_view_brings_at_most_200_kb_of_script() -> None:
    built = WORKER.parent
    page = (built / "index.html").read_text("utf-8")
    scripts = re.findall(r'(?:src|href)="/m/(assets/[^"]+\.js)"', page)

    assert scripts
    assert sum(len(gzip.compress((built / each).read_bytes())) for each in scripts) <= 200_000


async def test_a_newer_program_comes_in_when_somebody_lets_it(browser: Browser, city: City) -> None:
    known_worker = WORKER.read_text("utf-8")
    async with visitor(browser, city, phone=True) as known:
        page = known.page
        await phone.arrive(known, "inspector-zqj")
        try:
            WORKER.write_text(f"{known_worker}\n// a newer program\n", "utf-8")
            await page.evaluate(
                "navigator.serviceWorker.getRegistration().then(each => each.update())"
            )
            await expect(page.get_by_text("新版本已就绪")).to_be_visible()
            await page.evaluate("document.documentElement.dataset.age = 'old'")
            await page.get_by_role("button", name="立即更新").click()

            await expect(page.locator("html[data-age=old]")).to_have_count(0)
            await expect(page.get_by_role("link", name="拍照上报")).to_be_visible()
            await expect(page.get_by_text("新版本已就绪")).to_have_count(0)
        finally:
            WORKER.write_text(known_worker, "utf-8")


async def test_without_signal_it_says_when_what_it_shows_was_read(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city, phone=True) as known:
        page = known.page
        await phone.arrive(known, "inspector-zqj")
        await expect(page.locator(".tasks")).to_be_visible()
        note = page.get_by_role("status").filter(has_text="没有信号")
        await page.context.set_offline(True)
        await page.get_by_role("button", name="刷新").click()

        await expect(note).to_contain_text(re.compile(r"20\d\d年\d+月\d+日"))
        await expect(page.locator(".tasks")).to_be_visible()
        await page.context.set_offline(False)
        await page.get_by_role("button", name="刷新").click()
        await expect(note).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("username", PAGES)
async def test_its_pages_have_no_barriers(
    browser: Browser, city: City, username: str, scheme: str
) -> None:
    async with visitor(browser, city, phone=True, color_scheme=scheme) as known:
        await known.sign_in(username, "/m/")
        for path in PAGES[username]:
            await known.open(f"/m{path}")
            await known.page.get_by_role("heading", level=1).wait_for()
            await known.page.locator(CONTENT).first.wait_for()
            assert await known.barriers() == [], path
        assert known.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_forms_and_decisions_have_no_barriers(
    browser: Browser, city: City, scheme: str
) -> None:
    case_id = await steps.report(
        city.person("inspector-zqj"),
        description=f"电线垂落（{scheme}）",
        address="站前街道12号附近",
        longitude=123.9,
        latitude=41.86,
        pictures=(photos.street(8, solved=False),),
        mode="urgent",
        urgent_reason="有触电危险",
    )
    await city.person("leader1").wait_for(steps.problem(case_id), status="urgent")
    async with visitor(browser, city, phone=True, color_scheme=scheme) as known:
        await known.sign_in("leader1", f"/m/decisions/{case_id}")
        await known.page.get_by_role("button", name="不属紧急").click()
        await known.page.get_by_role("dialog").wait_for()
        assert await known.barriers() == []
    async with visitor(browser, city, phone=True, color_scheme=scheme) as known:
        await known.sign_in("inspector-zqj", "/m/report")
        await known.page.locator(".watermark").wait_for()
        assert await known.barriers() == []
        await phone.photograph(known.page)
        await known.page.get_by_label("紧急申请").check()
        assert await known.barriers() == []
        await known.open(f"/m/reports/{case_id}")
        await known.page.get_by_role("button", name="撤回上报").wait_for()
        assert await known.barriers() == []
        assert known.faults == []
