"""The words on a picture: time, place, who, number and verification code, never clipped.

The letters follow the picture's size. Where the words would cover too much of the picture they
are set below it instead, on a canvas wide enough to read; so even a single pixel keeps its
evidence. Only the words' own ground is touched, and no copy made where none is needed.
"""

from functools import lru_cache

import segno
from PIL import Image, ImageDraw

from services.media.captions import Caption
from services.media.layouts import LAYOUTS, PARTS, SHARES, Box, Panel, Setting
from services.media.lettering import SIZES, Lettering, fitting, smaller
from services.media.templates import Style, rgb

NARROWEST = 320
"""Pixels of the canvas on which words can still be read."""
BAND = 64
"""Rows whose ground is laid at a time."""
QUIET = 4
"""Modules around a QR code that stay white (ISO/IEC 18004)."""
LEAST_MODULE = 2
"""Pixels of a module that a phone can still read off a screen."""
QR_LETTERS = 5.5
"""Side of a QR code in heights of a letter."""


def draw(
    picture: Image.Image, caption: Caption, lettering: Lettering, logo: Image.Image | None = None
) -> Image.Image:
    """The picture with its words, drawn on itself; on a larger one where the words need room."""
    width = max(picture.width, NARROWEST)
    panel, fits = plan(caption, lettering, width=width, height=picture.height, logo=logo)
    canvas = picture
    if not fits or width > picture.width:
        below = 0 if fits else panel.height + 2 * panel.inset
        canvas = Image.new("RGB", (width, picture.height + below), rgb(caption.style.shade))
        canvas.paste(picture, ((width - picture.width) // 2, 0))
    _set(canvas, panel, caption, lettering, logo)
    return canvas


def plan(
    caption: Caption,
    lettering: Lettering,
    *,
    width: int,
    height: int,
    logo: Image.Image | None = None,
) -> tuple[Panel, bool]:
    """The panel with the largest fitting letters, and whether it fits onto the picture."""
    layout, share = LAYOUTS[caption.style.layout], SHARES[caption.style.layout]
    modules = len(_matrix(caption.link)) + 2 * QUIET
    size = fitting(min(width, height) / PARTS[caption.style.layout])
    while True:
        setting = Setting(
            caption,
            lettering,
            size,
            width,
            square=max(LEAST_MODULE, int(size * QR_LETTERS) // modules) * modules,
            logo=logo.width / logo.height if logo else 0,
        )
        panel = layout(setting)
        if panel.height + panel.inset <= height * share:
            return panel, True
        if size == SIZES[0]:
            return panel, False
        size = smaller(size)


def _set(
    canvas: Image.Image,
    panel: Panel,
    caption: Caption,
    lettering: Lettering,
    logo: Image.Image | None,
) -> None:
    left, top = panel.inset, canvas.height - panel.height - panel.inset
    _shade(canvas, (left, top, left + panel.width, top + panel.height), caption.style)
    pen = ImageDraw.Draw(canvas)
    for (bar_left, bar_top, right, bottom), colour in panel.bars:
        box = (left + bar_left, top + bar_top, left + right - 1, top + bottom - 1)
        pen.rectangle(box, fill=colour)
    for word in panel.words:
        corner = (left + word.left, top + word.base)
        lettering.write(pen, corner, word.text, word.size, word.colour)
    if panel.qr is not None:
        code = qr(caption.link, panel.qr[2] - panel.qr[0])
        canvas.paste(code, (left + panel.qr[0], top + panel.qr[1]))
    if panel.logo is not None and logo is not None:
        wide, high = panel.logo[2] - panel.logo[0], panel.logo[3] - panel.logo[1]
        scaled = logo.resize((wide, high), Image.Resampling.LANCZOS)
        canvas.paste(scaled, (left + panel.logo[0], top + panel.logo[1]), scaled)


def _shade(canvas: Image.Image, box: Box, style: Style) -> None:
    """Lay the ground for the words: by bands, so that no second picture is held, and by a table,
    which takes a third of the time of blending."""
    dense, (left, top, right, bottom) = style.opacity / 100, box
    parts = rgb(style.shade)
    table = [round(value * (1 - dense) + part * dense) for part in parts for value in range(256)]
    for upper in range(top, bottom, BAND):
        band = (left, upper, right, min(upper + BAND, bottom))
        canvas.paste(canvas.crop(band).point(table), band)


def qr(link: str, side: int) -> Image.Image:
    """The link as a QR code of so many pixels, a whole number of them for each module."""
    rows = _matrix(link)
    modules = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    white = Image.new("L", (len(rows) + 2 * QUIET, len(rows) + 2 * QUIET), 255)
    white.paste(modules, (QUIET, QUIET))
    return white.resize((side, side), Image.Resampling.NEAREST)


@lru_cache(maxsize=4)
def _matrix(link: str) -> tuple[bytes, ...]:
    """A QR code's modules, 0 for a dark one and 255 for a light one; without its quiet zone."""
    made = segno.make(link, error="m", micro=False)
    return tuple(bytes(0 if module else 255 for module in row) for row in made.matrix)
