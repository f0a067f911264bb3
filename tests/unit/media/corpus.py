"""Photos good and bad, made by code."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

ORIENTATION, GPS, DETAILS, TAKEN, OFFSET = 0x0112, 0x8825, 0x8769, 0x9003, 0x9011
SECRET = b"secret-remark"


def photo(
    width: int = 64, height: int = 48, *, kind: str = "JPEG", mode: str = "RGB", **options: Any
) -> bytes:
    """A small picture with a red left half."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return encoded(image.convert(mode), kind, **options)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """A picture that compresses badly."""
    return Image.effect_noise((width, height), 60).convert("RGB")


def talkative(*, taken: str = "2026:11:03 10:00:12", offset: str = "") -> bytes:
    """A JPEG with EXIF time, position and maker, a comment, and a colour profile."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(DETAILS)[TAKEN] = taken
    if offset:
        exif.get_ifd(DETAILS)[OFFSET] = offset
    exif.get_ifd(GPS).update(
        {1: "N", 2: (41.0, 52.0, 48.0), 3: "E", 4: (123.0, 54.0, 36.0), 29: "2026:11:03"}
    )
    return photo(640, 480, exif=exif, comment=SECRET, icc_profile=SECRET * 20)


def phone_heic() -> bytes:
    """A HEIC as phones write it: stored lying, turned by its header, with the camera's time."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(DETAILS)[TAKEN] = "2026:11:03 10:00:12"
    lying = Image.new("RGB", (96, 64), "black")
    lying.paste("white", (0, 32, 32, 64))
    # The encoder writes no turn; the box that tells the bits of a pixel gives its place to one.
    return encoded(lying, "HEIF", exif=exif).replace(b"pixi\0", b"irot\3")


def turned(orientation: int) -> bytes:
    """An upright picture with a white corner at the top left, stored turned."""
    upright = Image.new("RGB", (60, 40), "black")
    upright.paste("white", (0, 0, 20, 20))
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encoded(upright.transpose(back) if back is not None else upright, exif=exif)


def bomb() -> bytes:
    """81 megapixels in a few kilobytes."""
    return encoded(Image.new("1", (9000, 9000)), "PNG")


def truncated() -> bytes:
    whole = photo(640, 480, quality=95)
    return whole[: len(whole) // 2]


def polyglot() -> bytes:
    """A JPEG that is a zip archive as well."""
    archive = BytesIO()
    with ZipFile(archive, "w") as file:
        file.writestr("page.html", SECRET)
    return photo(640, 480) + archive.getvalue()


def animated() -> bytes:
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue")]
    file = BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    return file.getvalue()


def grey16() -> bytes:
    """A 16-bit grey of middle brightness."""
    return encoded(Image.new("I;16", (64, 48), 0x8000), "PNG")


GOOD: dict[str, bytes] = {
    "jpeg": photo(),
    "png": photo(kind="PNG"),
    "webp": photo(kind="WEBP"),
    "heic": photo(kind="HEIF"),
    "phone's heic": phone_heic(),
    "cmyk": photo(mode="CMYK"),
    "grey": photo(mode="L"),
    "palette png": photo(kind="PNG", mode="P"),
    "transparent png": photo(kind="PNG", mode="RGBA"),
    "16-bit png": grey16(),
    "animated webp": animated(),
    "polyglot": polyglot(),
    "talkative": talkative(),
    "single pixel": photo(1, 1),
    "strip": photo(20000, 10),
    "portrait": photo(480, 1280),
}

NOT_PHOTOS: dict[str, bytes] = {
    "text": b"this is no picture, whatever its name",
    "zeros": bytes(4096),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "gif": photo(kind="GIF"),
    "tiff": photo(kind="TIFF"),
    "bmp": photo(kind="BMP"),
    "jpeg's first bytes": b"\xff\xd8\xff\xe0" + bytes(64),
    "png's first bytes": b"\x89PNG\r\n\x1a\n" + b"%!PS-Adobe-3.0",
    "heic's first bytes": b"\0\0\0\x18ftypheic" + bytes(64),
    "avif": b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B",
    "film": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41",
    "riff that is no webp": b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(32),
}
