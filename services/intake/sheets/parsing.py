"""The service's side of the confined reader: one process per file."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from services.intake.sheets import packing
from services.intake.sheets.entries import Entry
from services.intake.sheets.packing import Request
from services.intake.sheets.sandbox import LENGTH
from services.intake.sheets.survey import Survey
from services.intake.sheets.unreadable import KINDS, ReadingFailed

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 85.0
"""Seconds until the next frame: the process may use 60 of processor, and the machine be busy."""
LONGEST_FRAME = 64_000_000
BUFFER = 1_000_000


@dataclass(frozen=True)
class Batch:
    """Some rows of a file, as they came (`packing.packed_entry`) and as they are worked with; with
    the last ones the file's pictures by SHA-256."""

    packed: Sequence[list[Any]] = ()
    entries: Sequence[Entry] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


async def surveyed(content: bytes, asked: Request, *, patience: float = PATIENCE) -> Survey:
    """What a file holds; a class of `unreadable` for one that can't be read."""
    async with _reader(content, asked, patience) as process:
        told = await _told(process, patience)
        return packing.survey.validate_python(told["survey"])


async def read_entries(
    content: bytes, asked: Request, *, patience: float = PATIENCE
) -> AsyncIterator[Batch]:
    """The rows of a file some at a time, its pictures last."""
    assert asked.meanings is not None, "rows are read when it is known what they mean"
    async with _reader(content, asked, patience) as process:
        while "pictures" not in (told := await _told(process, patience)):
            # Many at once would keep everybody else waiting.
            yield await asyncio.to_thread(_unpacked, told["entries"])
        pictures = {sha256: await _frame(process, patience) for sha256 in told["pictures"]}
        yield Batch(pictures=pictures)


def _unpacked(packed: list[list[Any]]) -> Batch:
    return Batch(packed, [packing.unpacked_entry(each) for each in packed])


@asynccontextmanager
async def _reader(content: bytes, asked: Request, patience: float) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.intake.sheets.sandbox",
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=ROOT,
        # An environment of its own: the service's holds passwords.
        env={"LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"},
        limit=BUFFER,
    )
    try:
        question = packing.request.dump_json(asked)
        async with asyncio.timeout(patience):
            await _send(process, LENGTH.pack(len(question)) + question + content)
        yield process
    except (TimeoutError, EOFError, BrokenPipeError, ConnectionResetError) as error:
        raise ReadingFailed from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _send(process: Process, sent: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(sent)
    await process.stdin.drain()
    process.stdin.close()


async def _told(process: Process, patience: float) -> dict[str, Any]:
    told: dict[str, Any] = from_json(await _frame(process, patience))
    if "refused" in told:
        raise KINDS[told["refused"]](**told["facts"])
    return told


async def _frame(process: Process, patience: float) -> bytes:
    assert process.stdout is not None
    # For each frame anew: what is done with the one before takes its own time.
    async with asyncio.timeout(patience):
        (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        if length > LONGEST_FRAME:
            raise EOFError
        return await process.stdout.readexactly(length)
