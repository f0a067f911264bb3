"""Photos that go straight to the store: announced, put there by a signed form, completed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from services.chassis.callers import CurrentCaller
from services.chassis.commands import etag
from services.chassis.web import CurrentRuntime, router
from services.media import awaited, forms, resources
from services.media.routes.views import MAY_UPLOAD, PhotoView, view
from services.media.uploads import Announcement, FormMalformed, multipart

routes = router()


class FormView(BaseModel):
    """Where to post the file: every field as it is given here, then the file as `file`."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


class AnnouncedView(BaseModel):
    """`form` is missing when the photo is here already."""

    id: UUID
    form: FormView | None


@routes.post("/uploads", response_model=AnnouncedView, status_code=201)
async def announce(
    body: Announcement, caller: CurrentCaller, runtime: CurrentRuntime
) -> AnnouncedView:
    """Announce a photo and get a form for it. Announced again, it gets a form as good as new."""
    caller.require(*MAY_UPLOAD)
    await awaited.announce(runtime, caller, body)
    form = await awaited.form(runtime, caller, body.id)
    if form is None:
        return AnnouncedView(id=body.id, form=None)
    shown = FormView(url=form.url, fields=form.fields, expires_at=form.until)
    return AnnouncedView(id=body.id, form=shown)


@routes.post("/uploads/{photo_id}/completion", response_model=PhotoView, status_code=201)
async def complete(
    photo_id: UUID, caller: CurrentCaller, runtime: CurrentRuntime, response: Response
) -> PhotoView:
    """Take in what the form put into the store. Completed again, it is the same photo."""
    caller.require(*MAY_UPLOAD)
    photo = await awaited.complete(runtime, caller, photo_id)
    response.headers["ETag"] = etag(photo.version)
    response.headers["Location"] = f"/api/media/photos/{photo.id}"
    return view(photo)


FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "additionalProperties": {"type": "string"},
                }
            }
        },
    }
}


@routes.post("/files/incoming", status_code=204, openapi_extra=FORM)
async def put(request: Request, runtime: CurrentRuntime) -> Response:
    """Where a form's file goes when the store is a folder, which can't be posted to."""
    work = resources.of(runtime)
    async with multipart(request) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise FormMalformed(reason="file")
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        forms.require_good(work.settings, fields, size=file.size or 0, now=runtime.clock())
        content = await file.read()
        await work.objects.put(fields["key"], content, content_type=fields["Content-Type"])
    return Response(status_code=204)
