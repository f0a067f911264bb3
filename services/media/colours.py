"""Whatever a file's colours mean, as what a screen shows: eight bits of sRGB on white paper."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

MODES = {"RGB ": ("RGB", "RGB"), "CMYK": ("CMYK", "RGB"), "GRAY": ("L", "RGB")}
"""By a profile's colour space, between which modes it is applied."""
SAME = 3
"""Difference, of 255, up to which two colours are one to the eye."""
DEEP = [value >> 8 for value in range(1 << 16)]
"""Brightnesses of sixteen bits as eight."""
SRGB: Any = ImageCms.createProfile("sRGB")


def srgb(image: Image.Image) -> Image.Image:
    """The image in sRGB; itself where it is that already. A profile that can't be used counts as
    none, since most photos without one are sRGB."""
    profile = _profile(image)
    flat = _flat(image, keep={"CMYK", "L"} if profile is not None else set())
    if profile is not None:
        flat = _converted(flat, profile)
    return flat if flat.mode == "RGB" else flat.convert("RGB")


def _flat(image: Image.Image, *, keep: set[str]) -> Image.Image:
    """Eight bits and no transparency, in RGB or a mode that is to be kept."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(DEEP, "L")
    if image.mode in {"I", "F"}:
        return image.convert("F").point(lambda value: value / 257).convert("L")
    if "transparency" in image.info or image.mode in {"LA", "PA", "RGBA", "RGBa", "La"}:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image if image.mode in keep or image.mode == "RGB" else image.convert("RGB")


def _profile(image: Image.Image) -> Any:
    content = image.info.get("icc_profile")
    if not content:
        return None
    try:
        return ImageCms.ImageCmsProfile(BytesIO(content))
    except (OSError, ImageCms.PyCMSError, TypeError, ValueError):
        return None


def _converted(image: Image.Image, profile: Any) -> Image.Image:
    try:
        modes = MODES.get(profile.profile.xcolor_space)
        if modes is None or modes[0] != image.mode:
            return image
        transform: Any = ImageCms.buildTransform(profile, SRGB, *modes)
        converted: Image.Image
        if image.mode != "RGB":
            converted = transform.apply(image)
            return converted
        # Most profiles are sRGB under some name, and twelve megapixels are not to be sent through.
        if not _changes(transform):
            return image
        converted = transform.apply_in_place(image)
        return converted
    except (OSError, ImageCms.PyCMSError, TypeError, ValueError):
        return image


def _changes(transform: Any) -> bool:
    """Whether any of the colours from everywhere is another one afterwards."""
    steps = range(0, 256, 51)
    colours = bytes(part for r in steps for g in steps for b in steps for part in (r, g, b))
    before = Image.frombytes("RGB", (len(colours) // 3, 1), colours)
    after = transform.apply(before).tobytes()
    return any(abs(one - other) > SAME for one, other in zip(colours, after, strict=True))
