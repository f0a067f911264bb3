"""Whether the process lives, and whether it can do its work."""

import asyncio
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from services.chassis.runtime import Runtime

routes = APIRouter(prefix="/health", tags=["health"])


@routes.get("/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@routes.get("/ready")
async def ready(request: Request) -> JSONResponse:
    """200 when the database and the bus can be used, else 503 naming what can't."""
    checks = await check(request.app.state.runtime)
    good = all(value == "ok" for value in checks.values())
    content: dict[str, Any] = {"status": "ready" if good else "not ready", "checks": checks}
    return JSONResponse(content, 200 if good else 503)


async def check(runtime: Runtime) -> dict[str, str]:
    """Each part's state in a word."""
    return {
        "database": await _database(runtime),
        "bus": "ok" if runtime.bus.is_ready() else "away",
    }


async def _database(runtime: Runtime) -> str:
    try:
        async with asyncio.timeout(3), runtime.database.read() as tx:
            await tx.execute(sa.text("SELECT 1"))
    except Exception:
        return "away"
    return "ok"
