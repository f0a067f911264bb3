"""Signing in at both programs."""

import pytest
from playwright.async_api import Browser, expect

from tests.screens.city import City
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROGRAMS = ("/m/", "/console/")


@pytest.mark.parametrize("path", PROGRAMS)
async def test_a_session_survives_a_reload_and_another_tab(
    browser: Browser, city: City, path: str
) -> None:
    async with visitor(browser, city, phone=path == "/m/") as known:
        await known.sign_in("reviewer1", path)
        await known.page.reload()
        tab = await known.page.context.new_page()
        await tab.goto(f"{city.address}{path}")

        await expect(known.page.locator("input[name=password]")).to_have_count(0)
        await expect(tab.locator("input[name=password]")).to_have_count(0)
        assert known.faults == []


async def test_a_wrong_password_is_told_in_words(browser: Browser, city: City) -> None:
    async with visitor(browser, city) as known:
        await known.open("/console/")
        await known.page.locator("input[name=username]").fill("reviewer1")
        await known.page.locator("input[name=password]").fill("not the password")
        await known.page.locator("button[type=submit]").click()

        await expect(known.page.get_by_role("alert")).to_contain_text("密码")
        await expect(known.page.locator("input[name=username]")).to_have_value("reviewer1")


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_way_in_has_no_barriers(
    browser: Browser, city: City, path: str, scheme: str
) -> None:
    async with visitor(browser, city, phone=path == "/m/", color_scheme=scheme) as known:
        await known.open(path)
        await known.page.locator("input[name=username]").wait_for()

        assert await known.barriers() == []
