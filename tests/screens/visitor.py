"""Somebody at a screen: a page of their own in the browser, signed in by typing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page

from tests.screens.city import City

AXE = Path("web/node_modules/axe-core/axe.min.js")
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile",
    "geolocation": {"latitude": 41.8587, "longitude": 123.8972, "accuracy": 8},
    "permissions": ["camera", "geolocation"],
}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@dataclass
class Visitor:
    """`faults` are what the page's console called errors and the exceptions nobody caught."""

    page: Page
    city: City
    faults: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self.city.address}{path}")

    async def sign_in(self, username: str, path: str) -> None:
        await self.open(path)
        await self.page.locator("input[name=username]").fill(username)
        await self.page.locator("input[name=password]").fill(self.city.password)
        await self.page.locator("button[type=submit]").click()
        await self.page.locator("input[name=password]").wait_for(state="detached")

    async def barriers(self) -> list[str]:
        """What axe finds serious or worse on the page as it stands."""
        await self.page.evaluate(AXE.read_text("utf-8"))
        found = await self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            f"{each['id']}: {each['help']} ({', '.join(str(n['target']) for n in each['nodes'])})"
            for each in found["violations"]
            if each["impact"] in {"serious", "critical"}
        ]


@asynccontextmanager
async def visitor(
    browser: Browser, city: City, *, phone: bool = False, language: str = "zh-CN", **options: Any
) -> AsyncIterator[Visitor]:
    """A new device; closing it forgets everything on it."""
    context = await browser.new_context(
        # What is still fading in has other colours, and moves away from under a click.
        **{
            **(PHONE if phone else DESK),
            "locale": language,
            "reduced_motion": "reduce",
            **options,
        }
    )
    page = await context.new_page()
    await page.add_init_script(
        "localStorage.getItem('shirong.language') ?? "
        f"localStorage.setItem('shirong.language', '{language}')"
    )
    page.set_default_timeout(60_000)
    known = Visitor(page, city)
    page.on("pageerror", lambda error: known.faults.append(str(error)))
    page.on("console", lambda message: _note(known, message))
    try:
        yield known
    finally:
        await context.close()


def _note(known: Visitor, message: ConsoleMessage) -> None:
    # The browser itself reports every answer of 4xx; screens show those in words.
    if message.type == "error" and "Failed to load resource" not in message.text:
        known.faults.append(message.text)
