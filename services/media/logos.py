"""A template's logo: a small PNG, checked and made anew when it comes, read when it is drawn."""

from io import BytesIO

from PIL import Image, ImageDraw

from services.media.pictures import Refused

LARGEST = 256
"""Pixels of the longer side that are kept."""
LONGEST = 6
"""How much longer one side may be than the other."""
PIXELS = 16_000_000


def clean(content: bytes) -> bytes:
    """The logo with nothing but its pixels, small enough to be kept; `Refused` for what is none."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise Refused("not-a-photo")
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as opened:
            if opened.width * opened.height > PIXELS:
                raise Refused("too-many-pixels")
            if max(opened.size) > LONGEST * min(opened.size):
                raise Refused("not-a-photo")
            logo = opened.convert("RGBA")
    except (MemoryError, Refused):
        raise
    except Exception as error:
        raise Refused("damaged") from error
    logo.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    logo.info.clear()
    return _encoded(logo)


def read(content: bytes) -> Image.Image:
    """A kept logo, to be drawn."""
    with Image.open(BytesIO(content), formats=["PNG"]) as opened:
        return opened.convert("RGBA")


def drawn() -> bytes:
    """A disc, for those who need any logo."""
    logo = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    ImageDraw.Draw(logo).ellipse((1, 1, 30, 30), fill=(255, 255, 255, 255))
    return _encoded(logo)


def _encoded(logo: Image.Image) -> bytes:
    file = BytesIO()
    logo.save(file, "PNG")
    return file.getvalue()
