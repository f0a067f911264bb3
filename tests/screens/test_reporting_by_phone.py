"""Reporting in the street: with the camera, without signal, killed in the middle."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Browser, Error, Locator, Page, Route, expect

from tests.screens import phone
from tests.screens.city import City
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

INSPECTOR = "inspector-zqj"


def _entry(page: Page, description: str, state: str) -> Locator:
    return page.locator(f"li[data-state={state}]", has_text=description)


async def test_a_report_has_its_photo_its_place_and_the_watermark_seen_before(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city, phone=True) as known:
        page = known.page
        await phone.arrive(known, INSPECTOR)
        await page.get_by_role("link", name="拍照上报").click()
        watermark = page.locator(".watermark")
        await expect(watermark).to_contain_text("东经 123.89720° 北纬 41.85870°")
        await expect(watermark).to_contain_text("站前街道")
        await phone.photograph(page)
        await page.get_by_label("问题描述").fill("人行道上有暴露垃圾")
        await page.get_by_role("button", name="暴露垃圾", exact=True).click()
        await page.get_by_role("button", name="提交", exact=True).click()

        await expect(_entry(page, "人行道上有暴露垃圾", "sent")).to_be_visible()
        inspector = city.person(INSPECTOR)
        (report,) = await phone.described(inspector, "人行道上有暴露垃圾")
        assert (report["place"]["longitude"], report["place"]["latitude"]) == (123.8972, 41.8587)
        assert report["place"]["address"] == "站前街道"
        assert report["category_code"] is not None
        (photo,) = report["photos"]
        shown = await inspector.wait_for(f"/api/media/photos/{photo['id']}", status="ready")
        assert shown["reliability"]["level"] == "live"
        assert known.faults == []


async def test_what_is_submitted_without_signal_goes_out_once_when_it_is_back(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city, phone=True) as known:
        page, inspector = known.page, city.person(INSPECTOR)
        await phone.arrive(known, INSPECTOR)
        await page.context.set_offline(True)
        await page.reload()
        await phone.report(page, "桥下无信号处堆放渣土")
        await expect(page.get_by_text("已存在本机，有信号时自动发送")).to_be_visible()
        await expect(_entry(page, "桥下无信号处堆放渣土", "waiting")).to_be_visible()
        assert await phone.described(inspector, "桥下无信号处堆放渣土") == []

        # The first answer is lost on the way, as a weak signal loses them.
        lost = asyncio.Event()

        async def lose(route: Route) -> None:
            if lost.is_set():
                await route.continue_()
                return
            await route.fetch()
            lost.set()
            await route.abort()

        await page.route("**/api/intake/reports", lose)
        await page.context.set_offline(False)
        await asyncio.wait_for(lost.wait(), 30)
        await page.get_by_role("button", name="立即发送").click()

        await expect(_entry(page, "桥下无信号处堆放渣土", "sent")).to_be_visible()
        (report,) = await phone.described(inspector, "桥下无信号处堆放渣土")
        assert len(report["photos"]) == 1


async def test_a_program_killed_in_the_middle_loses_nothing(browser: Browser, city: City) -> None:
    async with visitor(browser, city, phone=True) as known:
        await phone.arrive(known, INSPECTOR)
        context = known.page.context
        await known.page.get_by_role("link", name="拍照上报").click()
        await phone.photograph(known.page)
        await known.page.get_by_label("问题描述").fill("井盖破损，未提交就被关闭")
        await expect(known.page.get_by_label("问题描述")).to_have_value("井盖破损，未提交就被关闭")
        await _kept(known.page, "井盖破损，未提交就被关闭")
        await known.page.close()

        half_sent, gone = asyncio.Event(), asyncio.Event()

        async def hold(route: Route) -> None:
            half_sent.set()
            await gone.wait()
            with suppress(Error):
                await route.abort()

        page = await context.new_page()
        await page.route("**/api/media/resumable/*", hold)
        await page.goto(f"{city.address}/m/report")
        await expect(page.get_by_label("问题描述")).to_have_value("井盖破损，未提交就被关闭")
        await expect(page.get_by_role("img", name="照片 1")).to_be_visible()
        await page.get_by_role("button", name="提交", exact=True).click()
        await asyncio.wait_for(half_sent.wait(), 30)
        await page.close()
        gone.set()

        page = await context.new_page()
        await page.goto(f"{city.address}/m/waiting")
        await expect(_entry(page, "井盖破损，未提交就被关闭", "sent")).to_be_visible()
        reports = await phone.described(city.person(INSPECTOR), "井盖破损，未提交就被关闭")
        assert [len(each["photos"]) for each in reports] == [1]


async def test_what_waits_goes_out_with_no_page_open_when_the_browser_says_so(
    browser: Browser, city: City
) -> None:
    async with visitor(browser, city, phone=True) as known:
        await phone.arrive(known, INSPECTOR)
        context = known.page.context
        await context.set_offline(True)
        await phone.report(known.page, "山路边倾倒垃圾")
        await expect(_entry(known.page, "山路边倾倒垃圾", "waiting")).to_be_visible()
        session = await context.new_cdp_session(await context.new_page())
        told: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def hear(event: dict[str, Any]) -> None:
            for each in event["registrations"]:
                if each["scopeURL"] == f"{city.address}/m/" and not told.done():
                    told.set_result(each["registrationId"])

        session.on("ServiceWorker.workerRegistrationUpdated", hear)
        await session.send("ServiceWorker.enable")
        registration = await asyncio.wait_for(told, 30)
        await known.page.close()
        await context.set_offline(False)
        await session.send(
            "ServiceWorker.dispatchSyncEvent",
            {
                "origin": city.address,
                "registrationId": registration,
                "tag": "shirong.queue",
                "lastChance": False,
            },
        )

        inspector = city.person(INSPECTOR)
        async with asyncio.timeout(30):
            while not (reports := await phone.described(inspector, "山路边倾倒垃圾")):
                await asyncio.sleep(0.1)
        assert [len(each["photos"]) for each in reports] == [1]


async def _kept(page: Page, words: str) -> None:
    """Wait until the phone's memory has a form with these words."""
    async with asyncio.timeout(30):
        while not await page.evaluate(_HAS, words):
            await asyncio.sleep(0.05)


_HAS = """words => new Promise((done, fail) => {
    const opening = indexedDB.open('shirong')
    opening.onerror = fail
    opening.onsuccess = () => {
        const all = opening.result.transaction('parcels').objectStore('parcels').getAll()
        all.onsuccess = () => {
            opening.result.close()
            done(all.result.some(each => each.errand.body?.description === words))
        }
    }
})"""
