"""Imports as workers do them over the bus: by themselves, once, and stopped when cancelled."""

import asyncio
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import httpx

from services.chassis.callers import Caller, current_caller
from services.chassis.web import build
from services.intake.app import service
from services.intake.imports import comparing
from services.intake.store import imports as store
from tests.forms import until
from tests.migrated import migrated
from tests.service.importing import HANDLER
from tests.unit.intake.sheets.city import ORGANISATIONS
from tests.unit.intake.sheets.workbooks import text

HEAD = ["编号", "问题描述", "地点"]


@asynccontextmanager
async def working(form):
    """Intake with its own workers, and somebody at its door."""
    await form.declare_topology(service)
    await migrated(service, form.database_url("intake"))
    async with form.running(service) as runtimes:
        runtime = runtimes["intake"]
        runtime.directory.replace(ORGANISATIONS)
        runtime.directory.version = 0
        app = build(service)
        app.state.runtime = runtime
        app.dependency_overrides[current_caller] = lambda: Caller(
            id=HANDLER.id,
            name=HANDLER.name,
            organisation_id=HANDLER.organisation_id,
            session_id=UUID(int=999),
            grants=HANDLER.grants,
            directory=runtime.directory,
        )
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            yield client, runtime


async def send(client, rows):
    answer = await client.post(
        "/api/intake/imports",
        files={"file": ("台账.csv", text([HEAD, *rows]))},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text
    return f"/api/intake/imports/{answer.json()['id']}"


async def is_now(client, path, status):
    told = (await client.get(path)).json()
    return told["version"] if told["status"] == status else 0


async def step(client, path, version, method="POST", body=None):
    answer = await client.request(method, path, json=body, headers={"If-Match": f'"v{version}"'})
    assert answer.status_code == 200, answer.text


async def test_workers_read_compare_write_and_take_back(form):
    async with working(form) as (client, _):
        path = await send(
            client, [[f"A-2026-{n:04d}", f"占道经营{n}处", f"甲路{n}号"] for n in range(30)]
        )
        for status, after, method, body in (
            ("proposed", "/meanings", "PUT", {}),
            ("ready", "/writing", "POST", None),
            ("written", "/undoing", "POST", None),
        ):
            version = await until(lambda s=status: is_now(client, path, s), within=60)
            await step(client, path + after, version, method, body)

        await until(lambda: is_now(client, path, "undone"), within=60)

        told = (await client.get(path)).json()
        assert (told["counts"], told["done"], told["total"]) == ({"new": 30}, 30, 30)


async def test_what_is_being_compared_stops_when_it_is_cancelled(form, monkeypatch):
    begun, go_on = asyncio.Event(), asyncio.Event()
    keep = comparing._Keeping._keep

    async def held(*given):
        begun.set()
        await go_on.wait()
        await keep(*given)

    monkeypatch.setattr(comparing._Keeping, "_keep", held)
    async with working(form) as (client, runtime):
        path = await send(client, [["A-1", "占道经营", "甲路1号"]])
        version = await until(lambda: is_now(client, path, "proposed"), within=60)
        await step(client, f"{path}/meanings", version, "PUT", {})
        await asyncio.wait_for(begun.wait(), 60)
        version = (await client.get(path)).json()["version"]
        await step(client, f"{path}/cancellation", version)
        go_on.set()

        async def let_go():
            async with runtime.database.read() as tx:
                return (await store.IMPORTS.backlog(tx)).waiting == 0

        await until(let_go)
        assert (await client.get(path)).json()["status"] == "cancelled"
        assert (await client.get(f"{path}/rows")).json() == []
