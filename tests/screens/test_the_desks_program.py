"""The desk's program in a browser: an update while a page is open."""

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from tests.screens.city import City
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_page_that_was_open_before_an_update_goes_where_it_is_told(
    browser: Browser, city: City
) -> None:
    updated = asyncio.Event()

    async def answer(route: Route) -> None:
        # The scripts of the release before lie on the server no more.
        if route.request.is_navigation_request():
            updated.set()
        if updated.is_set():
            await route.continue_()
        else:
            await route.fulfill(status=404)

    async with visitor(browser, city) as known:
        await known.sign_in("observer1", "/console/")
        await expect(known.page.locator(".stage-matrix")).to_be_visible()
        await known.page.route("**/console/**", answer)
        await known.page.get_by_role("link", name="成果库").click()

        await expect(known.page).to_have_url(f"{city.address}/console/achievements")
        await expect(known.page.get_by_role("heading", name="成果库")).to_be_visible()
        assert updated.is_set()
