"""Whole lives of cases through all services, one photo each, and what each step takes."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles
from typing import Any

from deploy.demo import photos, steps
from deploy.demo.person import Person
from deploy.embedded.assembly import SERVICES, assembled
from deploy.embedded.first_start import furnish
from services.chassis import migrate
from services.chassis.local_bus import LocalBus
from tests.forms import Form

CITY = Path("deploy/cities/fushun")
PASSWORD = "long-enough-for-tests"
CASES, AT_ONCE = 60, 6


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    for name in ("embedded", "distributed"):
        place = folder / name
        place.mkdir(parents=True)
        form = Form(
            name,
            place,
            settings={
                "identity_url": "http://shirong/api/identity",
                "objects_url": f"file://{place}/objects" if name == "embedded" else store.url,
                "key_secret": "only-for-tests-0123456789-0123456789",
            },
        )
        if name == "distributed":
            form.create_database, form.new_vhost = database_server.create, broker.new_vhost
        await _lives(form)


async def _lives(form: Form) -> None:
    settings = {service.name: form.settings_of(service) for service in SERVICES}
    for service in SERVICES:
        await migrate.upgrade(service, settings[service.name].database_url)
    await form.declare_topology(*SERVICES)
    bus = LocalBus() if form.is_embedded else None
    async with AsyncExitStack() as stack:
        system = await stack.enter_async_context(assembled(settings, bus=bus))
        people = await furnish(system, CITY, PASSWORD)
        listed = await steps.organisations(people["admin"])
        district = next(each["id"] for each in listed if each["code"] == "210402")
        watch = _Watch(people, district)
        started = time.perf_counter()
        queue = list(range(CASES))
        await asyncio.gather(*(watch.crew(queue) for _ in range(AT_ONCE)))
        took = time.perf_counter() - started
    print(f"  {form.name}: {CASES / took:.1f} lifecycles/s ({CASES} cases, {AT_ONCE} at once)")
    for step, seconds in watch.taken.items():
        p95 = quantiles(seconds, n=20)[18]
        print(f"    {step:<12} p95 {p95 * 1000:6.0f} ms")


class _Watch:
    def __init__(self, people: dict[str, Person], district: str) -> None:
        self.people = people
        self.district = district
        self.taken: dict[str, list[float]] = defaultdict(list)

    async def crew(self, queue: list[int]) -> None:
        while queue:
            await self._life(queue.pop())

    async def _life(self, seed: int) -> None:
        before, after = photos.street(seed, solved=False), photos.street(seed, solved=True)
        case_id = await self._timed(
            "report",
            steps.report(
                self.people["inspector-zqj"],
                description=f"路边堆放垃圾 {seed}",
                address="站前街",
                longitude=123.8 + seed / 1000,
                latitude=41.8,
                pictures=(before,),
            ),
        )
        verdict = {"category_code": "06010", "organisation_id": self.district}
        await self._timed("approve", steps.approve(self.people["reviewer1"], case_id, **verdict))
        handler = self.people["handler-xf"]
        await self._timed("rectify", steps.rectify(handler, case_id, "已清理", after))
        await self._timed("verify", steps.verify(self.people["verifier1"], case_id))
        await self._timed("close", steps.close(self.people["lead1"], case_id))
        entry = self.people["observer1"].wait_for(f"/api/ledger/cases/{case_id}", stage="closed")
        await self._timed("in ledger", entry)

    async def _timed(self, step: str, work: Awaitable[Any]) -> Any:
        started = time.perf_counter()
        result = await work
        self.taken[step].append(time.perf_counter() - started)
        return result
