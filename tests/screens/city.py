"""A city in a process of its own, with the screens in front, for a browser to visit."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.demo.person import Person
from tests.servers.ports import free_port

STARTS_WITHIN = 180.0
"""Seconds for the databases to be made and the city to be loaded."""
CASE_WITHIN = 5.0
"""Seconds for each demo case to be played."""


@dataclass(frozen=True)
class City:
    """Where the city is, where its databases lie, and the password of its demo accounts."""

    address: str
    password: str
    client: httpx.AsyncClient
    data: Path

    def person(self, username: str) -> Person:
        """Somebody who works over HTTP, where a test needs what it doesn't show."""
        return Person(self.client, username, self.password)


@asynccontextmanager
async def city(
    folder: Path,
    *,
    cases: int = 0,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[City]:
    """Run a city with so many demo cases; its data and its log stay in `folder`."""
    data, port = folder / "data", port or free_port()
    command = [sys.executable, "-m", "deploy.embedded", "--cases", str(cases)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--data", str(data)],
            stdout=log,
            stderr=log,
            env={**os.environ, **(environment or {})},
        )
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            await _wait_until_ready(
                client, process, folder / "log", STARTS_WITHIN + CASE_WITHIN * cases
            )
            secrets = json.loads((data / "secrets.json").read_text())
            yield City(address, secrets["password"], client, data)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)


async def _wait_until_ready(
    client: httpx.AsyncClient, process: subprocess.Popen[bytes], log: Path, within: float
) -> None:
    async with asyncio.timeout(within):
        while process.poll() is None:
            try:
                if (await client.get("/health/ready")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)
    raise AssertionError(f"the city did not start:\n{log.read_text()}")
