"""Photos that come piece by piece, by the tus protocol 1.0.0 (tus.io): a phone that lost its signal
asks how much arrived, and goes on from there.

Extensions: creation, expiration, termination. What a piece holds is checked at the end, by the
SHA-256 that was announced.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Coroutine, Mapping
from email.utils import format_datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, HTTPException, Request, Response
from starlette.requests import ClientDisconnect

from services.chassis import problems
from services.chassis.callers import CurrentCaller
from services.chassis.refusals import Invalid, Refusal, Stale, TooLarge
from services.chassis.web import CurrentRuntime, Route
from services.media import awaited
from services.media.awaited import OffsetDiffers
from services.media.domain import PHOTO_LIMIT, Photo
from services.media.routes.views import MAY_UPLOAD
from services.media.store.awaited import Awaited
from services.media.uploads import Announcement, read

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"


class TusVersionUnknown(Stale):
    zh = "请求头 Tus-Resumable 应为 {version}。"
    en = "Tus-Resumable must be {version}."


class MetadataMalformed(Invalid):
    zh = "请求头 Upload-Metadata 格式有误：{name}"
    en = "Upload-Metadata is malformed: {name}"


class PieceTooLong(TooLarge):
    zh = "分段超出了照片的总长度 {limit} 字节。"
    en = "The piece goes beyond the photo's {limit} bytes."


class TusRoute(Route):
    """Says the protocol's version on every answer, refusals too, and asks for it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def versioned(request: Request) -> Response:
            try:
                if request.headers.get("tus-resumable") != VERSION and request.method != "OPTIONS":
                    raise TusVersionUnknown(version=VERSION)
                answer = await handle(request)
            except Refusal as refusal:
                answer = await problems.refused(request, refusal)
            answer.headers["Tus-Resumable"] = answer.headers["Tus-Version"] = VERSION
            return answer

        return versioned


routes = APIRouter(route_class=TusRoute)


@routes.options("/resumable", status_code=204)
async def describe() -> Response:
    """What of the protocol is spoken here."""
    told = {"Tus-Extension": "creation,expiration,termination", "Tus-Max-Size": str(PHOTO_LIMIT)}
    return Response(status_code=204, headers=told)


@routes.post("/resumable", status_code=201)
async def create(
    caller: CurrentCaller,
    runtime: CurrentRuntime,
    upload_length: Annotated[int, Header(ge=1)],
    upload_metadata: Annotated[str, Header(max_length=4096)],
) -> Response:
    """Announce a photo. Its metadata are those of an announcement: `id`, `sha256`, `type`, and what
    the phone tells of it; announced again, it goes on from where it stopped."""
    caller.require(*MAY_UPLOAD)
    fields = {**_metadata(upload_metadata), "size": upload_length}
    told = read(Announcement, fields, where="header")
    await awaited.announce(runtime, caller, told)
    found = await awaited.arrived(runtime, caller, told.id)
    location = f"/api/media/resumable/{told.id}"
    return Response(status_code=201, headers={"Location": location, **_progress(found)})


@routes.head("/resumable/{photo_id}", status_code=200)
async def progress(photo_id: UUID, caller: CurrentCaller, runtime: CurrentRuntime) -> Response:
    """How many bytes have arrived."""
    caller.require(*MAY_UPLOAD)
    found = await awaited.arrived(runtime, caller, photo_id)
    size = found.original.size if isinstance(found, Photo) else found.size
    headers = {"Upload-Length": str(size), "Cache-Control": "no-store", **_progress(found)}
    return Response(status_code=200, headers=headers)


@routes.patch("/resumable/{photo_id}", status_code=204)
async def append(
    photo_id: UUID,
    request: Request,
    caller: CurrentCaller,
    runtime: CurrentRuntime,
    upload_offset: Annotated[int, Header(ge=0)],
) -> Response:
    """Take the next piece, as much of it as arrives. With the last one the photo is taken in."""
    caller.require(*MAY_UPLOAD)
    if request.headers.get("content-type") != PIECE:
        raise HTTPException(415, f"a piece is {PIECE}")
    found = await awaited.arrived(runtime, caller, photo_id)
    if isinstance(found, Photo):
        if upload_offset != found.original.size:
            raise OffsetDiffers(offset=found.original.size)
        return Response(status_code=204, headers=_progress(found))
    if upload_offset != found.received:
        raise OffsetDiffers(offset=found.received)
    piece = await _piece(request, expected=found)
    offset = found.received
    if piece:
        offset = await awaited.append(runtime, caller, found, piece)
    headers = _progress(found) | {"Upload-Offset": str(offset)}
    return Response(status_code=204, headers=headers)


@routes.delete("/resumable/{photo_id}", status_code=204)
async def give_up(photo_id: UUID, caller: CurrentCaller, runtime: CurrentRuntime) -> Response:
    """Give up a photo that has not wholly arrived."""
    caller.require(*MAY_UPLOAD)
    await awaited.give_up(runtime, caller, photo_id)
    return Response(status_code=204)


async def _piece(request: Request, *, expected: Awaited) -> bytes:
    """What arrives of the body; a connection that breaks off leaves what it brought."""
    piece, most = bytearray(), expected.size - expected.received
    try:
        async for chunk in request.stream():
            piece += chunk
            if len(piece) > most:
                raise PieceTooLong(limit=expected.size)
    except ClientDisconnect:
        pass
    return bytes(piece)


def _progress(found: Awaited | Photo) -> dict[str, str]:
    if isinstance(found, Photo):
        return {"Upload-Offset": str(found.original.size)}
    expires = format_datetime(found.expires_at, usegmt=True)
    return {"Upload-Offset": str(found.received), "Upload-Expires": expires}


def _metadata(header: str) -> Mapping[str, str]:
    """The fields of an announcement; names that standard senders add beside them are left out."""
    found = {}
    for pair in header.split(","):
        name, _, encoded = pair.strip().partition(" ")
        if name == "size" or name not in Announcement.model_fields:
            continue
        try:
            found[name] = b64decode(encoded, validate=True).decode()
        except (NotBase64, UnicodeDecodeError):
            raise MetadataMalformed(name=name) from None
    return found
