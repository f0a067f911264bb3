"""A case's life and a department's system in the compose stack."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import pytest

from deploy.demo import photos, steps
from deploy.demo.person import Person
from services.dispatch.departments import wire
from tests.compose.stack import Stack
from tests.forms import until
from tests.service.departments import (
    kept_in,
    node_example,
    python_example,
    running_example,
)

pytestmark = [pytest.mark.compose, pytest.mark.asyncio(loop_scope="module")]

XINFU = "210402"
BEFORE = photos.street(7, solved=False, size=(640, 480))
AFTER = photos.street(7, solved=True, size=(640, 480))


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
    async with a_department(stack) as url:
        case_id = await dispatched(people)

        async def all_confirmed() -> bool:
            [standing] = await people["admin"].get("/api/dispatch/departments")
            waiting = standing["waiting"] + standing["sent"]
            return waiting == 0 and standing["last_receipt_at"] is not None

        with running_example(example(tmp_path), url=url, folder=tmp_path):
            await until(lambda: case_id in kept_in(tmp_path), within=60)
            await until(all_confirmed, within=60)

    assert kept_in(tmp_path)[case_id]["data"]["change"] == "assigned"


@asynccontextmanager
async def a_department(stack: Stack) -> AsyncIterator[str]:
    """The district's own queue, as long as it is looked at; the URL for its system."""
    added = await asyncio.to_thread(stack.command, "add", XINFU)
    name = wire.name_of(XINFU)
    try:
        yield f"amqp://{name}:{quote(password_of(added))}@127.0.0.1:{stack.broker}/{wire.VHOST}"
    finally:
        await asyncio.to_thread(stack.command, "revoke", XINFU)


def password_of(printed: str) -> str:
    [line] = [line for line in printed.splitlines() if line.startswith("  password  ")]
    return line.split()[1]
