"""Files on their way out: only as pictures, never as pages, never kept by anyone between."""

from base64 import b64encode

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from services.chassis.objects import MEDIA_TYPES, Objects
from services.media.domain import Photo

# `X-Content-Type-Options: nosniff` is on every answer of every service.
GUARDED = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-site",
}


async def picture(
    request: Request, objects: Objects, *, key: str, sha256: str, name: str, kept_for: int = 0
) -> Response:
    """A picture made here, to be shown, and kept by its reader for some seconds. Whoever has it
    already is told so."""
    extension = key.rpartition(".")[2]
    headers = {
        **GUARDED,
        "ETag": f'"{sha256}"',
        "Cache-Control": f"private, max-age={kept_for}" if kept_for else "private, no-cache",
        "Content-Disposition": f'inline; filename="{name}.{extension}"',
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return StreamingResponse(
        await objects.stream(key), media_type=MEDIA_TYPES[extension], headers=headers
    )


def original(photo: Photo, content: bytes) -> Response:
    """The sealed file, to be saved, with the digest it was sealed by."""
    digest = b64encode(bytes.fromhex(photo.original.sha256)).decode()
    extension = photo.original.key.rpartition(".")[2]
    headers = {
        **GUARDED,
        "Cache-Control": "private, no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{photo.id}-original.{extension}",
        "Repr-Digest": f"sha-256=:{digest}:",
    }
    return Response(content, media_type=f"image/{photo.original.format}", headers=headers)
