"""Taking a photo in, whichever way it came: inspected, sealed in the store, kept with its facts."""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from services.chassis import faults
from services.chassis.callers import Caller
from services.chassis.directory import UnknownOrganisation
from services.chassis.geography import Outline
from services.chassis.refusals import Refusal, Unavailable
from services.chassis.runtime import Runtime
from services.chassis.together import together
from services.chassis.transaction import Transaction
from services.media import domain, reliability, resources, tickets
from services.media.domain import Original, Photo, Position, Uploader
from services.media.pictures import Refused
from services.media.reliability import Ground, Shown, WithoutTicket
from services.media.store import areas, awaited, cases, files, photos
from services.media.store import tickets as used_tickets
from services.media.uploads import Upload

EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp", "heic": "heic"}
HEAD = 256 * 1024
"""Bytes at the start of a file that hold what a JPEG says of itself."""


@dataclass(frozen=True)
class Sender:
    """Who sends a photo: somebody signed in, or an import whose spreadsheet held it, which has no
    name. `least` is how many pixels it must have each way."""

    id: UUID
    name: str
    organisation_id: UUID
    least: int = 1
    without_ticket: WithoutTicket = "no-ticket"

    @classmethod
    def of(cls, caller: Caller) -> "Sender":
        return cls(caller.id, caller.name, caller.organisation_id)


async def sealed(runtime: Runtime, sent: Upload, photo_id: UUID, sender: Sender) -> Original:
    """The original in the store, put there unless this photo came before."""
    async with runtime.database.read() as tx:
        known = await photos.find(tx, photo_id)
        if known is not None:
            domain.require_same(known, uploader_id=sender.id, sha256=sent.sha256)
            return known.original
        total = await files.sent_today(tx, sender.id, day=today(runtime, tx))
        require_quota(runtime, total + len(sent.content), at=tx.at)
    async with runtime.database.begin() as tx:
        key = f"originals/{tx.at:%Y/%m}/{uuid4()}.{EXTENSIONS[sent.format]}"
        await files.name(tx, [key])
    facts = await _put_and_inspected(runtime, sent, key=key, least=sender.least)
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


async def added(
    tx: Transaction,
    runtime: Runtime,
    sent: Upload,
    photo_id: UUID,
    original: Original,
    *,
    sender: Sender,
    told_at: datetime | None = None,
) -> Photo:
    """Keep the photo with its case and its reliability; the one that was here when it came
    before. `told_at` is when it was announced, where it was."""
    await cases.hold_photo_ids(tx, [photo_id])
    expected = await awaited.find(tx, photo_id)
    if expected is not None and expected.person_id == sender.id:
        await awaited.remove(tx, photo_id)
    photo = _photo(runtime, sent, photo_id, original, sender=sender, at=tx.at)
    link = await cases.first_link(tx, photo.id, by=photo.uploader.id)
    if link is not None and domain.may_link(photo, by=link.by):
        photo = domain.linked(photo, case_id=link.case_id)
    ticket = sent.capture.ticket
    photo = await _judged(
        tx,
        runtime,
        photo,
        ticket=ticket,
        told_at=told_at or tx.at,
        without_ticket=sender.without_ticket,
    )
    if not await photos.add(tx, photo):
        known = await photos.find(tx, photo.id)
        assert known is not None, "photos are never deleted"
        domain.require_same(known, uploader_id=photo.uploader.id, sha256=photo.original.sha256)
        return known
    await files.hold(tx, [photo.original.key])
    total = await files.count(
        tx, photo.uploader.id, day=today(runtime, tx), size=photo.original.size
    )
    require_quota(runtime, total, at=tx.at)
    return photo


async def take_in(
    runtime: Runtime, sent: Upload, photo_id: UUID, *, sender: Sender, told_at: datetime
) -> Photo:
    """Seal and keep an announced photo, all of whose bytes are here."""
    original = await sealed(runtime, sent, photo_id, sender)
    async with runtime.database.begin() as tx:
        return await added(tx, runtime, sent, photo_id, original, sender=sender, told_at=told_at)


def today(runtime: Runtime, tx: Transaction) -> date:
    """The day in the city's time zone, by which quotas are counted."""
    return _local(runtime, tx.at).date()


def require_quota(runtime: Runtime, total: int, *, at: datetime) -> None:
    """`DailyQuotaReached` when so many bytes are more than a person may send in a day."""
    limit = resources.of(runtime).settings.media_daily_bytes
    if total > limit:
        now = _local(runtime, at)
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        left = int((midnight - now).total_seconds()) + 1
        raise domain.DailyQuotaReached(limit=limit // 1_000_000, seconds=left)


async def _put_and_inspected(runtime: Runtime, sent: Upload, *, key: str, least: int) -> Any:
    """Put the file while it is inspected, which takes as long; a refused one is taken out again."""
    store = resources.of(runtime).objects
    putting = store.put(key, sent.content, content_type=f"image/{sent.format}")
    inspecting = asyncio.ensure_future(_inspected(runtime, sent))
    try:
        await together(putting, _ended(inspecting))
        facts = inspecting.result()
        if min(facts["width"], facts["height"]) < least:
            raise domain.PictureTooSmall(least=least)
        return facts
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


def _photo(
    runtime: Runtime,
    sent: Upload,
    photo_id: UUID,
    original: Original,
    *,
    sender: Sender,
    at: datetime,
) -> Photo:
    try:
        organisation = runtime.directory.find(sender.organisation_id).name
    except UnknownOrganisation:
        # The name is part of the evidence; identity's fact about it is on its way.
        raise Unavailable from None
    return Photo(
        id=photo_id,
        case_id=None,
        uploader=Uploader(sender.id, sender.name, sender.organisation_id, organisation),
        original=original,
        code="".join(secrets.choice(domain.CODE_LETTERS) for _ in range(domain.CODE_LENGTH)),
        captured_at=sent.capture.captured_at,
        received_at=at,
        position=sent.capture.position,
        address=sent.capture.address,
    )


async def _judged(
    tx: Transaction,
    runtime: Runtime,
    photo: Photo,
    *,
    ticket: str,
    told_at: datetime,
    without_ticket: WithoutTicket,
) -> Photo:
    found = reliability.judged(
        photo,
        shown=await _shown(tx, runtime, photo, ticket, told_at=told_at) if ticket else None,
        told_at=told_at,
        ground=await _ground(tx, photo.position),
        zone=ZoneInfo(runtime.settings.time_zone),
        without_ticket=without_ticket,
    )
    return replace(photo, reliability=found)


async def _shown(
    tx: Transaction, runtime: Runtime, photo: Photo, text: str, *, told_at: datetime
) -> Shown:
    ticket = tickets.read(text, secret=resources.of(runtime).settings.media_secret)
    if ticket is None or not reliability.is_good(ticket, photo.uploader.id, at=told_at):
        return Shown(ticket)
    free = await used_tickets.use(tx, ticket, photo_id=photo.id)
    return Shown(ticket, used_by_another=not free)


async def _ground(tx: Transaction, position: Position | None) -> Ground | None:
    if position is None or not await areas.any_known(tx):
        return None
    for area in await areas.around(tx, position):
        if Outline(area.outline).contains(position.longitude, position.latitude):
            return Ground(area.name)
    return Ground(None)


def _local(runtime: Runtime, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(runtime.settings.time_zone))


def _camera_time(told: str | None, runtime: Runtime) -> datetime | None:
    if told is None:
        return None
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is None:
        # Most cameras tell no zone: they show the time of the place.
        moment = moment.replace(tzinfo=ZoneInfo(runtime.settings.time_zone))
    return moment.astimezone(UTC)
