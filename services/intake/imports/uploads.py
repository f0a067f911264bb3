"""A spreadsheet as it comes in: counted byte by byte and hashed before anything reads it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from pathlib import PurePath
from uuid import UUID

import anyio
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.intake.domain.refusals import SpreadsheetMissing
from services.intake.sheets import limits
from services.intake.sheets.cells import printable
from services.intake.sheets.kinds import kind_of
from services.intake.sheets.unreadable import FileTooLarge

FORM = 16 * 1024
"""Bytes of the form beside its file."""


@dataclass(frozen=True)
class Upload:
    """A file whose first bytes may be a spreadsheet's, and for which organisation it is."""

    content: bytes
    sha256: str
    name: str
    organisation_id: UUID | None

    @property
    def fingerprint(self) -> bytes:
        """The same for the same command."""
        return dumps([self.sha256, self.name, str(self.organisation_id)]).encode()


class _InMemory(MultiPartParser):
    """A spreadsheet is held whole in any case."""

    spool_max_size = limits.FILE + FORM


async def received(request: Request) -> Upload:
    """Read the multipart request; refuses as soon as it is too large, whatever it announced."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise SpreadsheetMissing
    stream = _limited(request.stream())
    try:
        parser = _InMemory(request.headers, stream, max_files=1, max_fields=4, max_part_size=4096)
        form = await parser.parse()
    except MultiPartException as error:
        raise SpreadsheetMissing from error
    finally:
        await stream.aclose()
    file, organisation = form.get("file"), form.get("organisation_id")
    try:
        if not isinstance(file, UploadFile):
            raise SpreadsheetMissing
        content = await file.read()
        organisation_id = UUID(str(organisation)) if organisation else None
    except ValueError as error:
        raise SpreadsheetMissing from error
    finally:
        await form.close()
    if len(content) > limits.FILE:
        raise FileTooLarge(limit=f"{limits.FILE // 1_000_000} MB")
    # What can be told by the first bytes is told at once, not by a worker later.
    kind_of(content)
    digest = await anyio.to_thread.run_sync(sha256, content)
    name = PurePath((file.filename or "").replace("\\", "/")).name
    name = printable(name)[:200]
    return Upload(content, digest.hexdigest(), name, organisation_id)


async def _limited(stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    taken = 0
    async for chunk in stream:
        taken += len(chunk)
        if taken > limits.FILE + FORM:
            raise FileTooLarge(limit=f"{limits.FILE // 1_000_000} MB")
        yield chunk
