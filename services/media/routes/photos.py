"""Sending a photo, and reading about one."""

import asyncio
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from services.chassis import faults
from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Creating, etag
from services.chassis.directory import UnknownOrganisation
from services.chassis.refusals import Refusal, Unavailable
from services.chassis.runtime import Runtime
from services.chassis.together import together
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import Role
from services.media import domain, resources
from services.media.domain import Original, Photo, Position, Uploader
from services.media.pictures import Refused
from services.media.routes.views import (
    MAY_SEE_ORIGINALS,
    EvidenceView,
    PhotoView,
    evidence,
    view,
)
from services.media.store import cases, files, photos
from services.media.uploads import Capture, Upload, received

MAY_UPLOAD: tuple[Role, ...] = (
    "inspector",
    "reviewer",
    "leader",
    "handler",
    "supervisor",
    "verifier",
    "lead_administrator",
    "administrator",
)
EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp", "heic": "heic"}

HEAD = 256 * 1024
"""Bytes at the start of a file that hold what a JPEG says of itself."""

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
        original = await _stored(runtime, sent, photo_id, command.caller)
        async with command.begin(fingerprint=sent.fingerprint) as tx:
            photo = _photo(runtime, sent, photo_id, original, caller=command.caller, at=tx.at)
            photo = await _added(tx, photo, runtime)
            shown = view(photo)
            location = f"/api/media/photos/{photo.id}"
            return command.answer(201, shown, version=photo.version, location=location)


@routes.get("/photos/{photo_id}", response_model=PhotoView)
async def read(
    photo_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> PhotoView:
    """What is known of a photo, for its uploader and the organisations of its case."""
    async with database.read() as tx:
        photo = await photos.visible(tx, photo_id, caller)
    response.headers["ETag"] = etag(photo.version)
    return view(photo)


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


async def _stored(runtime: Runtime, sent: Upload, photo_id: UUID, caller: Caller) -> Original:
    """The original in the store, put there unless this photo came before."""
    async with runtime.database.read() as tx:
        known = await photos.find(tx, photo_id)
        if known is not None:
            domain.require_same(known, uploader_id=caller.id, sha256=sent.sha256)
            return known.original
        day = _local(runtime, tx.at).date()
        total = await files.sent_today(tx, caller.id, day=day) + len(sent.content)
        _require_quota(runtime, total, at=tx.at)
    async with runtime.database.begin() as tx:
        key = f"originals/{tx.at:%Y/%m}/{uuid4()}.{EXTENSIONS[sent.format]}"
        await files.name(tx, [key])
    facts = await _put_and_inspected(runtime, sent, key=key)
    faults.point("media.after_put_before_row")
    return Original(
        key=key,
        sha256=sent.sha256,
        size=len(sent.content),
        format=sent.format,
        width=facts["width"],
        height=facts["height"],
        taken_at=_camera_time(facts["taken_at"], runtime),
        position=Position(*facts["position"]) if facts["position"] else None,
    )


async def _put_and_inspected(runtime: Runtime, sent: Upload, *, key: str) -> Any:
    """Put the file while it is inspected, which takes as long; a refused one is taken out again."""
    store = resources.of(runtime).objects
    putting = store.put(key, sent.content, content_type=f"image/{sent.format}")
    inspecting = asyncio.ensure_future(_inspected(runtime, sent))
    try:
        await together(putting, _ended(inspecting))
        return inspecting.result()
    except Refusal:
        await store.delete(key)
        raise


async def _ended(work: asyncio.Future[Any]) -> None:
    """Wait for the work; what it raises, too."""
    await work


async def _inspected(runtime: Runtime, sent: Upload) -> Any:
    sandboxes = resources.of(runtime).sandboxes
    head = sent.content[:HEAD]
    if sent.format == "jpeg" and len(head) < len(sent.content):
        # A JPEG says everything of itself at its start; only an unusual one must be sent whole.
        with suppress(Refused):
            answer = await sandboxes.run("inspect", head)
            if answer.header["format"] == sent.format:
                return answer.header
    try:
        answer = await sandboxes.run("inspect", sent.content)
    except Refused as refused:
        if refused.reason == "too-many-pixels":
            raise domain.TooManyPixels(limit=domain.PIXEL_LIMIT // 10_000) from refused
        raise domain.NotAPhoto from refused
    if answer.header["format"] != sent.format:
        raise domain.NotAPhoto
    return answer.header


async def _added(tx: Transaction, photo: Photo, runtime: Runtime) -> Photo:
    await cases.hold_photo_ids(tx, [photo.id])
    link = await cases.first_link(tx, photo.id, by=photo.uploader.id)
    if link is not None and domain.may_link(photo, by=link.by):
        photo = domain.linked(photo, case_id=link.case_id)
    if not await photos.add(tx, photo):
        known = await photos.find(tx, photo.id)
        assert known is not None, "photos are never deleted"
        domain.require_same(known, uploader_id=photo.uploader.id, sha256=photo.original.sha256)
        return known
    await files.hold(tx, [photo.original.key])
    day = _local(runtime, tx.at).date()
    total = await files.count(tx, photo.uploader.id, day=day, size=photo.original.size)
    _require_quota(runtime, total, at=tx.at)
    return photo


def _photo(
    runtime: Runtime,
    sent: Upload,
    photo_id: UUID,
    original: Original,
    *,
    caller: Caller,
    at: datetime,
) -> Photo:
    try:
        organisation = runtime.directory.find(caller.organisation_id).name
    except UnknownOrganisation:
        # The name is part of the evidence; identity's fact about it is on its way.
        raise Unavailable from None
    return Photo(
        id=photo_id,
        case_id=None,
        uploader=Uploader(caller.id, caller.name, caller.organisation_id, organisation),
        original=original,
        code="".join(secrets.choice(domain.CODE_LETTERS) for _ in range(domain.CODE_LENGTH)),
        captured_at=sent.capture.captured_at,
        received_at=at,
        position=sent.capture.position,
        address=sent.capture.address,
    )


def _require_quota(runtime: Runtime, total: int, *, at: datetime) -> None:
    limit = resources.of(runtime).settings.media_daily_bytes
    if total > limit:
        now = _local(runtime, at)
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        left = int((midnight - now).total_seconds()) + 1
        raise domain.DailyQuotaReached(limit=limit // 1_000_000, seconds=left)


def _local(runtime: Runtime, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(runtime.settings.time_zone))


def _camera_time(told: str | None, runtime: Runtime) -> datetime | None:
    if told is None:
        return None
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is None:
        # Most cameras tell no zone: they show the time of the place.
        moment = moment.replace(tzinfo=ZoneInfo(runtime.settings.time_zone))
    return moment
