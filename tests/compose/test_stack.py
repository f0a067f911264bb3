"""A case's life, a department's system, and the death of every process, in the compose stack."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio

from deploy.cities.city import read_city
from deploy.cities.people import demo_people
from deploy.demo import photos, steps
from deploy.demo.person import Person
from services.dispatch.departments import wire
from tests.compose.conftest import CITY
from tests.compose.stack import Stack
from tests.forms import until
from tests.service.departments import (
    kept_in,
    node_example,
    python_example,
    running_example,
)
from tests.whole import NAMES

pytestmark = [pytest.mark.compose, pytest.mark.asyncio(loop_scope="module")]

XINFU = "210402"
BEFORE = photos.street(7, solved=False, size=(640, 480))
AFTER = photos.street(7, solved=True, size=(640, 480))
LONGEST = 5.0
"""Seconds of errors that a killed process may cause on its own paths."""
EVERY = 0.2
"""Seconds between two questions to one service."""
PROCESSES = [f"{name}-{kind}" for name in NAMES for kind in ("api", "worker")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def people(stack: Stack) -> AsyncIterator[dict[str, Person]]:
    """The city's people, at the gateway."""
    async with httpx.AsyncClient(base_url=stack.url, timeout=60) as client:
        people = demo_people(read_city(CITY).organisations)
        yield {each.username: Person(client, each.username, stack.password) for each in people}


async def dispatched(people: dict[str, Person]) -> str:
    """A case in the district's list pool."""
    case_id = await steps.report(
        people["inspector-zqj"],
        description="路边堆放生活垃圾，影响通行",
        address="站前街 12 号",
        longitude=123.9,
        latitude=41.86,
        pictures=(BEFORE,),
    )
    organisations = await steps.organisations(people["reviewer1"])
    ids = {each["code"]: each["id"] for each in organisations}
    await steps.approve(
        people["reviewer1"], case_id, category_code="06010", organisation_id=ids[XINFU]
    )
    await people["handler-xf"].wait_for(steps.worked(case_id), status="open")
    return case_id


async def test_a_case_goes_from_the_first_photo_to_the_ledger(people):
    case_id = await dispatched(people)
    await steps.rectify(people["handler-xf"], case_id, "已清运垃圾并冲洗地面", AFTER)
    await steps.verify(people["verifier1"], case_id)
    await steps.close(people["lead1"], case_id)

    shown = await people["observer1"].wait_for(f"/api/ledger/cases/{case_id}", stage="closed")

    assert shown["number"].startswith("XF")


@pytest.mark.parametrize("example", [python_example, node_example])
async def test_a_departments_system_gets_its_orders_from_outside(stack, people, tmp_path, example):
    added = await asyncio.to_thread(stack.command, "add", XINFU)
    name = wire.name_of(XINFU)
    url = f"amqp://{name}:{quote(password_of(added))}@127.0.0.1:{stack.broker}/{wire.VHOST}"
    case_id = await dispatched(people)

    async def all_confirmed() -> bool:
        [standing] = await people["admin"].get("/api/dispatch/departments")
        waiting = standing["waiting"] + standing["sent"]
        return waiting == 0 and standing["last_receipt_at"] is not None

    with running_example(example(tmp_path), url=url, folder=tmp_path):
        await until(lambda: case_id in kept_in(tmp_path), within=60)
        await until(all_confirmed, within=60)

    assert kept_in(tmp_path)[case_id]["data"]["change"] == "assigned"
    await asyncio.to_thread(stack.command, "revoke", XINFU)


def password_of(printed: str) -> str:
    [line] = [line for line in printed.splitlines() if line.startswith("  password  ")]
    return line.split()[1]


class Questions:
    """Asks every service all the time, and keeps when one answered with an error of the server."""

    def __init__(self) -> None:
        self.errors: dict[str, list[float]] = defaultdict(list)
        self.asked = 0

    async def ask(self, client: httpx.AsyncClient, service: str) -> None:
        while True:
            # Without a token the service itself answers 401: the process is asked, nothing else.
            answer = await client.get(f"/api/{service}/operations/parked")
            self.asked += 1
            if answer.status_code >= 500:
                self.errors[service].append(monotonic())
            await asyncio.sleep(EVERY)

    def seconds(self) -> dict[str, float]:
        """From the first error of each service to its last."""
        return {name: times[-1] - times[0] for name, times in self.errors.items()}


@asynccontextmanager
async def questions(stack: Stack) -> AsyncIterator[Questions]:
    asked = Questions()
    async with httpx.AsyncClient(base_url=stack.url, timeout=30) as client:
        asking = [asyncio.create_task(asked.ask(client, name)) for name in NAMES]
        yield asked
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)


@pytest.mark.parametrize("process", PROCESSES)
async def test_a_killed_process_is_missed_on_its_own_paths_alone_and_shortly(stack, process):
    service, _, kind = process.partition("-")
    before = await asyncio.to_thread(stack.restarts, process)

    async def is_back() -> bool:
        back = await asyncio.to_thread(stack.restarts, process) > before
        return back and await asyncio.to_thread(stack.is_healthy, process)

    async with questions(stack) as asked:
        await until(lambda: asked.asked > len(NAMES))
        await asyncio.to_thread(stack.kill, process)
        await until(is_back, within=90)

    assert set(asked.seconds()) <= ({service} if kind == "api" else set())
    assert asked.seconds().get(service, 0) <= LONGEST
