"""A photo as it comes in: counted byte by byte, hashed, and sniffed before anything reads it."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any, Literal, TypeVar
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


Told = TypeVar("Told", bound=BaseModel)


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
    ticket: str = Field(default="", max_length=1000)
    """A capture ticket as it was handed out"""

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


class Announcement(Capture):
    """A photo that is about to come. Its `id` is made on the phone, so that announcing it again
    finds what came so far."""

    id: UUID
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=1)
    type: Literal["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"]

    @property
    def format(self) -> str:
        return {"image/heif": "heic"}.get(self.type, self.type.removeprefix("image/"))

    @property
    def capture(self) -> Capture:
        return Capture.model_validate(self.model_dump(include=set(Capture.model_fields)))


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
    try:
        async with multipart(request) as form:
            file, capture = _parts(form)
            yield await checked(await file.read(), capture)
    except Refusal as refusal:
        metrics.refusals.labels(refusal.code).inc()
        raise


@asynccontextmanager
async def multipart(request: Request) -> AsyncIterator[FormData]:
    """A form with one file; refused as soon as it is larger than a photo and its fields."""
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
        yield form
    finally:
        await form.close()


async def whole(request: Request) -> bytes:
    """The body of a request that is a photo and nothing else; `PhotoTooLarge`."""
    return b"".join([chunk async for chunk in _limited(request.stream(), PHOTO_LIMIT)])


async def checked(content: bytes, capture: Capture) -> Upload:
    """Whatever way it came: neither empty nor too large, and its first bytes are a photo's."""
    if not content:
        raise EmptyFile
    if len(content) > PHOTO_LIMIT:
        raise PhotoTooLarge(limit=PHOTO_LIMIT // 1_000_000)
    known = sniff(content[:16])
    if known is None:
        raise NotAPhoto
    digest = await anyio.to_thread.run_sync(sha256, content)
    return Upload(content, digest.hexdigest(), known, capture)


def _parts(form: FormData) -> tuple[UploadFile, Capture]:
    items = form.multi_items()
    if len({name for name, _ in items}) != len(items):
        raise FormMalformed(reason="repeated field")
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise FormMalformed(reason="file")
    fields = {name: value for name, value in items if name != "file" and value != ""}
    return file, read(Capture, fields, where="body")


def read(kind: type[Told], fields: Mapping[str, Any], *, where: str) -> Told:
    """The fields as a model; what is wrong with them is told like that of a JSON body."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError(
            [{**each, "loc": (where, *each["loc"])} for each in errors]
        ) from error


async def _limited(stream: AsyncGenerator[bytes, None], limit: int) -> AsyncGenerator[bytes, None]:
    taken = 0
    async for chunk in stream:
        taken += len(chunk)
        if taken > limit:
            raise PhotoTooLarge(limit=PHOTO_LIMIT // 1_000_000)
        yield chunk
