"""Before and after in one picture, each under its caption."""

from PIL import Image, ImageDraw

from services.media.captions import ComparisonCaption
from services.media.lettering import Lettering

PANEL = 960
"""Pixels of the square each picture is fitted into."""
GAP = 16
SIZE = 36
BAND = 72
PAPER, LETTERS, EMPTY = (255, 255, 255), (20, 20, 20), (235, 235, 235)
WIDTH = 2 * PANEL + 3 * GAP


def draw(
    before: Image.Image, after: Image.Image, captions: ComparisonCaption, lettering: Lettering
) -> Image.Image:
    """Both pictures in panels of one size, uncropped; the footer below where there is one."""
    height = max(_fitted(before).height, _fitted(after).height)
    footer = BAND if captions.footer else GAP
    canvas = Image.new("RGB", (WIDTH, BAND + height + footer), PAPER)
    for column, (picture, words) in enumerate(((before, captions.before), (after, captions.after))):
        left = GAP + column * (PANEL + GAP)
        _caption(canvas, words, lettering, left=left, top=0, width=PANEL)
        canvas.paste(EMPTY, (left, BAND, left + PANEL, BAND + height))
        fitted = _fitted(picture)
        corner = (left + (PANEL - fitted.width) // 2, BAND + (height - fitted.height) // 2)
        canvas.paste(fitted, corner)
    if captions.footer:
        below, width = BAND + height, WIDTH - 2 * GAP
        _caption(canvas, captions.footer, lettering, left=GAP, top=below, width=width)
    return canvas


def _fitted(picture: Image.Image) -> Image.Image:
    scale = min(PANEL / picture.width, PANEL / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _caption(
    canvas: Image.Image, words: str, lettering: Lettering, *, left: int, top: int, width: int
) -> None:
    text, size = lettering.spelled(words), SIZE
    while lettering.width(text, size) > width and size > 8:
        size -= 2
    middle = (left + width // 2, top + BAND // 2)
    ImageDraw.Draw(canvas).text(middle, text, LETTERS, lettering.font(size), anchor="mm")
