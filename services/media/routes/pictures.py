"""The pictures of a photo, and its original for those who need the evidence itself."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from services.chassis.callers import CurrentCaller
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.media import delivery, originals, resources
from services.media.domain import NoPicture, NotReadyYet, Photo, Rendition, Status
from services.media.retention import FileRemoved
from services.media.routes.views import MAY_SEE_ORIGINALS
from services.media.store import photos

JPEG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}}}}
WEBP: dict[int | str, dict[str, Any]] = {200: {"content": {"image/webp": {}}}}

routes = router()


@routes.get("/photos/{photo_id}/picture", response_class=Response, responses=JPEG)
async def picture(
    photo_id: UUID,
    request: Request,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
) -> Response:
    """The watermarked picture."""
    async with database.read() as tx:
        photo = await photos.visible(tx, photo_id, caller)
    made = _rendition(photo)
    return await delivery.picture(
        request,
        resources.of(runtime).objects,
        key=made.picture_key,
        sha256=made.picture_sha256,
        name=str(photo.id),
    )


@routes.get("/photos/{photo_id}/thumbnail", response_class=Response, responses=JPEG)
async def thumbnail(
    photo_id: UUID,
    request: Request,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
) -> Response:
    """A small picture for lists."""
    async with database.read() as tx:
        photo = await photos.visible(tx, photo_id, caller)
    made = _rendition(photo)
    return await delivery.picture(
        request,
        resources.of(runtime).objects,
        key=made.thumbnail_key,
        sha256=made.thumbnail_sha256,
        name=f"{photo.id}-small",
    )


@routes.get("/photos/{photo_id}/ghost", response_class=Response, responses=WEBP)
async def ghost(
    photo_id: UUID,
    request: Request,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
) -> Response:
    """The photo half transparent and in outlines, to be laid over a viewfinder."""
    async with database.read() as tx:
        photo = await photos.visible(tx, photo_id, caller)
    made = _rendition(photo)
    if made.ghost_key is None or made.ghost_sha256 is None:
        raise NotReadyYet
    return await delivery.picture(
        request,
        resources.of(runtime).objects,
        key=made.ghost_key,
        sha256=made.ghost_sha256,
        name=f"{photo.id}-ghost",
    )


@routes.get("/photos/{photo_id}/original", response_class=Response)
async def original(
    photo_id: UUID, caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> Response:
    """The sealed file as it came; every look at one is kept."""
    scope = caller.require(*MAY_SEE_ORIGINALS)
    async with database.read() as tx:
        photo = await photos.visible_in(tx, photo_id, scope)
    if not photo.original.key:
        raise FileRemoved
    content = await originals.unsealed(resources.of(runtime).objects, photo)
    async with database.begin() as tx:
        await photos.keep_view(tx, photo.id, caller)
    return delivery.original(photo, content)


def _rendition(photo: Photo) -> Rendition:
    if photo.status is Status.REJECTED:
        raise NoPicture(reason=photo.reason)
    if photo.rendition is None and photo.made and photo.made == photo.wanted:
        raise FileRemoved
    if photo.rendition is None:
        raise NotReadyYet
    return photo.rendition
