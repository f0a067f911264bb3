"""The process in which foreign bytes are decoded: `python -m services.media.sandbox`.

It loads all code and the font, then forks a child per photo. A child has no way to open a file or
a socket (it may hold no new descriptor), 0.9 GB of memory beside what is loaded, 10 seconds of
processor and 20 of time; it answers through a pipe and ends. Whatever happens to it happens to one
photo.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from io import BytesIO
from time import monotonic
from typing import Any

from PIL import Image, ImageCms

from services.media import (
    colours,
    differences,
    fingerprints,
    frames,
    ghosts,
    logos,
    screens,
    side_by_side,
    watermark,
)
from services.media.captions import Caption, ComparisonCaption, Line
from services.media.covers import Rectangle
from services.media.frames import Frame
from services.media.lettering import Lettering
from services.media.pictures import Refused, cover, decode, encode, inspect, shrink

MEMORY = 900_000_000
"""Bytes a child may take beside the code and fonts it was born with."""
PROCESSOR_SECONDS = 10
SECONDS = 20
ANSWER_LIMIT = 64_000_000
THUMBNAIL = 480
PUBLIC = 1280
"""Pixels of the longer side of what anyone with the code is shown."""

REHEARSED: Mapping[str, Any] = asdict(
    Caption("12:00", "2026年1月1日", "星期四", (Line("编号", "FS-1"),), "2345", "/verify/2345")
)
DEATHS: Mapping[int, str] = {signal.SIGXCPU: "took-too-long", signal.SIGALRM: "took-too-long"}


class Stopwatch:
    """Seconds of each stage, told beside the answer."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._started = monotonic()

    def lap(self, stage: str) -> None:
        now = monotonic()
        self.laps[stage] = round(now - self._started, 4)
        self._started = now


def answer(frame: Frame, lettering: Lettering) -> bytes:
    """Do one task; a photo that can't be used is an answer too."""
    try:
        return TASKS[frame.header["task"]](frame, lettering)
    except Refused as refused:
        return frames.pack({"refused": refused.reason})
    except MemoryError:
        return frames.pack({"refused": "too-much-memory"})
    except Exception as error:
        # The photo was decoded by then: this is our own mistake, not the photo's.
        return frames.pack({"failed": f"{type(error).__name__}: {error}"[:500]})


def _inspect(frame: Frame, lettering: Lettering) -> bytes:
    return frames.pack(inspect(frame.parts[0]))


def _picture(frame: Frame, lettering: Lettering) -> bytes:
    """A photo's files. The second part, where there is one, is the watermark's logo."""
    clock = Stopwatch()
    decoded = decode(frame.parts[0])
    logo = logos.read(frame.parts[1]) if len(frame.parts) > 1 else None
    clock.lap("decode")
    small, looked, screen_score = _looked(decoded, frame)
    thumbnail = reduced(decoded, THUMBNAIL)
    clock.lap("look")
    marked = watermark.draw(decoded, Caption.read(frame.header["caption"]), lettering, logo)
    looks = fingerprints.of_photo(looked, marked)
    clock.lap("draw")
    parts = (
        encode(marked),
        encode(thumbnail),
        _public(small, frame, lettering, logo),
        ghosts.encode(ghosts.draw(small)),
    )
    clock.lap("encode")
    told = {"width": marked.width, "height": marked.height, "seconds": clock.laps}
    told |= {"fingerprints": looks, "screen_score": screen_score}
    return frames.pack(told, *parts)


def _seen_again(frame: Frame, lettering: Lettering) -> bytes:
    """The look of a photo whose picture exists, and what else is made of it by now."""
    decoded, marked = (decode(part) for part in frame.parts[:2])
    logo = logos.read(frame.parts[2]) if len(frame.parts) > 2 else None
    small, looked, screen_score = _looked(decoded, frame)
    looks = fingerprints.of_photo(looked, marked)
    seen = {"fingerprints": looks, "screen_score": screen_score}
    ghost = ghosts.encode(ghosts.draw(small))
    return frames.pack(seen, _public(small, frame, lettering, logo), ghost)


def _template(frame: Frame, lettering: Lettering) -> bytes:
    """What a template's title can't be written with, and its logo as it is kept."""
    told = {"missing": lettering.missing(frame.header["title"])}
    return frames.pack(told, *(logos.clean(part) for part in frame.parts))


def _compare(frame: Frame, lettering: Lettering) -> bytes:
    """A foreign picture beside one of ours: where they differ, and the foreign one to show."""
    theirs, ours = (reduced(decode(part)) for part in frame.parts)
    found = differences.between(theirs, ours)
    return frames.pack(found, encode(differences.outlined(theirs, found["cells"])))


def _look(frame: Frame, lettering: Lettering) -> bytes:
    """The look of a foreign picture."""
    looks = fingerprints.of_photo(reduced(decode(frame.parts[0])), None)
    return frames.pack({"fingerprints": looks, "screen_score": None})


