"""Files made of photos: fetched, handed to a sandbox, put into the store, timed by stage.

A file is named before it is put, so that one whose row never comes is swept.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from services.chassis.objects import MEDIA_TYPES
from services.chassis.runtime import Runtime
from services.media import domain, metrics, originals, resources
from services.media.captions import Labels, caption, comparison_caption
from services.media.covers import Rectangle
from services.media.domain import Photo, Rendition
from services.media.frames import Frame
from services.media.metrics import stage
from services.media.store import files
from services.media.store.fingerprints import Seen
from services.media.templates import Template


async def pictures(
    runtime: Runtime,
    photo: Photo,
    *,
    labels: Labels,
    template: Template,
    rectangles: Sequence[Rectangle],
) -> tuple[Rendition, Seen]:
    """The watermarked picture, thumbnail, public picture and ghost of a photo, and its look.

    Raises `Refused` when the photo can't be decoded, `ObjectsAway`, `NoSuchObject`, `SealBroken`.
    """
    work = resources.of(runtime)
    with stage("fetch"):
        original = await originals.unsealed(work.objects, photo)
    answer = await work.sandboxes.run(
        "picture",
        original,
        *_logo(template),
        caption=_words(runtime, photo, labels, template),
        public_caption=_words(runtime, domain.nameless(photo), labels, template),
        covers=[asdict(each) for each in rectangles],
    )
    _observe(answer)
    name = f"{photo.received_at:%Y/%m}/{uuid4()}"
    rendition = Rendition(
        picture_key=f"pictures/{name}.jpg",
        picture_sha256=sha256(answer.parts[0]).hexdigest(),
        thumbnail_key=f"thumbnails/{name}.jpg",
        thumbnail_sha256=sha256(answer.parts[1]).hexdigest(),
        width=answer.header["width"],
        height=answer.header["height"],
        public_key=f"public/{name}.jpg",
        public_sha256=sha256(answer.parts[2]).hexdigest(),
        ghost_key=f"ghosts/{name}.webp",
        ghost_sha256=sha256(answer.parts[3]).hexdigest(),
    )
    await _put(runtime, dict(zip(rendition.keys, answer.parts, strict=True)))
    return rendition, Seen.read(answer.header)


async def look_again(
    runtime: Runtime,
    photo: Photo,
    *,
    labels: Labels,
    template: Template,
    rectangles: Sequence[Rectangle],
) -> tuple[Rendition, Seen]:
    """The look of a photo whose pictures exist, and those with a new public one and a new ghost.
    Raises as `pictures`."""
    work, made = resources.of(runtime), photo.rendition
    assert made is not None, "a ready photo has pictures"
    answer = await work.sandboxes.run(
        "seen-again",
        await originals.unsealed(work.objects, photo),
        await work.objects.get(made.picture_key),
        *_logo(template),
        public_caption=_words(runtime, domain.nameless(photo), labels, template),
        covers=[asdict(each) for each in rectangles],
    )
    public, ghost = answer.parts
    name = f"{photo.received_at:%Y/%m}/{uuid4()}"
    made = replace(
        made,
        public_key=f"public/{name}.jpg",
        public_sha256=sha256(public).hexdigest(),
        ghost_key=f"ghosts/{name}.webp",
        ghost_sha256=sha256(ghost).hexdigest(),
    )
    await _put(runtime, {f"public/{name}.jpg": public, f"ghosts/{name}.webp": ghost})
    return made, Seen.read(answer.header)


async def comparison(
    runtime: Runtime, before: Photo, after: Photo, *, labels: Labels
) -> tuple[str, str]:
    """Key and SHA-256 of the two photos' pictures side by side. Raises as `pictures`."""
    work = resources.of(runtime)
    assert before.rendition is not None
    assert after.rendition is not None
    zone = ZoneInfo(runtime.settings.time_zone)
    words = comparison_caption(before, after, labels=labels, zone=zone)
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


def _words(runtime: Runtime, photo: Photo, labels: Labels, template: Template) -> dict[str, Any]:
    """The watermark as the sandbox receives it."""
    zone, settings = ZoneInfo(runtime.settings.time_zone), resources.of(runtime).settings
    address = settings.media_public_url
    return asdict(caption(photo, labels=labels, template=template, zone=zone, address=address))


def _logo(template: Template) -> tuple[bytes, ...]:
    return (template.logo,) if template.logo else ()


async def _put(runtime: Runtime, made: dict[str, bytes]) -> None:
    async with runtime.database.begin() as tx:
        await files.name(tx, list(made))
    with stage("put"):
        for key, content in made.items():
            await resources.of(runtime).objects.put(
                key, content, content_type=MEDIA_TYPES[key.rpartition(".")[2]]
            )


def _observe(answer: Frame) -> None:
    """Note the stages that the sandbox timed."""
    for name, seconds in answer.header.get("seconds", {}).items():
        metrics.stage_seconds.labels(name).observe(seconds)
