"""Departments with systems of their own, as administrators see them."""

import asyncio
import os
import subprocess
import sys

import pytest
from playwright.async_api import Browser, expect

from tests.screens.city import City
from tests.screens.desk import a_case
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def add_over_http(city: City, code: str) -> None:
    """What an operator does at the machine."""
    environment = {
        **os.environ,
        "SHIRONG_DATABASE_URL": f"sqlite+aiosqlite:///{city.data / 'dispatch.db'}",
        "SHIRONG_BUS_URL": "local:",
        "SHIRONG_CURSOR_SECRET": "long-enough-for-a-command-of-a-test",
    }
    command = [sys.executable, "-m", "services.dispatch", "departments", "add", code]
    done = await asyncio.to_thread(
        subprocess.run,
        [*command, "--over", "http"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


async def test_an_administrator_sees_orders_without_a_receipt_and_sends_one_again(
    browser: Browser, city: City
) -> None:
    case = await a_case(city)
    await add_over_http(city, "210402")
    async with visitor(browser, city) as known:
        page = known.page
        await known.sign_in("admin", "/console/administration/departments")
        await expect(page.get_by_text("接口取件")).to_be_visible()
        await page.get_by_role("button", name="派件", exact=True).click()
        order = page.get_by_role("row").filter(
            has=page.locator(f"a[href$='/cases/{case.case_id}']")
        )
        await expect(order.first).to_contain_text("待发送")
        await order.first.get_by_role("button", name="重发").click()

        await expect(page.get_by_text("已安排重发")).to_be_visible()
        assert await known.barriers() == []
        assert known.faults == []
