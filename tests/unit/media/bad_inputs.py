"""More than two hundred files as strangers, broken phones and attackers send them, made by code.

Each says what may become of it: `GOOD` files become pictures, others are refused for one of the
reasons named, and of damaged ones either may be true.
"""

import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from services.contracts.media import PHOTO_REFUSALS
from tests.unit.media import corpus, profiles
from tests.unit.media.corpus import DETAILS, GPS, OFFSET, ORIENTATION, SECRET, TAKEN, encoded

GOOD = frozenset({"good"})
NO_PHOTO, MANY_PIXELS = frozenset({"not-a-photo"}), frozenset({"too-many-pixels"})
REFUSED = frozenset(PHOTO_REFUSALS)
EITHER = GOOD | REFUSED
MAGICS = {
    "jpeg": b"\xff\xd8\xff\xe0",
    "png": b"\x89PNG\r\n\x1a\n",
    "webp": b"RIFF\xff\xff\0\0WEBPVP8 ",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
}


@dataclass(frozen=True)
class Input:
    """A file, and what may become of it."""

    name: str
    content: bytes
    outcomes: frozenset[str]


def all_inputs() -> list[Input]:
    return [*small_inputs(), *_bombs()]


def small_inputs() -> list[Input]:
    """Those that are quickly made and quickly done with."""
    made = [*_cut(), *_flipped(), *_other_formats(), *_disguised(), *_polyglots()]
    return [*made, *_modes(), *_moving(), *_talking(), *_turned(), *_coloured(), *_shapes()]


def _wholes() -> dict[str, bytes]:
    return {
        "jpeg": corpus.photo(160, 120),
        "progressive": corpus.photo(160, 120, progressive=True),
        "png": corpus.photo(160, 120, kind="PNG"),
        "webp": corpus.photo(160, 120, kind="WEBP"),
        "heic": corpus.photo(64, 64, kind="HEIF"),
    }


def _cut() -> Iterator[Input]:
    yield Input("nothing", b"", NO_PHOTO)
    for name, whole in _wholes().items():
        for length in (1, 3, 8, 12, 20, 60, 150):
            yield Input(f"{name} of {length} bytes", whole[:length], REFUSED)
        for share in (0.3, 0.5, 0.7, 0.9):
            yield Input(f"{share:.0%} of {name}", whole[: int(len(whole) * share)], EITHER)
        yield Input(f"{name} without its last byte", whole[:-1], EITHER)


def _flipped() -> Iterator[Input]:
    chance = random.Random(20261103)
    for name, whole in _wholes().items():
        for count in range(9):
            broken = bytearray(whole)
            for _ in range(1 + count * 3):
                broken[chance.randrange(4, len(broken))] = chance.randrange(256)
            yield Input(f"{name} with wrong bytes {count}", bytes(broken), EITHER)


def _other_formats() -> Iterator[Input]:
    small = Image.new("RGB", (16, 16), "red")
    for kind in (
        "GIF",
        "TIFF",
        "BMP",
        "ICO",
        "PPM",
        "TGA",
        "PCX",
        "SGI",
        "EPS",
        "PDF",
        "DIB",
    ):
        yield Input(f"{kind} as .jpg", encoded(small, kind), NO_PHOTO)
    psd = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 60000, 60000, 8, 3) + bytes(64)
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    texts = {
        "PSD": psd,
        "SVG": svg,
        "HTML": b"<html><script>1</script>",
        "zip": b"PK\3\4" + bytes(60),
    }
    texts |= {"FITS": b"SIMPLE  =                    T" + b" " * 2850, "text": b"hello " * 99}
    texts |= {"program": b"\x7fELF\2\1\1" + bytes(99), "avif": corpus.NOT_PHOTOS["avif"]}
    texts |= {"film": corpus.NOT_PHOTOS["film"], "sound": corpus.NOT_PHOTOS["riff that is no webp"]}
    for name, content in texts.items():
        yield Input(f"{name} as .jpg", content, NO_PHOTO)
    for byte in (0, 0x0A, 0x20, 0xFF):
        yield Input(f"nothing but {byte}", bytes([byte]) * 4096, NO_PHOTO)


