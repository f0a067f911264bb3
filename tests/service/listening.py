"""Streams of events behind a real port: in process a client would wait for a stream's end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import uvicorn

from services.chassis.callers import Caller, caller_again, current_caller
from services.chassis.http_client import open_client
from services.chassis.runtime import Runtime
from services.chassis.web import build
from tests.forms import until


@asynccontextmanager
async def served(
    runtime: Runtime,
    path: str,
    *,
    caller: Callable[[], Caller],
    again: Callable[[], Awaitable[Caller]] | None = None,
) -> AsyncIterator[str]:
    """The URL of a service's stream; `again` is who the caller turns out to be later."""
    app = build(runtime.service)
    app.state.runtime = runtime

    async def same() -> Caller:
        return caller()

    app.dependency_overrides[current_caller] = caller
    app.dependency_overrides[caller_again] = lambda: again or same
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/api/{runtime.name}{path}"
    server.should_exit = True
    await serving


class Listener:
    """Reads a stream until told to stop."""

    def __init__(self, url: str, **headers: str) -> None:
        self.lines: list[str] = []
        self._task = asyncio.create_task(self._read(url, headers))

    async def _read(self, url: str, headers: dict[str, str]) -> None:
        async with (
            open_client() as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            async for line in answer.aiter_lines():
                self.lines.append(line)

    def heard(self, word: str) -> bool:
        return any(word in line for line in self.lines)

    @property
    def ended(self) -> bool:
        return self._task.done()

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
