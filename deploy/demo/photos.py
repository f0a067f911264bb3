"""Generated street photos: a believable street, and the problem before or gone after."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (800, 600)


def street(seed: int, *, solved: bool, size: tuple[int, int] = SIZE) -> bytes:
    """A JPEG of a street corner; with litter and clutter unless it is solved.

    The same seed gives the same corner, so that before and after show one place.
    """
    chance = random.Random(seed)
    width, height = size
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    _sky(draw, size, chance)
    horizon = int(height * 0.42)
    _houses(draw, width, horizon, chance)
    draw.rectangle((0, horizon, width, int(height * 0.62)), fill=(150, 146, 140))
    for x in range(-height, width, 48):
        draw.line((x, horizon, x + 120, int(height * 0.62)), fill=(138, 134, 128), width=2)
    draw.rectangle((0, int(height * 0.62), width, height), fill=(88, 90, 94))
    for x in range(chance.randrange(80), width, 190):
        draw.rectangle((x, int(height * 0.8), x + 90, int(height * 0.815)), fill=(222, 222, 210))
    _tree(draw, chance.randrange(40, width - 200), horizon, chance)
    if not solved:
        _clutter(draw, size, chance)
    light = random.Random(seed + 1 if solved else seed).uniform(0.88, 1.08)
    picture = picture.filter(ImageFilter.GaussianBlur(0.8)).point(
        lambda v: min(255, int(v * light))
    )
    noise = Image.effect_noise(size, 14).convert("RGB")
    picture = Image.blend(picture, noise, 0.06)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88)
    return target.getvalue()


def _sky(draw: ImageDraw.ImageDraw, size: tuple[int, int], chance: random.Random) -> None:
    width, height = size
    blue = chance.randrange(190, 235)
    for y in range(int(height * 0.45)):
        fade = y * 90 // height
        draw.line((0, y, width, y), fill=(blue - 50 + fade, blue - 20 + fade // 2, blue))


def _houses(draw: ImageDraw.ImageDraw, width: int, ground: int, chance: random.Random) -> None:
    x = -chance.randrange(60)
    while x < width:
        wide, high = chance.randrange(110, 240), chance.randrange(120, 270)
        tint = chance.choice([(178, 160, 140), (196, 190, 180), (160, 120, 104), (140, 150, 160)])
        top = max(ground - high, 8)
        draw.rectangle((x, top, x + wide, ground), fill=tint)
        for column in range(x + 14, x + wide - 24, 38):
            for row in range(top + 14, ground - 60, 44):
                draw.rectangle((column, row, column + 20, row + 26), fill=(74, 88, 104))
        sign = chance.choice([(176, 42, 40), (34, 96, 160), (28, 122, 72)])
        draw.rectangle((x + 8, ground - 48, x + wide - 8, ground - 30), fill=sign)
        draw.rectangle((x + 12, ground - 28, x + wide - 12, ground), fill=(92, 84, 78))
        x += wide + chance.randrange(4, 20)


def _tree(draw: ImageDraw.ImageDraw, x: int, ground: int, chance: random.Random) -> None:
    draw.rectangle((x + 40, ground - 60, x + 54, ground + 50), fill=(96, 72, 52))
    for _ in range(26):
        dx, dy = chance.randrange(100), chance.randrange(90)
        green = chance.randrange(84, 132)
        draw.ellipse(
            (x + dx - 14, ground - 150 + dy, x + dx + 30, ground - 110 + dy), fill=(52, green, 48)
        )


def _clutter(draw: ImageDraw.ImageDraw, size: tuple[int, int], chance: random.Random) -> None:
    width, height = size
    middle, floor = chance.randrange(width // 4, width * 3 // 4), int(height * 0.6)
    for _ in range(46):
        x, y = middle + int(chance.gauss(0, 90)), floor + int(chance.gauss(0, 26))
        wide, high = chance.randrange(10, 46), chance.randrange(8, 30)
        colour = chance.choice(
            [(30, 30, 34), (210, 208, 200), (150, 40, 36), (60, 104, 160), (170, 132, 84)]
        )
        shape = draw.ellipse if chance.random() < 0.4 else draw.rectangle
        shape((x, y, x + wide, y + high), fill=colour)
