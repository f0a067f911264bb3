"""The process in which foreign bytes are decoded: `python -m services.media.sandbox`.

It loads all code and the font, then forks a child per photo. A child has no way to open a file or
a socket (it may hold no new descriptor), 1 GB of memory, 10 seconds of processor and 20 of time;
it answers through a pipe and ends. Whatever happens to it happens to one photo.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from time import monotonic
from typing import Any

from PIL import Image

from services.media import frames, side_by_side, watermark
from services.media.captions import Caption, ComparisonCaption
from services.media.frames import Frame
from services.media.lettering import Lettering
from services.media.pictures import Refused, decode, encode, inspect, shrink

MEMORY = 1_000_000_000
PROCESSOR_SECONDS = 10
SECONDS = 20
ANSWER_LIMIT = 64_000_000
THUMBNAIL = 480

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
    clock = Stopwatch()
    decoded = decode(frame.parts[0])
    clock.lap("decode")
    marked = watermark.draw(decoded, Caption.read(frame.header["caption"]), lettering)
    clock.lap("draw")
    parts = encode(marked), encode(shrink(decoded, THUMBNAIL))
    clock.lap("encode")
    told = {"width": marked.width, "height": marked.height, "seconds": clock.laps}
    return frames.pack(told, *parts)


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
}


def rehearse(lettering: Lettering) -> None:
    """Do every task once, so that the children need to load nothing."""
    caption: dict[str, Any] = {"time": "12:00", "date": "2026年1月1日 星期四", "lines": ["验证码"]}
    captions = {"before": "整改前", "after": "整改后", "footer": "编号"}
    # Not HEIC: its decoder is whole in memory, and its encoder would start threads here.
    for kind in ("JPEG", "PNG", "WEBP"):
        file = BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6
        Image.new("RGB", (8, 8)).save(file, kind, exif=exif)
        photo = file.getvalue()
        for header, parts in (
            ({"task": "inspect"}, [photo]),
            ({"task": "picture", "caption": caption}, [photo]),
            ({"task": "comparison", "captions": captions}, [photo, photo]),
        ):
            answered = frames.read(BytesIO(answer(Frame(header, tuple(parts)), lettering)))
            assert answered is not None
            assert not {"refused", "failed"} & set(answered.header), answered.header


def confine() -> None:
    """Give up everything a decoder doesn't need. There is no way back."""
    signal.alarm(SECONDS)
    limits = {
        resource.RLIMIT_AS: (MEMORY, MEMORY),
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
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            # The channel to the service: only the parent speaks there.
            os.close(0)
            os.close(1)
            confine()
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
