"""What people do with the phone's program, step by step."""

from typing import Any

from playwright.async_api import Page, expect

from tests.forms import until
from tests.screens.visitor import Visitor


async def arrive(known: Visitor, username: str) -> None:
    """Sign in, and wait until the program is on the phone."""
    await known.sign_in(username, "/m/")
    await known.page.evaluate("navigator.serviceWorker.ready")
    # Asked from here: the page's own rules let no text be run in it, as polling there would.
    await until(lambda: known.page.evaluate("navigator.serviceWorker.controller !== null"))


async def photograph(page: Page) -> None:
    """Take one photo in the open viewfinder, and go on to the words."""
    await page.get_by_role("button", name="拍照", exact=True).click()
    await expect(page.get_by_role("img", name="照片 1")).to_be_visible()
    await page.get_by_role("button", name="下一步").click()


async def report(page: Page, description: str) -> None:
    """Report with one photo, from the home page to the list of what waits."""
    await page.get_by_role("link", name="拍照上报").click()
    await photograph(page)
    await page.get_by_label("问题描述").fill(description)
    await page.get_by_role("button", name="提交", exact=True).click()


async def described(person: Any, description: str) -> list[dict[str, Any]]:
    """The person's reports on the server with this description."""
    listed = (await person.get("/api/intake/reports"))["items"]
    return [each for each in listed if each["description"] == description]
