"""A ghost: the photo from before, half transparent, to be laid over a phone's viewfinder.

Whoever photographs what was mended finds the same place and angle by it. Outlines are drawn
bright, since they are what an eye lines up; the rest is faint enough to see the street through.
"""

from io import BytesIO

from PIL import Image, ImageChops, ImageFilter, ImageOps

LONGEST = 960
"""Pixels of the longer side: as much as a phone's viewfinder shows."""
FAINT, BRIGHT = 90, 235
"""Opacity, of 255, of the photo and of its outlines."""
OUTLINE = (255, 240, 150)
STEEP = 8
"""Difference of neighbouring brightnesses from which on there is an outline."""
GAIN = 9
QUALITY = 50


def draw(small: Image.Image) -> Image.Image:
    """The ghost of a photo, with transparency."""
    photo = small.copy()
    photo.thumbnail((LONGEST, LONGEST), Image.Resampling.BICUBIC)
    grey = ImageOps.autocontrast(photo.convert("L"), cutoff=1).filter(ImageFilter.GaussianBlur(1.5))
    # Both directions: what is brighter than its neighbours and what is darker.
    moved = (ImageChops.offset(grey, 2, 0), ImageChops.offset(grey, 0, 2))
    steep = ImageChops.lighter(*(ImageChops.difference(grey, each) for each in moved))
    lines = steep.point([min(255, max(0, value - STEEP) * GAIN) for value in range(256)])
    # The picture's left and upper edges were compared with its other end.
    lines.paste(0, (0, 0, 2, lines.height))
    lines.paste(0, (0, 0, lines.width, 2))
    ghost = Image.composite(Image.new("RGB", photo.size, OUTLINE), photo, lines)
    ghost.putalpha(lines.point([max(FAINT, value * BRIGHT // 255) for value in range(256)]))
    return ghost


def encode(ghost: Image.Image) -> bytes:
    """The ghost as a WebP with nothing but its pixels."""
    clean = ghost.copy()
    clean.info.clear()
    file = BytesIO()
    clean.save(file, "WEBP", quality=QUALITY, alpha_quality=60, method=1)
    return file.getvalue()
