"""Photos as pixels: what a file says of itself, and clean pictures made of it.

Pure functions over Pillow, run in the sandbox. What they return carries nothing of the file but
its pixels: no EXIF, no comment, no position, nothing behind the image.
"""

import math
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image, MpoImagePlugin, TiffImagePlugin
from PIL.Image import Transpose
from pillow_heif import register_heif_opener

from services.media.colours import srgb
from services.media.covers import Rectangle
from services.media.domain import PIXEL_LIMIT

FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]
NAMES = {"MPO": "jpeg", "HEIF": "heic"}
"""What Pillow calls otherwise; a JPEG with a second picture inside is its MPO."""
LARGEST = 4096
"""Pixels of the longer side of what is shown; the original keeps its own."""
QUALITY = 88
SIGNATURES: Mapping[str, tuple[bytes, int, bytes]] = {
    "jpeg": (b"\xff\xd8\xff", 0, b""),
    "png": (b"\x89PNG\r\n\x1a\n", 0, b""),
    "webp": (b"RIFF", 8, b"WEBP"),
}
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc", b"hevx", b"msf1"})
"""Major brands of ISO/IEC 23008-12 files that hold HEVC pictures. Those of sequences are among
them since phones give them to live photos, whose still picture is the one that is read."""
ORIENTATION, GPS, DETAILS = 0x0112, 0x8825, 0x8769
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011
UPRIGHT: Mapping[int, Transpose] = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
# Loaded by Pillow only when a photo needs them, which the sandbox's children can't.
NEEDED = (MpoImagePlugin, TiffImagePlugin)

Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
# One thread, as the processor limit counts; nothing is read beside the picture itself.
register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)


class Refused(Exception):
    """This file can't become a picture; `reason` is a stable code."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def sniff(head: bytes) -> str | None:
    """The format that the first bytes claim; `None` when it is none of ours."""
    for name, (start, offset, mark) in SIGNATURES.items():
        if head.startswith(start) and head[offset:].startswith(mark):
            return name
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return "heic"
    return None


def inspect(content: bytes) -> dict[str, Any]:
    """Format, size and EXIF time and position, without decoding a pixel."""
    image = _open(content)
    taken_at, position = _exif(image)
    width, height = image.size
    return {
        "format": NAMES.get(str(image.format), str(image.format).lower()),
        "width": width,
        "height": height,
        "taken_at": taken_at,
        "position": position,
    }


def decode(content: bytes) -> Image.Image:
    """The photo upright, in sRGB, at most `LARGEST` on its longer side; its first frame."""
    image = _open(content)
    orientation = _orientation(image)
    try:
        image.draft("RGB", (LARGEST, LARGEST))
        image.load()
        # Each of these is the image itself where nothing is to be done: copies of twelve megapixels
        # cost more than what is drawn on them.
        clean = srgb(image)
        clean.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("damaged") from error
    if orientation in UPRIGHT:
        clean = clean.transpose(UPRIGHT[orientation])
    clean.info.clear()
    return clean


def shrink(image: Image.Image, longest: int) -> Image.Image:
    """A copy no longer than that on either side."""
    copy = image.copy()
    copy.thumbnail((longest, longest), Image.Resampling.HAMMING)
    return copy


def cover(image: Image.Image, rectangles: Sequence[Rectangle]) -> None:
    """Hide these parts of a picture for good: of each only its mean colour is left."""
    for each in rectangles:
        left, top = int(each.x * image.width), int(each.y * image.height)
        right = min(image.width, max(left + 1, math.ceil((each.x + each.width) * image.width)))
        bottom = min(image.height, max(top + 1, math.ceil((each.y + each.height) * image.height)))
        left, top = min(left, right - 1), min(top, bottom - 1)
        box = (left, top, right, bottom)
        mean = image.crop(box).resize((1, 1), Image.Resampling.BOX)
        image.paste(mean.resize((right - left, bottom - top)), box)


def encode(image: Image.Image) -> bytes:
    """The picture as a JPEG with nothing but its pixels; the image forgets the rest, too."""
    image.info.clear()
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _open(content: bytes) -> Image.Image:
    if sniff(content[:16]) is None:
        raise Refused("not-a-photo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refused("too-many-pixels") from error
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("not-a-photo") from error
    if image.width * image.height > PIXEL_LIMIT:
        raise Refused("too-many-pixels")
    return image


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def _exif(image: Image.Image) -> tuple[str | None, list[float] | None]:
    """The camera's time (with its offset if it told one) and position; damaged EXIF tells none."""
    try:
        exif = image.getexif()
        details, gps = exif.get_ifd(DETAILS), exif.get_ifd(GPS)
    except Exception:
        return None, None
    return _taken_at(details), _position(gps)


def _taken_at(details: Mapping[int, Any]) -> str | None:
    text = str(details.get(TAKEN, "")).strip("\0 ")
    offset = str(details.get(TAKEN_OFFSET, "")).strip("\0 ")
    for written, form in ((text + offset, "%Y:%m:%d %H:%M:%S%z"), (text, "%Y:%m:%d %H:%M:%S")):
        try:
            return datetime.strptime(written, form).isoformat()  # noqa: DTZ007 - may have no zone
        except ValueError:
            continue
    return None


def _position(gps: Mapping[int, Any]) -> list[float] | None:
    try:
        latitude = _degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1)
        longitude = _degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    found = math.isfinite(latitude) and math.isfinite(longitude)
    if not found or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return [longitude, latitude]


def _degrees(parts: tuple[Any, Any, Any]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
