"""Sending a photo, and reading about one."""

from typing import Any
from uuid import UUID, uuid5

from fastapi import Request, Response

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Creating, etag
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.media import resources, taking_in
from services.media.routes.views import (
    MAY_SEE_ORIGINALS,
    MAY_UPLOAD,
    EvidenceView,
    PhotoView,
    evidence,
    linked,
    view,
)
from services.media.store import photos
from services.media.uploads import Capture, received

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        **Capture.model_json_schema()["properties"],
                    },
                }
            }
        },
    }
}

routes = router()


@routes.post("/photos", response_model=PhotoView, status_code=201, openapi_extra=FORM)
async def upload(request: Request, command: Creating, runtime: CurrentRuntime) -> Response:
    """Seal a photo as it is. The same photo sent again is answered like the first time."""
    command.caller.require(*MAY_UPLOAD)
    async with received(request) as sent:
        photo_id = sent.capture.id or _id_of(request, command.caller)
        sender = taking_in.Sender.of(command.caller)
        original = await taking_in.sealed(runtime, sent, photo_id, sender)
        async with command.begin(fingerprint=sent.fingerprint) as tx:
            photo = await taking_in.added(tx, runtime, sent, photo_id, original, sender=sender)
            shown = view(photo)
            location = f"/api/media/photos/{photo.id}"
            return command.answer(201, shown, version=photo.version, location=location)


@routes.get("/photos/{photo_id}", response_model=PhotoView)
async def read(
    photo_id: UUID,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
    response: Response,
) -> PhotoView:
    """What is known of a photo, for its uploader and the organisations of its case, with links to
    its pictures."""
    async with database.read() as tx:
        photo = await photos.visible(tx, photo_id, caller)
    response.headers["ETag"] = etag(photo.version)
    return linked(photo, resources.of(runtime).settings, now=runtime.clock())


@routes.get("/photos/{photo_id}/evidence", response_model=EvidenceView)
async def read_evidence(
    photo_id: UUID, caller: CurrentCaller, database: OwnDatabase
) -> EvidenceView:
    """The time, position and size that the camera wrote into the file."""
    scope = caller.require(*MAY_SEE_ORIGINALS)
    async with database.read() as tx:
        return evidence(await photos.visible_in(tx, photo_id, scope))


def _id_of(request: Request, caller: Caller) -> UUID:
    # Made of the command's key, so that sending again finds the photo without putting it twice.
    return uuid5(caller.id, request.headers["idempotency-key"].strip('"').lower())
