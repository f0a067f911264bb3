"""The service's side of the sandbox: a few processes, each decoding one photo at a time."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from services.chassis.refusals import Unavailable
from services.media import frames
from services.media.frames import Frame
from services.media.pictures import Refused

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 40.0
"""Seconds: a child ends itself after 20, and a new process needs some to get ready."""

IDLE = 60.0
"""Seconds without a photo after which a process ends: it holds a hundred megabytes."""


class SandboxAway(Unavailable):
    """The sandbox itself failed; nothing is known of the photo."""

    zh = "照片处理暂时不可用，请稍后重试。"
    en = "Photos can't be handled for the moment; try again shortly."


class TaskFailed(Exception):
    """Our own code failed in the sandbox, after the photo was decoded."""


class Sandboxes:
    """Runs tasks in confined processes. `Refused` means this photo, `SandboxAway` anything else."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._all = [_Sandbox() for _ in range(count)]
        self._idle: asyncio.Queue[_Sandbox] = asyncio.Queue()
        for sandbox in self._all:
            self._idle.put_nowait(sandbox)

    async def run(self, task: str, *parts: bytes, **header: Any) -> Frame:
        """The task's answer, as soon as a sandbox is free."""
        sandbox = await self._idle.get()
        try:
            answer = await sandbox.ask({"task": task, **header}, parts)
        finally:
            self._idle.put_nowait(sandbox)
        if "refused" in answer.header:
            raise Refused(answer.header["refused"])
        if "failed" in answer.header:
            raise TaskFailed(answer.header["failed"])
        return answer

    async def close(self) -> None:
        for sandbox in self._all:
            await sandbox.close()


class _Sandbox:
    def __init__(self) -> None:
        self._process: Process | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    async def ask(self, header: Mapping[str, Any], parts: tuple[bytes, ...]) -> Frame:
        if self._idle is not None:
            self._idle.cancel()
        try:
            return await self._ask(header, parts)
        finally:
            self._idle = asyncio.get_running_loop().call_later(IDLE, self._end)

    def _end(self) -> None:
        self._ending = asyncio.create_task(self.stop(), name="idle sandbox")

    async def _ask(self, header: Mapping[str, Any], parts: tuple[bytes, ...]) -> Frame:
        try:
            async with asyncio.timeout(PATIENCE):
                process = await self._started()
                return await _exchange(process, frames.pack(header, *parts))
        except (OSError, TimeoutError, EOFError, ValueError, frames.BrokenFrame) as error:
            await self.stop()
            raise SandboxAway from error
        except asyncio.CancelledError:
            # The answer that is still to come would be taken for the next photo's.
            await self.stop()
            raise

    async def close(self) -> None:
        """End for good."""
        if self._idle is not None:
            self._idle.cancel()
        if self._ending is not None:
            await self._ending
        await self.stop()

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            # An environment of its own: the service's holds passwords.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "services.media.sandbox",
                stdin=PIPE,
                stdout=PIPE,
                cwd=ROOT,
                # One thread of arithmetic: threads don't survive the sandbox's forks.
                env={
                    "LANG": "C.UTF-8",
                    "PYTHONWARNINGS": "ignore",
                    "OPENBLAS_NUM_THREADS": "1",
                },
                limit=frames.HEADER_LIMIT,
            )
        return self._process


async def _exchange(process: Process, request: bytes) -> Frame:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(request)
    await process.stdin.drain()
    header, sizes = frames.unpack_line(await process.stdout.readline())
    parts = [await process.stdout.readexactly(size) for size in sizes]
    return Frame(header, tuple(parts))
