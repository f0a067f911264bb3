"""A photo as it comes in: counted byte by byte, hashed, and sniffed before anything reads it."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from uuid import UUID

import anyio
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.chassis.refusals import Invalid, Refusal
from services.media import metrics
from services.media.domain import PHOTO_LIMIT, EmptyFile, NotAPhoto, PhotoTooLarge, Position
from services.media.pictures import sniff

FIELDS = 9
FIELD_LIMIT = 4096
FORM_LIMIT = FIELDS * FIELD_LIMIT + 16 * 1024
"""Bytes of a form beside its file."""


class FormMalformed(Invalid):
    zh = "上传格式有误：{reason}"
    en = "The upload is malformed: {reason}"


class Capture(BaseModel):
    """What the phone tells of a photo. An `id` made on the phone makes sending again harmless."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: UUID | None = None
    captured_at: AwareDatetime | None = None
    longitude: float | None = Field(default=None, ge=-180, le=180)
    latitude: float | None = Field(default=None, ge=-90, le=90)
    address: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _whole_position(self) -> "Capture":
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude belong together")
        return self

    @property
    def position(self) -> Position | None:
        if self.longitude is None or self.latitude is None:
            return None
        return Position(self.longitude, self.latitude)


@dataclass(frozen=True)
class Upload:
    """A received file whose first bytes are those of a photo, and what was told with it."""

    content: bytes
    sha256: str
    format: str
    capture: Capture

    @property
    def fingerprint(self) -> bytes:
        """The same for the same command: content and fields."""
        return dumps([self.sha256, self.capture.model_dump(mode="json")]).encode()


class _InMemory(MultiPartParser):
    """A photo is held whole in any case; the way over a temporary file would double its time."""

    spool_max_size = PHOTO_LIMIT + FORM_LIMIT


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Upload]:
    """Read the multipart request; refuses as soon as it is too large, whatever it announced."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise FormMalformed(reason="multipart/form-data")
    limited = _limited(request.stream(), PHOTO_LIMIT + FORM_LIMIT)
    try:
        form = await _InMemory(
            request.headers, limited, max_files=1, max_fields=FIELDS, max_part_size=FIELD_LIMIT
        ).parse()
    except MultiPartException as error:
        raise FormMalformed(reason=error.message) from error
    finally:
        await limited.aclose()
    try:
        file, capture = _parts(form)
        yield await _photo(file, capture)
    except Refusal as refusal:
        metrics.refusals.labels(refusal.code).inc()
        raise
    finally:
        await form.close()


def _parts(form: FormData) -> tuple[UploadFile, Capture]:
    items = form.multi_items()
    if len({name for name, _ in items}) != len(items):
        raise FormMalformed(reason="repeated field")
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise FormMalformed(reason="file")
    fields = {name: value for name, value in items if name != "file" and value != ""}
    try:
        return file, Capture.model_validate(fields)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in errors]
        ) from error


async def _photo(file: UploadFile, capture: Capture) -> Upload:
    if not file.size:
        raise EmptyFile
    if file.size > PHOTO_LIMIT:
        raise PhotoTooLarge(limit=PHOTO_LIMIT // 1_000_000)
    known = sniff(await file.read(16))
    if known is None:
        raise NotAPhoto
    await file.seek(0)
    content = await file.read()
    digest = await anyio.to_thread.run_sync(sha256, content)
    return Upload(content, digest.hexdigest(), known, capture)


async def _limited(stream: AsyncGenerator[bytes, None], limit: int) -> AsyncGenerator[bytes, None]:
    taken = 0
    async for chunk in stream:
        taken += len(chunk)
        if taken > limit:
            raise PhotoTooLarge(limit=PHOTO_LIMIT // 1_000_000)
        yield chunk
