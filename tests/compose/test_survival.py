"""What the death of each process and server of the compose stack takes away, until it is back."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import httpx
import pytest

from deploy.demo import photos, steps
from deploy.demo.person import Person, Refused
from tests.compose.stack import Stack
from tests.forms import until
from tests.whole import NAMES

pytestmark = [pytest.mark.compose, pytest.mark.asyncio(loop_scope="module")]

EVERY = 0.2
"""Seconds between two questions to one service."""
WELL = 25
"""Good answers in a row after which nothing is missed any more."""
PROCESSES = [f"{name}-{kind}" for name in NAMES for kind in ("api", "worker")]
PICTURE = photos.street(11, solved=False, size=(640, 480))


class Questions:
    """Asks every service all the time, and keeps when one didn't answer as it should."""

    def __init__(self) -> None:
        self.errors: dict[str, list[float]] = defaultdict(list)
        self.good: dict[str, int] = dict.fromkeys(NAMES, 0)

    async def ask(self, person: Person, service: str) -> None:
        """Of its parked messages, which lie in its database."""
        while True:
            try:
                answer = await person.request("GET", f"/api/{service}/operations/parked")
                failed = answer.status_code != httpx.codes.OK
            except (httpx.TransportError, Refused):
                failed = True
            self.good[service] = 0 if failed else self.good[service] + 1
            if failed:
                self.errors[service].append(monotonic())
            await asyncio.sleep(EVERY)

    def answered(self, times: int) -> bool:
        """Whether every service gave so many good answers in a row."""
        return min(self.good.values()) >= times

    def __str__(self) -> str:
        spans = {name: times[-1] - times[0] for name, times in sorted(self.errors.items())}
        return ", ".join(f"{name} {span:.1f} s" for name, span in spans.items()) or "nothing"


@asynccontextmanager
async def questions(stack: Stack, admin: Person) -> AsyncIterator[Questions]:
    """While they are asked; each service has a connection of its own at the gateway."""
    asked = Questions()
    async with httpx.AsyncClient(base_url=stack.url, timeout=30) as client:
        person = Person(client, admin.username, admin.password)
        asking = [asyncio.create_task(asked.ask(person, name)) for name in NAMES]
        yield asked
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)


async def killed(stack: Stack, name: str, asked: Questions) -> None:
    """Kill a process or server while questions are asked, until it is there again."""
    before = await asyncio.to_thread(stack.restarts, name)

    async def is_back() -> bool:
        back = await asyncio.to_thread(stack.restarts, name) > before
        return back and await asyncio.to_thread(stack.is_healthy, name)

    await until(lambda: asked.answered(1))
    await asyncio.to_thread(stack.kill, name)
    await until(is_back, within=90)
    # What still fails after it calls itself healthy must be seen, too.
    await until(lambda: asked.answered(WELL), within=90)
    print(f"{name} was killed: {asked} failed, from the first error to the last")


@pytest.mark.parametrize("process", PROCESSES)
async def test_a_killed_process_is_missed_on_its_own_paths_alone(stack, people, process):
    service, _, kind = process.partition("-")
    async with questions(stack, people["admin"]) as asked:
        await killed(stack, process, asked)

    assert set(asked.errors) <= ({service} if kind == "api" else set())


@pytest.mark.parametrize("server", ["gateway", "postgres"])
async def test_what_everybody_needs_comes_back_by_itself(stack, people, server):
    async with questions(stack, people["admin"]) as asked:
        await killed(stack, server, asked)


@pytest.mark.parametrize("server", ["rabbitmq", "objects"])
async def test_what_only_photos_and_facts_need_is_missed_by_no_list(stack, people, server):
    async with questions(stack, people["admin"]) as asked:
        await killed(stack, server, asked)

    assert asked.errors == {}


async def test_reports_are_taken_while_the_broker_is_away_and_reach_the_reviewers(stack, people):
    reported: list[str] = []

    async def report() -> None:
        while True:
            case_id = await steps.report(
                people["inspector-zqj"],
                description=f"路边堆放生活垃圾 {len(reported)}",
                address="站前街 12 号",
                longitude=123.9,
                latitude=41.86,
                pictures=(PICTURE,),
            )
            reported.append(case_id)
            await asyncio.sleep(EVERY)

    reporting = asyncio.create_task(report())
    async with questions(stack, people["admin"]) as asked:
        await until(lambda: len(reported) > 2)
        await killed(stack, "rabbitmq", asked)
    assert not reporting.done(), reporting.result()
    reporting.cancel()

    for case_id in reported:
        await people["reviewer1"].wait_for(steps.problem(case_id))
