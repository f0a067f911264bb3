"""Signing in at an outside provider: a real one, from both programs and back."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.screens import city as cities
from tests.screens.city import City
from tests.screens.visitor import visitor
from tests.servers.openid import CLIENT, SECRET, openid
from tests.servers.ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAME = "政务统一认证"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def city(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[City]:
    """A city whose people may sign in elsewhere, too."""
    port = free_port()
    redirect = f"http://127.0.0.1:{port}/sign-in/outside"
    with openid(tmp_path_factory.mktemp("openid"), redirect=redirect) as provider:
        environment = {
            "SHIRONG_OIDC_ISSUER": provider.issuer,
            "SHIRONG_OIDC_NAME": NAME,
            "SHIRONG_OIDC_CLIENT_ID": CLIENT,
            "SHIRONG_OIDC_CLIENT_SECRET": SECRET,
            "SHIRONG_OIDC_REDIRECT_URL": redirect,
        }
        folder = tmp_path_factory.mktemp("city")
        async with cities.city(folder, port=port, environment=environment) as running:
            yield running


async def test_an_account_is_linked_at_the_desk_and_opens_both_programs(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city) as desk:
        await desk.sign_in("reviewer1", "/console/")
        await desk.open("/console/account")
        await desk.page.get_by_role("button", name="前往关联").click()
        await tell_who(desk.page, "w-1")
        await desk.page.locator("input[name=proof]").fill(city.password)
        assert await desk.barriers() == []
        await desk.page.get_by_role("button", name="确认关联").click()
        await expect(desk.page.get_by_role("button", name="解除关联")).to_be_visible()

    for path in ("/m/", "/console/"):
        async with visitor(browser, city, phone=path == "/m/") as known:
            await known.open(path)
            await known.page.get_by_role("button", name=f"用{NAME}登录").click()
            await tell_who(known.page, "w-1")

            await expect(known.page).to_have_url(f"{city.address}{path}")
            await expect(known.page.locator("input[name=password]")).to_have_count(0)
            assert known.faults == []


async def test_who_turns_back_there_is_told_and_may_use_the_password(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city) as known:
        await known.open("/console/")
        await known.page.get_by_role("button", name=f"用{NAME}登录").click()
        await known.page.get_by_role("link", name="Cancel").click()

        await expect(known.page.get_by_role("alert")).to_contain_text("外部认证未完成登录")
        await expect(known.page.locator("input[name=password]")).to_be_visible()


async def test_an_account_that_belongs_to_nobody_here_opens_nothing(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city) as known:
        await known.open("/console/")
        await known.page.get_by_role("button", name=f"用{NAME}登录").click()
        await tell_who(known.page, "a stranger")

        await expect(known.page.get_by_role("alert")).to_contain_text("尚未与本系统账号关联")


async def tell_who(page: Page, name: str) -> None:
    """At the provider."""
    await page.locator("input[name=login]").fill(name)
    await page.get_by_role("button", name="Go on").click()