def _disguised() -> Iterator[Input]:
    bodies = {
        "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
        "zeros": bytes(2000),
        "text": b"not at all " * 50,
        "TIFF": encoded(Image.new("RGB", (8, 8)), "TIFF"),
        "itself": b"",
    }
    for name, magic in MAGICS.items():
        for body, content in bodies.items():
            content = content or magic * 20
            yield Input(f"{body} behind the first bytes of {name}", magic + content, REFUSED)


def _polyglots() -> Iterator[Input]:
    yield Input("jpeg and zip", corpus.polyglot(), GOOD)
    for kind in ("JPEG", "PNG", "WEBP"):
        page = b"<html><script>" + SECRET + b"</script></html>"
        yield Input(f"{kind} and page", corpus.photo(kind=kind) + page, GOOD)
    yield Input("two jpegs", corpus.photo() + corpus.photo(), GOOD)
    yield Input("jpeg with a page as comment", corpus.photo(comment=b"<html>" + SECRET), GOOD)


def _bombs() -> Iterator[Input]:
    yield Input("81 megapixels of png", corpus.bomb(), MANY_PIXELS)
    yield Input("a png that says 60000×60000", _png_of(60000, 60000), MANY_PIXELS)
    yield Input("a png that says 2³¹ pixels wide", _png_of(2**31 - 1, 1), REFUSED)
    yield Input("a png without pixels", _png_of(0, 0), REFUSED)
    wide = Image.new("RGB", (16383, 4000))
    yield Input(
        "65 megapixels of webp", encoded(wide, "WEBP", lossless=True, method=0), MANY_PIXELS
    )
    for progressive in (False, True):
        jpeg = corpus.photo(64, 48, progressive=progressive)
        for width, height in ((65500, 65500), (7100, 7100)):
            said = _resized(jpeg, width, height)
            name = f"a jpeg that says {width}×{height}, progressive {progressive}"
            yield Input(name, said, MANY_PIXELS)
    # Within the limit, and nearly all of it missing: decoding it must end.
    yield Input("49 megapixels missing", _resized(jpeg, 7000, 7000), EITHER)
    yield Input("a hundred scans", _scans(100), EITHER)
    text = PngInfo()
    text.add_text("comment", "x" * 70_000_000, zip=True)
    yield Input(
        "a png of seventy megabytes of text", corpus.photo(kind="PNG", pnginfo=text), EITHER
    )
    profile = _chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(70_000_000)))
    plain = corpus.photo(kind="PNG")
    yield Input("a profile of seventy megabytes", plain[:33] + profile + plain[33:], EITHER)
    for mode in ("RGBA", "I;16"):
        large = encoded(Image.new(mode, (7000, 7000)), "PNG", compress_level=1)
        yield Input(f"49 megapixels of {mode}", large, GOOD)
    large = encoded(Image.new("RGB", (7000, 7000)), quality=30, progressive=True)
    yield Input("49 megapixels of progressive jpeg", large, GOOD)


def _modes() -> Iterator[Input]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        image = Image.new(mode, (32, 24), 1)
        yield Input(f"png of {mode}", encoded(image, "PNG"), GOOD)
    for mode in ("1", "L", "RGB", "CMYK", "YCbCr"):
        yield Input(f"jpeg of {mode}", encoded(Image.new(mode, (32, 24)), "JPEG"), GOOD)
    for mode in ("RGB", "RGBA"):
        for lossless in (False, True):
            content = encoded(Image.new(mode, (32, 24)), "WEBP", lossless=lossless)
            yield Input(f"webp of {mode}, lossless {lossless}", content, GOOD)
    hole = encoded(Image.new("P", (32, 24)), "PNG", transparency=0)
    yield Input("palette with a hole", hole, GOOD)
    yield Input(
        "colour with a hole", encoded(Image.new("RGB", (9, 9)), "PNG", transparency=(0, 0, 0)), GOOD
    )
    for sampling in (0, 1, 2):
        yield Input(f"subsampling {sampling}", corpus.photo(subsampling=sampling), GOOD)


