"""What people do to a photo: save it again, cut it, write on it, photograph it from a screen."""

import random
from collections.abc import Callable, Mapping
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from deploy.demo.photos import street
from tests.unit.media.corpus import encoded

Changing = Callable[[Image.Image], Image.Image]


def scene(seed: int, *, solved: bool = False, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """A street corner, the same for the same seed."""
    return opened(street(seed, solved=solved, size=size))


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def saved(picture: Image.Image, quality: int) -> Image.Image:
    return opened(encoded(picture, quality=quality))


def with_strip(picture: Image.Image, share: float) -> Image.Image:
    """Words on a dark strip over the lower part, as watermark cameras write them."""
    marked = picture.copy()
    top = int(picture.height * (1 - share))
    below = marked.crop((0, top, marked.width, marked.height))
    marked.paste(Image.blend(below, Image.new("RGB", below.size), 0.6), (0, top))
    pen = ImageDraw.Draw(marked)
    for row in range(3):
        pen.rectangle((10, top + 8 + row * 25, marked.width * 0.6, top + 20 + row * 25), "white")
    return marked


def cut(picture: Image.Image, margin: float) -> Image.Image:
    across, down = int(picture.width * margin), int(picture.height * margin)
    return picture.crop((across, down, picture.width - across, picture.height - down))


CHANGES: Mapping[str, Changing] = {
    "saved at quality 40": lambda picture: saved(picture, 40),
    "half the size": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.3),
    "darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.7),
    "more contrast": lambda picture: ImageEnhance.Contrast(picture).enhance(1.3),
    "grey": lambda picture: ImageEnhance.Color(picture).enhance(0),
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(2)),
    "a strip over a seventh": lambda picture: with_strip(picture, 0.15),
    "a strip over three eighths": lambda picture: with_strip(picture, 0.38),
    "a twentieth cut off": lambda picture: cut(picture, 0.015),
    "a tenth cut off": lambda picture: cut(picture, 0.05),
}
"""Changes after which nearly every copy is found."""


def of_a_screen(
    picture: Image.Image, seed: int, size: tuple[int, int] = (1200, 900)
) -> Image.Image:
    """The picture on a display, photographed: red, green and blue stripes with dark gaps, turned a
    little, seen at two to five camera pixels for one of the display's, blurred, noisy, a JPEG."""
    chance, size = random.Random(seed), (1200, 900)
    pitch, stripes = chance.uniform(2.2, 5.0), 6
    wide = int(max(size) / pitch) + 40
    shown = picture.resize((wide, wide * 3 // 4), Image.Resampling.LANCZOS)
    cells = np.ones((stripes, stripes, 1), np.float32)
    pixels = np.kron(np.asarray(shown, dtype=np.float32), cells)
    mask = np.zeros((stripes, stripes, 3), np.float32)
    for colour in range(3):
        mask[: stripes - 1, 2 * colour : 2 * colour + 2, colour] = 1
    light = chance.uniform(0.45, 0.75)
    grid = np.tile(mask, (shown.height, shown.width, 1))
    lit = (pixels * (light * 0.6 + grid * (1 - light) * 2.2)).clip(0, 255).astype(np.uint8)
    display = Image.fromarray(lit).rotate(chance.uniform(-4, 4), Image.Resampling.BICUBIC)
    scale = pitch / stripes
    sampling = chance.choice([Image.Resampling.BILINEAR, Image.Resampling.BOX])
    seen = display.resize((int(display.width * scale), int(display.height * scale)), sampling)
    left, top = (seen.width - size[0]) // 2, (seen.height - size[1]) // 2
    photo = seen.crop((left, top, left + size[0], top + size[1]))
    photo = photo.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 1.0)))
    noise = Image.effect_noise(photo.size, 16).convert("RGB")
    return saved(Image.blend(photo, noise, 0.05), chance.choice([75, 85, 92]))


def with_fence(picture: Image.Image, seed: int) -> Image.Image:
    """Bars at even distances: the scene that looks most like a screen's grid."""
    chance = random.Random(seed)
    fenced, step, x = picture.copy(), chance.uniform(6, 40), 0.0
    pen = ImageDraw.Draw(fenced)
    while x < fenced.width:
        foot = x + chance.choice([0, 0, 20])
        pen.line((x, fenced.height // 3, foot, fenced.height * 3 // 4), (60, 60, 60), int(step / 3))
        x += step
    return fenced.filter(ImageFilter.GaussianBlur(0.7))
