"""Before and after in one picture, each under its caption."""

from PIL import Image, ImageDraw

from services.media.captions import ComparisonCaption
from services.media.lettering import Lettering

PANEL = 960
"""Pixels of the square each picture is fitted into."""
GAP = 16
SIZE = 34
BAND, STEP = 72, 48
"""Pixels of the band above a picture, and of a row of letters."""
PAPER, LETTERS, EMPTY = (255, 255, 255), (20, 20, 20), (235, 235, 235)
WIDTH = 2 * PANEL + 3 * GAP


def draw(
    before: Image.Image, after: Image.Image, captions: ComparisonCaption, lettering: Lettering
) -> Image.Image:
    """Both pictures in panels of one size, uncropped; the footer below where there is one."""
    height = max(_fitted(before).height, _fitted(after).height)
    footer = lettering.rows(lettering.spelled(captions.footer), size=SIZE, width=WIDTH - 2 * GAP)
    below = BAND + height
    canvas = Image.new("RGB", (WIDTH, below + len(footer) * STEP + 2 * GAP), PAPER)
    for column, (picture, words) in enumerate(((before, captions.before), (after, captions.after))):
        left = GAP + column * (PANEL + GAP)
        _centred(canvas, lettering.spelled(words), lettering, left + PANEL // 2, top=0, high=BAND)
        canvas.paste(EMPTY, (left, BAND, left + PANEL, below))
        fitted = _fitted(picture)
        corner = (left + (PANEL - fitted.width) // 2, BAND + (height - fitted.height) // 2)
        canvas.paste(fitted, corner)
    for count, row in enumerate(footer):
        top = below + GAP + count * STEP
        _centred(canvas, row, lettering, WIDTH // 2, top=top, high=STEP)
    return canvas


def _fitted(picture: Image.Image) -> Image.Image:
    scale = min(PANEL / picture.width, PANEL / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _centred(
    canvas: Image.Image, row: str, lettering: Lettering, middle: int, *, top: int, high: int
) -> None:
    left = middle - lettering.width(row, SIZE) // 2
    # Letters stand with about two thirds of their size above the middle of their row.
    base = top + high // 2 + SIZE * 3 // 8
    lettering.write(ImageDraw.Draw(canvas), (left, base), row, SIZE, LETTERS)
