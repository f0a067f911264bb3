"""The service's side of the confined reader: one process per file."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from pathlib import Path
from typing import Any

from services.intake.sheets.cells import Workbook, unpacked
from services.intake.sheets.sandbox import LENGTH
from services.intake.sheets.unreadable import KINDS, ReadingFailed

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 75.0
"""Seconds: the process may use 60 of processor, and the machine may be busy."""


async def parsed(content: bytes, *, name: str, patience: float = PATIENCE) -> Workbook:
    """The workbook in these bytes; a class of `unreadable` for anything that is none."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.intake.sheets.sandbox",
        name.replace("\0", ""),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=ROOT,
        # An environment of its own: the service's holds passwords.
        env={"LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"},
    )
    try:
        async with asyncio.timeout(patience):
            output, _ = await process.communicate(content)
    except TimeoutError as error:
        raise ReadingFailed from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ReadingFailed
    # A hundred thousand rows take a second, in which others want to be answered.
    return await asyncio.to_thread(_workbook, output)


def _workbook(output: bytes) -> Workbook:
    told, *pictures = _parts(output)
    content: dict[str, Any] = json.loads(told)
    if "refused" in content:
        raise KINDS[content["refused"]](**content["facts"])
    return unpacked(content["workbook"], dict(zip(content["pictures"], pictures, strict=True)))


def _parts(output: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(output):
        (length,) = LENGTH.unpack_from(output, at)
        at += LENGTH.size
        parts.append(output[at : at + length])
        at += length
    return parts
