"""Pictures and comparisons made by the clock, and files nobody holds swept away."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4
from zoneinfo import ZoneInfo

from services.chassis import logs
from services.chassis.blueprint import Job
from services.chassis.runtime import Runtime
from services.chassis.together import together
from services.media import domain, originals, resources
from services.media.captions import caption, comparison_caption
from services.media.domain import Photo, Rendition, Status
from services.media.pictures import Refused
from services.media.store import cases, comparisons, files, photos

log = logs.get()

POLL = 0.25
"""Seconds: twice this is the longest a photo waits for an idle worker."""
SWEPT_AT_ONCE = 200


async def make_pictures(runtime: Runtime) -> None:
    """Make what is due, and what arrives in this process meanwhile."""
    await make_due(runtime)
    while await resources.of(runtime).woken(within=POLL):
        await make_due(runtime)


async def make_due(runtime: Runtime) -> None:
    """Make every due picture and comparison, as many at once as there are sandboxes."""

    async def work() -> None:
        while await _next_photo(runtime) or await _next_comparison(runtime):
            pass

    await together(*(work() for _ in range(resources.of(runtime).sandboxes.count)))


async def _next_photo(runtime: Runtime) -> bool:
    async with runtime.database.begin() as tx:
        claimed = await photos.claim_due(tx)
        if claimed is None:
            return False
        number = await cases.number(tx, claimed.photo.case_id)
    try:
        rendition = await _render(runtime, claimed.photo, number=number)
    except Refused as refused:
        await _reject(runtime, claimed, reason=refused.reason)
    except Exception as error:
        await _put_off_photo(runtime, claimed, error)
    else:
        await _ready(runtime, claimed, rendition)
    return True


async def _render(runtime: Runtime, photo: Photo, *, number: str | None) -> Rendition:
    work = resources.of(runtime)
    original = await originals.unsealed(work.objects, photo)
    words = caption(photo, number=number, zone=ZoneInfo(runtime.settings.time_zone))
    content = {"time": words.time, "date": words.date, "lines": words.lines}
    answer = await work.sandboxes.run("picture", original, caption=content)
    picture, thumbnail = answer.parts
    folder = f"{photo.received_at:%Y/%m}/{uuid4()}"
    keys = f"pictures/{folder}.jpg", f"thumbnails/{folder}.jpg"
    async with runtime.database.begin() as tx:
        await files.name(tx, keys)
    await work.objects.put(keys[0], picture, content_type="image/jpeg")
    await work.objects.put(keys[1], thumbnail, content_type="image/jpeg")
    return Rendition(
        picture_key=keys[0],
        picture_sha256=sha256(picture).hexdigest(),
        thumbnail_key=keys[1],
        thumbnail_sha256=sha256(thumbnail).hexdigest(),
        width=answer.header["width"],
        height=answer.header["height"],
    )


async def _ready(runtime: Runtime, claimed: photos.Claimed, rendition: Rendition) -> None:
    async with runtime.database.begin() as tx:
        photo = await photos.lock_claimed(tx, claimed)
        if photo is None:
            return
        await files.hold(tx, [rendition.picture_key, rendition.thumbnail_key])
        if photo.rendition is not None:
            await files.name(tx, [photo.rendition.picture_key, photo.rendition.thumbnail_key])
        made = claimed.photo.wanted
        photo, event = domain.ready(photo, rendition=rendition, made=made, at=tx.at)
        await photos.save(tx, photo)
        await tx.publish(event)


async def _reject(runtime: Runtime, claimed: photos.Claimed, *, reason: str) -> None:
    if claimed.photo.status is Status.READY:
        # It could be decoded before, so the machine is at fault and not the photo.
        await _put_off_photo(runtime, claimed, Refused(reason))
        return
    async with runtime.database.begin() as tx:
        photo = await photos.lock_claimed(tx, claimed)
        if photo is None:
            return
        photo, event = domain.reject(photo, reason=reason, at=tx.at)
        await photos.save(tx, photo)
        await tx.publish(event)


async def _put_off_photo(runtime: Runtime, claimed: photos.Claimed, error: Exception) -> None:
    log.warning(
        "photo put off",
        photo_id=str(claimed.photo.id),
        attempts=claimed.attempts,
        error=type(error).__name__,
        exc_info=error,
    )
    async with runtime.database.begin() as tx:
        await photos.put_off(tx, claimed)


async def _next_comparison(runtime: Runtime) -> bool:
    async with runtime.database.begin() as tx:
        claimed = await comparisons.claim_due(tx)
    if claimed is None:
        return False
    try:
        await _compare(runtime, claimed)
    except Exception as error:
        log.warning(
            "comparison put off",
            case_id=str(claimed.comparison.case_id),
            attempts=claimed.attempts,
            error=type(error).__name__,
            exc_info=error,
        )
        async with runtime.database.begin() as tx:
            await comparisons.put_off(tx, claimed)
    return True


async def _compare(runtime: Runtime, claimed: comparisons.Claimed) -> None:
    work, planned = resources.of(runtime), claimed.comparison
    async with runtime.database.read() as tx:
        before = await photos.find(tx, planned.before_photo_id)
        after = await photos.find(tx, planned.after_photo_id)
        number = await cases.number(tx, planned.case_id)
    assert before is not None
    assert before.rendition is not None
    assert after is not None
    assert after.rendition is not None
    words = comparison_caption(
        before, after, number=number, zone=ZoneInfo(runtime.settings.time_zone)
    )
    sides = [
        await work.objects.get(before.rendition.picture_key),
        await work.objects.get(after.rendition.picture_key),
    ]
    answer = await work.sandboxes.run("comparison", *sides, captions=vars(words))
    (content,) = answer.parts
    async with runtime.database.begin() as tx:
        key = f"comparisons/{tx.at:%Y/%m}/{uuid4()}.jpg"
        await files.name(tx, [key])
    await work.objects.put(key, content, content_type="image/jpeg")
    async with runtime.database.begin() as tx:
        comparison = await comparisons.lock_claimed(tx, claimed)
        if comparison is None:
            return
        await files.hold(tx, [key])
        if comparison.key:
            await files.name(tx, [comparison.key])
        digest = sha256(content).hexdigest()
        comparison, event = domain.compared(comparison, key=key, sha256=digest, at=tx.at)
        await comparisons.save(tx, comparison)
        await tx.publish(event)


async def sweep(runtime: Runtime) -> None:
    """Delete files that no row has held for an hour: left by a crash, or replaced."""
    async with runtime.database.read() as tx:
        keys = await files.swept(tx, limit=SWEPT_AT_ONCE)
    for key in keys:
        await resources.of(runtime).objects.delete(key)
    if keys:
        async with runtime.database.begin() as tx:
            await files.forget(tx, keys)


JOBS = [
    Job("pictures", every=timedelta(seconds=POLL), run=make_pictures),
    Job("sweep", every=timedelta(minutes=5), run=sweep),
]
