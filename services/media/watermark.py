"""The strip on a picture: time, place, who, number and verification code, never clipped.

The letters follow the picture's size. Where the strip would cover more than two fifths of the
picture it is set below it instead, on a canvas wide enough to read; so even a single pixel keeps
its evidence.
"""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from services.media.captions import Caption
from services.media.lettering import Lettering

NARROWEST = 320
SMALLEST = 12
"""Pixels: of the canvas, and of a letter, that can still be read."""
LARGEST_SHARE = 0.4
INK, ACCENT, SHADE = (255, 255, 255), (255, 200, 0), (0, 0, 0)
DARKENING = 0.6
GAP = "　"


@dataclass(frozen=True)
class Strip:
    """Where the words go: rows below one another, the time in letters twice as large."""

    size: int
    width: int
    height: int
    time: str
    beside: str
    rows: tuple[str, ...]

    @property
    def margin(self) -> int:
        return self.size

    @property
    def large(self) -> int:
        return self.size * 2

    @property
    def step(self) -> int:
        return round(self.size * 1.4)


def draw(picture: Image.Image, caption: Caption, lettering: Lettering) -> Image.Image:
    """The picture with its strip; larger than the picture only where the strip needs the room."""
    width = max(picture.width, NARROWEST)
    strip, fits = plan(caption, lettering, width=width, height=picture.height)
    below = 0 if fits else strip.height
    canvas = Image.new("RGB", (width, picture.height + below), SHADE)
    canvas.paste(picture, ((width - picture.width) // 2, 0))
    _darken(canvas, strip.height)
    _write(canvas, strip, lettering)
    return canvas


def plan(caption: Caption, lettering: Lettering, *, width: int, height: int) -> tuple[Strip, bool]:
    """The strip with the largest fitting letters, and whether it fits onto the picture."""
    size = max(SMALLEST, min(width, height) // 34)
    while True:
        strip = _strip(caption, lettering, size=size, width=width)
        if strip.height <= height * LARGEST_SHARE:
            return strip, True
        if size == SMALLEST:
            return strip, False
        size = max(SMALLEST, size * 9 // 10)


def _strip(caption: Caption, lettering: Lettering, *, size: int, width: int) -> Strip:
    room = width - 2 * size
    time, date = lettering.spelled(caption.time), lettering.spelled(caption.date)
    start = lettering.width(time, size * 2) + size
    is_beside = start + lettering.width(date, size) <= room
    lines = [lettering.spelled(line) for line in caption.lines]
    if not is_beside:
        lines.insert(0, date)
    rows = _pack(lines, lettering, size=size, room=room)
    empty = Strip(size, width, 0, time, date if is_beside else "", rows)
    height = empty.margin + round(empty.large * 1.3) + len(rows) * empty.step + empty.margin // 2
    return Strip(size, width, height, time, empty.beside, rows)


def _pack(lines: list[str], lettering: Lettering, *, size: int, room: int) -> tuple[str, ...]:
    """Short lines share a row, long ones are wrapped."""
    rows: list[str] = []
    for line in lines:
        shared = f"{rows[-1]}{GAP}{line}" if rows else line
        if rows and lettering.width(shared, size) <= room:
            rows[-1] = shared
        else:
            rows += lettering.rows(line, size=size, width=room)
    return tuple(rows)


def _darken(canvas: Image.Image, height: int) -> None:
    box = (0, canvas.height - height, canvas.width, canvas.height)
    below = canvas.crop(box)
    canvas.paste(Image.blend(below, Image.new("RGB", below.size, SHADE), DARKENING), box)


def _write(canvas: Image.Image, strip: Strip, lettering: Lettering) -> None:
    pen = ImageDraw.Draw(canvas)
    left, top = strip.margin, canvas.height - strip.height + strip.margin // 2
    base = top + strip.large
    bar = max(2, strip.size // 6)
    pen.rectangle((left // 3, top + strip.size // 2, left // 3 + bar, base), fill=ACCENT)
    # Anchored at the baseline, so that large and small letters stand on one line.
    pen.text((left, base), strip.time, INK, lettering.font(strip.large), anchor="ls")
    beside = left + lettering.width(strip.time, strip.large) + strip.size
    pen.text((beside, base), strip.beside, INK, lettering.font(strip.size), anchor="ls")
    for count, row in enumerate(strip.rows, start=1):
        line = base + strip.size // 2 + count * strip.step - strip.size // 4
        pen.text((left, line), row, INK, lettering.font(strip.size), anchor="ls")
