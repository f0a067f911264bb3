"""Serving an application until the process is told to stop."""

import asyncio
import signal

import uvicorn
from starlette.types import ASGIApp

from services.chassis.stopping import process_ends

GRACE = 20
"""Seconds that open requests get to finish."""
KEEP_ALIVE = 75
"""Seconds that a connection may rest: longer than gateways (60) and our own services (1.5) keep it,
or a request is sometimes lost in one that is just being closed. Browsers send it again."""


async def serve(app: ASGIApp, *, host: str, port: int) -> None:
    """Answer requests until SIGTERM or SIGINT, then let the open ones finish."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            timeout_keep_alive=KEEP_ALIVE,
        )
    )
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    process_ends.set()
    server.should_exit = True
    await serving
    stopping.cancel()
