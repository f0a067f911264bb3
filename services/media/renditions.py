"""Files made of photos: fetched, handed to a sandbox, put into the store, timed by stage.

A file is named before it is put, so that one whose row never comes is swept.
"""

from hashlib import sha256
from uuid import uuid4
from zoneinfo import ZoneInfo

from services.chassis.runtime import Runtime
from services.media import metrics, originals, resources
from services.media.captions import caption, comparison_caption
from services.media.domain import Photo, Rendition
from services.media.frames import Frame
from services.media.metrics import stage
from services.media.store import files


async def pictures(runtime: Runtime, photo: Photo, *, number: str | None) -> Rendition:
    """The watermarked picture and the thumbnail of a photo.

    Raises `Refused` when the photo can't be decoded, `ObjectsAway`, `NoSuchObject`, `SealBroken`.
    """
    work = resources.of(runtime)
    with stage("fetch"):
        original = await originals.unsealed(work.objects, photo)
    words = caption(photo, number=number, zone=ZoneInfo(runtime.settings.time_zone))
    content = {"time": words.time, "date": words.date, "lines": words.lines}
    answer = await work.sandboxes.run("picture", original, caption=content)
    _observe(answer)
    picture, thumbnail = answer.parts
    folder = f"{photo.received_at:%Y/%m}/{uuid4()}"
    made = {f"pictures/{folder}.jpg": picture, f"thumbnails/{folder}.jpg": thumbnail}
    await _put(runtime, made)
    picture_key, thumbnail_key = made
    return Rendition(
        picture_key=picture_key,
        picture_sha256=sha256(picture).hexdigest(),
        thumbnail_key=thumbnail_key,
        thumbnail_sha256=sha256(thumbnail).hexdigest(),
        width=answer.header["width"],
        height=answer.header["height"],
    )


async def comparison(
    runtime: Runtime, before: Photo, after: Photo, *, number: str | None
) -> tuple[str, str]:
    """Key and SHA-256 of the two photos' pictures side by side. Raises as `pictures`."""
    work = resources.of(runtime)
    assert before.rendition is not None
    assert after.rendition is not None
    zone = ZoneInfo(runtime.settings.time_zone)
    words = comparison_caption(before, after, number=number, zone=zone)
    with stage("fetch"):
        sides = [
            await work.objects.get(before.rendition.picture_key),
            await work.objects.get(after.rendition.picture_key),
        ]
    answer = await work.sandboxes.run("comparison", *sides, captions=vars(words))
    _observe(answer)
    (content,) = answer.parts
    key = f"comparisons/{runtime.clock():%Y/%m}/{uuid4()}.jpg"
    await _put(runtime, {key: content})
    return key, sha256(content).hexdigest()


async def _put(runtime: Runtime, made: dict[str, bytes]) -> None:
    async with runtime.database.begin() as tx:
        await files.name(tx, list(made))
    with stage("put"):
        for key, content in made.items():
            await resources.of(runtime).objects.put(key, content, content_type="image/jpeg")


def _observe(answer: Frame) -> None:
    """Note the stages that the sandbox timed."""
    for name, seconds in answer.header.get("seconds", {}).items():
        metrics.stage_seconds.labels(name).observe(seconds)
