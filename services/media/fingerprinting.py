"""Fingerprints, public pictures and ghosts for photos from before there were any."""

from services.chassis import logs
from services.chassis.objects import ObjectsAway
from services.chassis.runtime import Runtime
from services.media import renditions
from services.media.domain import Photo
from services.media.sandboxes import SandboxAway
from services.media.store import cases, checks, covers, files, fingerprints, shown, templates

log = logs.get()

AT_ONCE = 50
"""Photos of one run: a worker that stops waits for its end."""


async def fingerprint_lacking(runtime: Runtime) -> None:
    """Look at ready photos that no one looked at by the present algorithm.

    One after another, so that new photos find a free sandbox; two workers may do one twice.
    """
    async with runtime.database.read() as tx:
        lacking = await fingerprints.lacking(tx, limit=AT_ONCE)
    for photo in lacking:
        try:
            await _look_again(runtime, photo)
        except (ObjectsAway, SandboxAway):
            return
        except Exception as error:
            # The photo's own fault: its seal, its file or its pixels.
            log.warning(
                "fingerprint given up",
                photo_id=str(photo.id),
                error=type(error).__name__,
                exc_info=error,
            )
            async with runtime.database.begin() as tx:
                await fingerprints.give_up(tx, photo.id)


async def _look_again(runtime: Runtime, photo: Photo) -> None:
    async with runtime.database.read() as tx:
        labels = await cases.labels(tx, photo.case_id)
        template = await templates.of_photo(tx, photo)
        rectangles = await covers.present(tx, photo)
    made, seen = await renditions.look_again(
        runtime, photo, labels=labels, template=template, rectangles=rectangles
    )
    async with runtime.database.begin() as tx:
        if not await fingerprints.keep_lacking(tx, photo, made):
            return
        assert photo.rendition is not None
        await files.hold(tx, [key for key in made.keys if key not in photo.rendition.keys])
        replaced = [key for key in photo.rendition.keys if key not in made.keys]
        if replaced:
            await files.name(tx, replaced)
        await fingerprints.keep(tx, photo.id, seen)
        await shown.keep(tx, photo.id, made.digests)
        if photo.case_id is not None:
            await checks.want(tx, [photo.case_id])