def reduced(picture: Image.Image, longest: int = PUBLIC) -> Image.Image:
    """The picture no longer than that on either side."""
    # Averaged first: resampling twelve megapixels exactly takes a fifth of a second.
    return shrink(picture.reduce(max(1, max(picture.size) // longest)), longest)


def _looked(decoded: Image.Image, frame: Frame) -> tuple[Image.Image, Image.Image, float | None]:
    """The photo made small to be shown, the same to be known by, and how much it looks like a
    screen. From then on the photo is covered: nothing that is shown may be made of it earlier,
    and what it is known by must not change with its covers."""
    score, looked = screens.score(decoded), reduced(decoded)
    rectangles = [Rectangle.read(each) for each in frame.header["covers"]]
    if not rectangles:
        return looked, looked, score
    cover(decoded, rectangles)
    return reduced(decoded), looked, score


def _public(
    small: Image.Image, frame: Frame, lettering: Lettering, logo: Image.Image | None
) -> bytes:
    caption = Caption.read(frame.header["public_caption"])
    return encode(watermark.draw(small.copy(), caption, lettering, logo))


def _comparison(frame: Frame, lettering: Lettering) -> bytes:
    clock = Stopwatch()
    before, after = (decode(part) for part in frame.parts)
    clock.lap("decode")
    captions = ComparisonCaption(**frame.header["captions"])
    drawn = side_by_side.draw(before, after, captions, lettering)
    clock.lap("draw")
    part = encode(drawn)
    clock.lap("encode")
    return frames.pack({"seconds": clock.laps}, part)


Task = Callable[[Frame, Lettering], bytes]
TASKS: Mapping[str, Task] = {
    "inspect": _inspect,
    "picture": _picture,
    "comparison": _comparison,
    "seen-again": _seen_again,
    "look": _look,
    "compare": _compare,
    "template": _template,
}


def rehearse(lettering: Lettering) -> None:
    """Do every task once, so that the children need to load nothing."""
    caption = REHEARSED
    captions = {"before": "整改前", "after": "整改后", "footer": "编号"}
    noise = Image.effect_noise((300, 300), 60).convert("RGB")
    profile = ImageCms.ImageCmsProfile(colours.SRGB).tobytes()
    # Not HEIC: its decoder is whole in memory, and its encoder would start threads here.
    for kind in ("WEBP", "PNG", "JPEG"):
        file, exif = BytesIO(), Image.Exif()
        exif[0x0112] = 6
        noise.save(file, kind, exif=exif, icc_profile=profile)
        photo = file.getvalue()
        _rehearse({"task": "inspect"}, [photo], lettering)
        logo, whole = logos.drawn(), [asdict(Rectangle(0, 0, 1, 1))]
        picture = {
            "task": "picture",
            "caption": caption,
            "public_caption": caption,
            "covers": whole,
        }
        _rehearse(picture, [photo, logo], lettering)
    _rehearse({"task": "comparison", "captions": captions}, [photo, photo], lettering)
    _rehearse(
        {"task": "seen-again", "public_caption": caption, "covers": []}, [photo, photo], lettering
    )
    _rehearse({"task": "look"}, [photo], lettering)
    _rehearse({"task": "template", "title": "市容"}, [logo], lettering)
    _rehearse({"task": "compare"}, [photo, photo], lettering)


def _rehearse(header: Mapping[str, Any], parts: list[bytes], lettering: Lettering) -> None:
    answered = frames.read(BytesIO(answer(Frame(header, tuple(parts)), lettering)))
    assert answered is not None
    assert not {"refused", "failed"} & set(answered.header), answered.header


def loaded() -> int:
    """Bytes of addresses this process has by now; most are fonts, mapped once for each size."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def confine(memory: int) -> None:
    """Give up everything a decoder doesn't need. There is no way back."""
    signal.alarm(SECONDS)
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1),
        resource.RLIMIT_NOFILE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, limit)


def in_a_child(frame: Frame, lettering: Lettering) -> bytes:
    """The answer of a confined child, or how it died."""
    reading, writing = os.pipe()
    memory = loaded() + MEMORY
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            # The channel to the service: only the parent speaks there.
            os.close(0)
            os.close(1)
            confine(memory)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer(frame, lettering))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answered = pipe.read(ANSWER_LIMIT)
    if len(answered) == ANSWER_LIMIT:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return frames.pack({"refused": DEATHS.get(os.WTERMSIG(status), "undecodable")})
    try:
        if frames.read(BytesIO(answered)) is not None:
            return answered
    except frames.BrokenFrame:
        pass
    return frames.pack({"refused": "undecodable"})


def main() -> None:
    lettering = Lettering.load()
    rehearse(lettering)
    while (frame := frames.read(sys.stdin.buffer)) is not None:
        sys.stdout.buffer.write(in_a_child(frame, lettering))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
