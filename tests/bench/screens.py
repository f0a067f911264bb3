"""What somebody at a screen waits for: the phone's first load, a long pool, others' changes.

Chromium visits a city in a process of its own, in the one-process form and over plain HTTP/1.1.
"""

import asyncio
import os
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.async_api import Browser, Page

from deploy.demo import photos, steps
from tests.forms import until
from tests.screens.city import City, city
from tests.screens.pictures import chromium
from tests.screens.visitor import visitor

LOADS, CHANGES = 5, 20
PROBLEMS, AT_ONCE = 500, 5
SETTLES = 600.0
"""Seconds for all photos to be made."""
SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOW_PROCESSOR = 4
"""How many times slower than this machine."""
POOL = "/console/problems"

TAKES_INPUT = """() => {
    const field = document.querySelector('input[name=username]')
    if (!field || !field.getClientRects().length) return null
    field.focus()
    document.execCommand('insertText', false, 'x')
    return field.value === 'x' ? performance.now() : null
}"""
"""Milliseconds since the visit began, once the sign-in form takes what is typed."""
SCROLL = """async (place) => {
    const tasks = [0]
    const watching = new PerformanceObserver((seen) =>
        tasks.push(...seen.getEntries().map((each) => each.duration)))
    watching.observe({ type: 'longtask' })
    let longest = 0
    let before = performance.now()
    while (place.scrollTop + place.clientHeight < place.scrollHeight - 1) {
        place.scrollTop += 240
        const now = await new Promise(requestAnimationFrame)
        longest = Math.max(longest, now - before)
        before = now
    }
    await new Promise((done) => setTimeout(done, 500))
    watching.disconnect()
    return { task: Math.max(...tasks), frame: longest, height: place.scrollHeight }
}"""
"""From top to bottom, 240 pixels a frame: the longest task and the longest frame in ms. A browser
tells of tasks from 50 ms on; 0 where there was none."""


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    async with city(folder) as where, chromium() as browser:
        await _first_load(browser, where)
        await _fill(where)
        await _long_pool(browser, where)
        await _others_changes(browser, where)


def _tell(line: str) -> None:
    print(f"  {line} (load {os.getloadavg()[0]:.1f})", flush=True)


async def _first_load(browser: Browser, where: City) -> None:
    taken = []
    for _ in range(LOADS):
        async with visitor(browser, where, phone=True) as known:
            line = await known.page.context.new_cdp_session(known.page)
            await line.send("Network.enable")
            await line.send("Network.emulateNetworkConditions", SLOW_LINE)
            await line.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
            await known.page.goto(f"{where.address}/m/", wait_until="commit")
            ready = await until(lambda page=known.page: page.evaluate(TAKES_INPUT))
            taken.append(ready / 1000)
    _tell(
        f"the phone's first load: {median(taken):.2f} s, at most {max(taken):.2f} s over {LOADS} "
        "until the sign-in form takes input"
    )


async def _fill(where: City) -> None:
    """Problems with a photo each, over the whole city and none near another."""
    inspector = where.person("inspector-zqj")

    async def report(number: int) -> str:
        return await steps.report(
            inspector,
            description=f"路面散落生活垃圾 {number}",
            address=f"中央大街{number}号",
            longitude=123.80 + number % 25 * 0.008,
            latitude=41.80 + number // 25 * 0.006,
            pictures=(photos.street(number * 7919, solved=False),),
        )

    for first in range(0, PROBLEMS, AT_ONCE):
        await asyncio.gather(*map(report, range(first, first + AT_ONCE)))

    async def are_there() -> bool:
        return len(await _waiting(where)) >= PROBLEMS

    async def is_ready() -> bool:
        photo = await inspector.get(f"/api/media/photos/{last}")
        return bool(photo["status"] == "ready")

    await until(are_there, within=SETTLES)
    last = (await _waiting(where))[-1]["photo_ids"][0]
    await until(is_ready, within=SETTLES)


async def _waiting(where: City) -> list[dict[str, Any]]:
    """The pool as it is listed, the longest waiting first."""
    reviewer = where.person("reviewer2")
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = await reviewer.get("/api/review/problems", status="waiting", limit=200, **after)
        found += page["items"]
        if not page["next"]:
            return found
        after = {"after": page["next"]}


async def _long_pool(browser: Browser, where: City) -> None:
    async with visitor(browser, where) as reviewer:
        await reviewer.sign_in("reviewer1", POOL)
        await _all_listed(reviewer.page, PROBLEMS)
        seen = await reviewer.page.locator(".long-list").evaluate(SCROLL)
    task = f"{seen['task']:.0f} ms" if seen["task"] else "under 50 ms"
    _tell(
        f"{PROBLEMS} problems scrolled through: longest task {task}, longest frame "
        f"{seen['frame']:.0f} ms"
    )


async def _others_changes(browser: Browser, where: City) -> None:
    """Somebody rejects one problem after the other; somebody else's list gets shorter."""
    other = where.person("reviewer2")
    taken = []
    async with visitor(browser, where) as reviewer:
        await reviewer.sign_in("reviewer1", POOL)
        await _all_listed(reviewer.page, PROBLEMS)
        for gone, each in enumerate((await _waiting(where))[:CHANGES], 1):
            address, body = steps.problem(each["case_id"]), {"reason": "照片不清晰"}
            begun = time.perf_counter()
            await other.change(address, "rejection", body, version=each["version"])
            await _all_listed(reviewer.page, PROBLEMS - gone)
            taken.append(time.perf_counter() - begun)
    _tell(
        f"somebody else's change until it shows: p50 {median(taken):.2f} s, p95 "
        f"{quantiles(taken, n=20)[18]:.2f} s over {CHANGES}"
    )


async def _all_listed(page: Page, problems: int) -> None:
    await page.locator(f".long-list li[aria-setsize='{problems}']").first.wait_for()
