"""Pictures and comparisons: the work that media's workers share."""

from services.chassis import logs
from services.chassis.blueprint import Work, Works
from services.chassis.due import Claim
from services.chassis.runtime import Runtime
from services.media import domain, metrics, renditions
from services.media.domain import Photo, Rendition, SealBroken, Status
from services.media.pictures import Refused
from services.media.sandboxes import SandboxAway
from services.media.settings import MediaSettings
from services.media.store import (
    cases,
    checks,
    comparisons,
    covers,
    files,
    fingerprints,
    photos,
    shown,
    templates,
)
from services.media.store.comparisons import COMPARISONS
from services.media.store.fingerprints import Seen
from services.media.store.photos import PICTURES

log = logs.get()

PATIENCE = 3
"""Attempts before a photo that took too long is refused: the machine may have been busy."""


class PhotoAtFault(Exception):
    """The photo, and no part that is away, keeps its pictures from being made."""


async def make_pictures(runtime: Runtime, claim: Claim) -> None:
    """Make a photo's pictures, or reject it if none can be made of it."""
    async with runtime.database.read() as tx:
        photo = await photos.find(tx, claim.id)
        assert photo is not None, "photos are never deleted"
        labels = await cases.labels(tx, photo.case_id)
        template = await templates.of_photo(tx, photo)
        rectangles = await covers.present(tx, photo)
    try:
        rendition, seen = await renditions.pictures(
            runtime, photo, labels=labels, template=template, rectangles=rectangles
        )
    except Refused as refused:
        if not _is_final(refused, photo, claim):
            raise
        await _reject(runtime, claim, reason=refused.reason)
    except (SealBroken, SandboxAway) as error:
        raise PhotoAtFault(error.code) from error
    else:
        await _ready(runtime, claim, rendition, seen, of=photo)


def _is_final(refused: Refused, photo: Photo, claim: Claim) -> bool:
    # One that could be decoded before is not at fault; the machine is.
    busy = refused.reason == "took-too-long" and claim.attempts < PATIENCE
    return photo.status is not Status.READY and not busy


async def _ready(
    runtime: Runtime, claim: Claim, rendition: Rendition, seen: Seen, *, of: Photo
) -> None:
    async with runtime.database.begin() as tx:
        photo = await photos.claimed(tx, claim)
        if photo is None:
            return
        if photo.covers != of.covers:
            # They show what was covered meanwhile. The wish that came with the cover is still due.
            await PICTURES.finish(tx, claim)
            return
        await files.hold(tx, rendition.keys)
        if photo.rendition is not None:
            await files.name(tx, photo.rendition.keys)
        photo, event = domain.ready(
            photo, rendition=rendition, made=of.wanted, at=tx.at, look=seen.look
        )
        await photos.save(tx, photo)
        await fingerprints.keep(tx, photo.id, seen)
        await shown.keep(tx, photo.id, rendition.digests)
        if photo.case_id is not None:
            await checks.want(tx, [photo.case_id])
        await tx.publish(event)
        await PICTURES.finish(tx, claim)
        await comparisons.ask_with(tx, photo.id)


async def _reject(runtime: Runtime, claim: Claim, *, reason: str) -> None:
    async with runtime.database.begin() as tx:
        photo = await photos.claimed(tx, claim)
        if photo is None:
            return
        photo, event = domain.reject(photo, reason=reason, at=tx.at)
        await photos.save(tx, photo)
        await tx.publish(event)
        await PICTURES.finish(tx, claim)
    metrics.refusals.labels(reason).inc()


async def compare(runtime: Runtime, claim: Claim) -> None:
    """Make the comparison of a case's last rectification."""
    async with runtime.database.read() as tx:
        planned = await comparisons.find(tx, claim.id)
        assert planned is not None, "comparisons are never deleted"
        before = await photos.find(tx, planned.before_photo_id)
        after = await photos.find(tx, planned.after_photo_id)
        labels = await cases.labels(tx, planned.case_id)
    assert before is not None
    assert after is not None
    key, digest = await renditions.comparison(runtime, before, after, labels=labels)
    async with runtime.database.begin() as tx:
        comparison = await comparisons.claimed(tx, claim)
        if comparison is None:
            return
        sides = [await photos.find(tx, each.id) for each in (before, after)]
        fresh = [each and each.rendition for each in sides] == [before.rendition, after.rendition]
        if comparison.round == planned.round and fresh:
            await files.hold(tx, [key])
            if comparison.key:
                await files.name(tx, [comparison.key])
            comparison, event = domain.compared(comparison, key=key, sha256=digest, at=tx.at)
            await comparisons.save(tx, comparison)
            await shown.keep(tx, comparison.case_id, {"comparison": digest})
            await tx.publish(event)
        # Of an earlier round than the one planned meanwhile, or of pictures that were covered
        # since: that one is still due.
        await COMPARISONS.finish(tx, claim)


def at_once(settings: MediaSettings) -> int:
    """One photo for each sandbox."""
    return settings.media_sandboxes


WORKS = Works([Work(PICTURES, make_pictures), Work(COMPARISONS, compare)], at_once=at_once)
