"""Photos announced before they come: past us into the store, or piece by piece.

An announcement fixes the photo's id and SHA-256. What arrives is taken in like a direct upload
once it is whole, and only then: until that moment it is files that a sweep may have.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from services.chassis.callers import Caller
from services.chassis.objects import NoSuchObject
from services.chassis.refusals import Conflict, Invalid, NotFound, TooLarge
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.media import domain, forms, metrics, resources, taking_in
from services.media.domain import PHOTO_LIMIT, Photo, PhotoIdTaken, PhotoTooLarge
from services.media.store import awaited, cases, files, photos
from services.media.store.awaited import Awaited
from services.media.uploads import Announcement, Capture, checked

FORM_LASTS = timedelta(minutes=10)
FORM_WORTH_GIVING = timedelta(minutes=5)
"""A form that ends sooner is replaced when it is asked for again."""
PIECES = 1000
FORGOTTEN_AT_ONCE = 100


class NothingArrived(Conflict):
    zh = "存储中还没有这张照片，请先上传文件再确认完成。"
    en = "The store holds no such photo yet; send the file, then say it is complete."


class ContentDiffers(Invalid):
    zh = "收到的文件与申报的不一致（{what}），请重新申请上传。"
    en = "What arrived is not what was announced ({what}); announce and send it again."


class OffsetDiffers(Conflict):
    zh = "续传位置应为 {offset}，请先查询已收到的字节数。"
    en = "The next piece starts at {offset}; ask how much has arrived."


class TooManyPieces(Conflict):
    zh = "照片分段过多，上限为 {limit} 段，请增大每段的大小。"
    en = "The photo comes in too many pieces; the limit is {limit}, send larger ones."


@dataclass(frozen=True)
class Form:
    """Where and with which fields a phone posts the file itself, as its last field `file`."""

    url: str
    fields: dict[str, str]
    until: datetime


async def announce(runtime: Runtime, caller: Caller, told: Announcement) -> None:
    """Expect a photo, or go on expecting it; nothing changes when it is here already."""
    if told.size > PHOTO_LIMIT:
        raise PhotoTooLarge(limit=PHOTO_LIMIT // 1_000_000)
    hours = resources.of(runtime).settings.media_upload_hours
    async with runtime.database.begin() as tx:
        await cases.hold_photo_ids(tx, [told.id])
        known = await photos.find(tx, told.id)
        if known is not None:
            domain.require_same(known, uploader_id=caller.id, sha256=told.sha256)
            return
        expected = await awaited.lock(tx, told.id)
        if expected is not None:
            _require_same(expected, caller, sha256=told.sha256)
            return
        await awaited.remove(tx, told.id)
        total = await files.sent_today(tx, caller.id, day=taking_in.today(runtime, tx))
        total += await awaited.bytes_of(tx, caller.id) + told.size
        taking_in.require_quota(runtime, total, at=tx.at)
        new = Awaited(
            id=told.id,
            person_id=caller.id,
            sha256=told.sha256,
            size=told.size,
            format=told.format,
            capture=told.capture.model_dump(mode="json"),
            told_at=tx.at,
            expires_at=tx.at + timedelta(hours=hours),
        )
        await awaited.add(tx, new)


async def form(runtime: Runtime, caller: Caller, photo_id: UUID) -> Form | None:
    """A form for an announced photo, of some minutes; `None` when it is here already."""
    async with runtime.database.begin() as tx:
        if await _taken_in(tx, caller, photo_id) is not None:
            return None
        expected = _theirs(await awaited.lock(tx, photo_id), caller)
        key, until = expected.key, expected.form_until
        if key is None or until is None or until < tx.at + FORM_WORTH_GIVING:
            extension = taking_in.EXTENSIONS[expected.format]
            key, until = f"incoming/{tx.at:%Y/%m}/{uuid4()}.{extension}", tx.at + FORM_LASTS
            await files.name(tx, [key])
            await awaited.keep_form(tx, photo_id, key=key, until=until)
    work, kind, size = resources.of(runtime), f"image/{expected.format}", expected.size
    fields = await work.objects.form(key, content_type=kind, size=size, until=until)
    if fields is None:
        fields = forms.fields(work.settings, key, content_type=kind, size=size, until=until)
    return Form(work.settings.media_incoming_url, fields, until)


async def complete(runtime: Runtime, caller: Caller, photo_id: UUID) -> Photo:
    """Take in what was put into the store. Said again, it is the same photo."""
    async with runtime.database.read() as tx:
        known = await _taken_in(tx, caller, photo_id)
        if known is not None:
            return known
        expected = _theirs(await awaited.find(tx, photo_id), caller)
    if expected.key is None:
        raise NothingArrived
    try:
        content = await resources.of(runtime).objects.get(expected.key)
    except NoSuchObject:
        raise NothingArrived from None
    return await _take_in(runtime, caller, expected, content)


async def arrived(runtime: Runtime, caller: Caller, photo_id: UUID) -> Awaited | Photo:
    """How far an announced photo has come; the photo itself once it is here."""
    async with runtime.database.read() as tx:
        known = await _taken_in(tx, caller, photo_id)
        return known or _theirs(await awaited.find(tx, photo_id), caller)


async def append(runtime: Runtime, caller: Caller, expected: Awaited, piece: bytes) -> int:
    """Keep the next piece; how many bytes are here then. With the last one the photo is taken in,
    and when that can't be done now, the piece has to be sent again."""
    end = expected.received + len(piece)
    objects = resources.of(runtime).objects
    if end == expected.size:
        async with runtime.database.read() as tx:
            _require_offset(await awaited.find(tx, expected.id), caller, expected)
            keys = await awaited.piece_keys(tx, expected.id)
        await _take_in(
            runtime, caller, expected, b"".join([await objects.get(key) for key in keys]) + piece
        )
        return end
    async with runtime.database.begin() as tx:
        key = f"pieces/{tx.at:%Y/%m}/{uuid4()}.part"
        await files.name(tx, [key])
    await objects.put(key, piece, content_type="application/octet-stream")
    async with runtime.database.begin() as tx:
        _require_offset(await awaited.lock(tx, expected.id), caller, expected)
        if len(await awaited.piece_keys(tx, expected.id)) >= PIECES:
            raise TooManyPieces(limit=PIECES)
        await awaited.add_piece(tx, expected.id, start=expected.received, key=key, end=end)
    return end


