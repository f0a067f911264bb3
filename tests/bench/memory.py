"""What the embedded form takes of the machine's memory while nothing happens."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.forms import until
from tests.servers.ports import free_port

REST = 90
"""Seconds to come to rest: what is idle for a minute ends."""


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    port = free_port()
    command = ["-m", "deploy.embedded", "--port", str(port), "--data", str(folder), "--cases", "20"]
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
    try:
        await until(lambda: _is_ready(port), within=180)
        await asyncio.sleep(REST)
        parent = psutil.Process(process.pid)
        family = [parent, *parent.children(recursive=True)]
        whole = sum(each.memory_full_info().pss for each in family)
        print(f"  embedded at rest: {whole / 2**20:.0f} MiB in {len(family)} processes")
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=2).is_success
    except httpx.HTTPError:
        return False