def _moving() -> Iterator[Input]:
    frames = [Image.new("RGB", (32, 24), colour) for colour in ("red", "green", "blue")]
    for kind in ("WEBP", "PNG", "MPO"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        yield Input(f"moving {kind}", content, GOOD)


def _talking() -> Iterator[Input]:
    def said(**changed: object) -> bytes:
        exif = Image.Exif()
        for name, value in changed.items():
            if name == "orientation":
                exif[ORIENTATION] = value
            elif name == "gps":
                exif.get_ifd(GPS).update(value)
            elif name == "taken":
                exif.get_ifd(DETAILS)[TAKEN] = value
                exif.get_ifd(DETAILS)[OFFSET] = "+99:99"
        return corpus.photo(exif=exif)

    for turn in (0, 9, 255, 65535):
        yield Input(f"orientation {turn}", said(orientation=turn), GOOD)
    for taken in (
        "",
        "yesterday",
        "9999:99:99 99:99:99",
        "0000:00:00 00:00:00",
        "\0" * 19,
        "时" * 9,
    ):
        yield Input(f"taken {taken!r}", said(taken=taken), GOOD)
    nowhere = IFDRational(0, 0)
    for north in (
        (91, 0, 0),
        (200, 0, 0),
        (0, 9999, 0),
        (1e9, 0, 0),
        (nowhere,) * 3,
        (41,),
        (1, 2, 3, 4),
    ):
        for east in ((181.0, 0, 0), (nowhere,) * 3):
            gps = {1: "N", 2: north, 3: "E", 4: east}
            yield Input(f"GPS {north} {east}", said(gps=gps), GOOD)
    yield Input("GPS without numbers", said(gps={1: "X", 3: "Y", 29: "never"}), GOOD)
    whole = corpus.talkative()
    for start in (
        b"\xff\xff\xff\xff",
        b"Exif\0\0",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0" + b"\1\0i\x87\4\0\1\0\0\0\x08\0\0\0",
    ):
        content = start * 3
        marker = b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
        yield Input(f"EXIF {start[:12]!r}", whole[:2] + marker + corpus.photo()[2:], GOOD)
    many = b"\xff\xe1" + struct.pack(">H", 65533) + b"Exif\0\0" + bytes(65525)
    yield Input("sixty blocks of EXIF", whole[:2] + many * 60 + corpus.photo()[2:], GOOD)


def _turned() -> Iterator[Input]:
    for orientation in range(1, 9):
        yield Input(f"jpeg turned {orientation}", corpus.turned(orientation), GOOD)
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        for kind in ("PNG", "WEBP"):
            yield Input(f"{kind} turned {orientation}", corpus.photo(kind=kind, exif=exif), GOOD)


def _coloured() -> Iterator[Input]:
    known = {
        "swapped": profiles.SWAPPED,
        "like sRGB": profiles.LIKE_SRGB,
        "grey": profiles.grey(1.8),
    }
    known |= {"rubbish": b"rubbish" * 9, "cut": profiles.SWAPPED[:200], "long": SECRET * 20_000}
    known |= {"zeros": bytes(3000)}
    for name, profile in known.items():
        for kind in ("JPEG", "PNG"):
            yield Input(
                f"{kind} with a {name} profile", corpus.photo(kind=kind, icc_profile=profile), GOOD
            )


def _shapes() -> Iterator[Input]:
    for kind in ("JPEG", "PNG", "WEBP"):
        yield Input(f"1×1 {kind}", corpus.photo(1, 1, kind=kind), GOOD)
    for width, height in ((60000, 1), (1, 60000)):
        for kind in ("JPEG", "PNG"):
            yield Input(f"{width}×{height} {kind}", corpus.photo(width, height, kind=kind), GOOD)
    yield Input("16383×1 webp", corpus.photo(16383, 1, kind="WEBP"), GOOD)


def _chunk(name: bytes, content: bytes) -> bytes:
    sum_ = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + sum_


def _png_of(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000))
    return MAGICS["png"] + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _resized(jpeg: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its frame header, and no more pixels than before."""
    start = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2"))
    assert start > 0
    return jpeg[: start + 5] + struct.pack(">HH", height, width) + jpeg[start + 9 :]


def _scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there so many times."""
    file = BytesIO()
    Image.new("RGB", (1600, 1200), "gray").save(file, "JPEG", progressive=True)
    jpeg = file.getvalue()
    last = jpeg.rfind(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * count + b"\xff\xd9"