async def give_up(runtime: Runtime, caller: Caller, photo_id: UUID) -> None:
    """Expect the photo no longer; `NotFound` when nobody did."""
    async with runtime.database.begin() as tx:
        _theirs(await awaited.lock(tx, photo_id), caller)
        await awaited.remove(tx, photo_id)


async def forget_overdue(runtime: Runtime) -> None:
    """Let go of what was announced and never completed; the sweep has its files then."""
    async with runtime.database.begin() as tx:
        for photo_id in await awaited.lock_overdue(tx, limit=FORGOTTEN_AT_ONCE):
            await awaited.remove(tx, photo_id)


async def _take_in(runtime: Runtime, caller: Caller, expected: Awaited, content: bytes) -> Photo:
    try:
        sent = await checked(content, Capture.model_validate(expected.capture))
        for what, found, told in (
            ("size", len(content), expected.size),
            ("SHA-256", sent.sha256, expected.sha256),
            ("type", sent.format, expected.format),
        ):
            if found != told:
                raise ContentDiffers(what=what)
        return await taking_in.take_in(
            runtime,
            sent,
            expected.id,
            sender=taking_in.Sender.of(caller),
            told_at=expected.told_at,
        )
    except (Invalid, TooLarge) as refusal:
        metrics.refusals.labels(refusal.code).inc()
        # This content will never do, so that the phone may announce another.
        async with runtime.database.begin() as tx:
            await awaited.remove(tx, expected.id)
        raise


async def _taken_in(tx: Transaction, caller: Caller, photo_id: UUID) -> Photo | None:
    known = await photos.find(tx, photo_id)
    if known is not None and known.uploader.id != caller.id:
        raise NotFound
    return known


def _require_offset(held: Awaited | None, caller: Caller, expected: Awaited) -> None:
    """`OffsetDiffers` when another request's piece came meanwhile."""
    held = _theirs(held, caller)
    if held.received != expected.received:
        raise OffsetDiffers(offset=held.received)


def _theirs(expected: Awaited | None, caller: Caller) -> Awaited:
    if expected is None or expected.person_id != caller.id:
        raise NotFound
    return expected


def _require_same(expected: Awaited, caller: Caller, *, sha256: str) -> None:
    mine = expected.person_id == caller.id
    if not mine or expected.sha256 != sha256:
        raise PhotoIdTaken(
            photo=expected.id,
            who=caller.name if mine else "他人 (somebody else)",
            when=expected.told_at.isoformat(timespec="seconds"),
        )
