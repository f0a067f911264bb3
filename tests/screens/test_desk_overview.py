"""The city at a glance; and no page of the desk's daily work has barriers or is heavy."""

import gzip
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Response, expect

from tests.forms import until
from tests.screens.city import City
from tests.screens.desk import a_problem, a_rectified_case
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

HEAVIEST = 450_000
"""Bytes of scripts and styles, compressed, of the desk's first view."""


async def test_a_figure_opens_the_cases_it_counts(browser: Browser, city: City) -> None:
    await a_rectified_case(city)
    observer = city.person("observer1")
    async with visitor(browser, city) as reader:
        await reader.sign_in("observer1", "/console/")
        figure = reader.page.locator("[data-figure=dispatched]")
        await expect(figure.locator("b")).not_to_have_text("0")
        address = await figure.get_attribute("href")
        asked = json.loads(parse_qs(urlsplit(address or "").query)["filter"][0])

        async def agree() -> bool:
            found = await observer.create("/api/ledger/table/count", {"where": asked})
            return await figure.locator("b").inner_text() == str(found["cases"])

        # What other tests did may still be on its way.
        await until(agree)
        assert reader.faults == []


async def test_a_new_report_is_seen_without_reloading(browser: Browser, city: City) -> None:
    async with visitor(browser, city) as reader:
        await reader.sign_in("observer1", "/console/")
        total = reader.page.locator(".stage-matrix tfoot .sum")
        await expect(total).to_be_visible()
        before = int(await total.inner_text())
        await a_problem(city)

        async def counted() -> bool:
            return int(await total.inner_text()) > before

        await until(counted)


async def test_the_first_view_is_light(browser: Browser, city: City) -> None:
    sizes: dict[str, int] = {}

    async def weigh(response: Response) -> None:
        if response.request.resource_type in {"script", "stylesheet"}:
            sizes[response.url] = len(gzip.compress(await response.body()))

    async with visitor(browser, city) as reader:
        reader.page.on("response", weigh)
        await reader.sign_in("observer1", "/console/")
        await expect(reader.page.locator(".stage-matrix")).to_be_visible()
        await reader.page.wait_for_load_state("load")

    assert 0 < sum(sizes.values()) < HEAVIEST, sizes


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_desks_daily_work_has_no_barriers(
    browser: Browser, city: City, scheme: str
) -> None:
    reported, case = await a_problem(city), await a_rectified_case(city)
    pages = {
        ("reviewer1", "/"): ".stage-matrix",
        ("reviewer1", "/big-screen"): ".stage-matrix",
        ("reviewer1", f"/problems/{reported.case_id}"): ".problem-panel",
        ("verifier1", "/cases"): ".pool-row",
        ("verifier1", f"/cases/{case.case_id}"): ".round-card",
    }
    for name in ("reviewer1", "verifier1"):
        async with visitor(browser, city, color_scheme=scheme) as worker:
            await worker.sign_in(name, "/console/")
            for (who, path), seen in pages.items():
                if who != name:
                    continue
                await worker.open(f"/console{path}")
                await expect(worker.page.locator(seen).first).to_be_visible()
                assert await worker.barriers() == [], path
            if name == "verifier1":
                await worker.page.get_by_role("button", name="退件", exact=True).click()
                await expect(worker.page.get_by_role("dialog")).to_be_visible()
                assert await worker.barriers() == [], "a step's dialog"
            assert worker.faults == []
