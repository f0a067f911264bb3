"""What a picture looks like, in numbers that survive copying: computed in the sandbox.

A view of a picture has a 64-bit hash (the signs of the lowest frequencies of its 32×32 grey
image, DCT-II, against their median: the "pHash" of Zauner, 2010) that an index can find, and a
grid of 16×16 brightnesses that confirms what the index found. The views are made so that each of
the usual changes leaves at least one of them alone.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.media.near_copies import GRID

SAMPLES = 32
FREQUENCIES = 8
LOOKED_AT = 512
"""Pixels of the longer side that are looked at: finer detail changes no fingerprint."""
FLAT = 4.0
"""Standard deviation of brightness below which a picture has no look of its own."""

_POINTS = np.arange(SAMPLES)
_COSINES: NDArray[np.float64] = np.cos(
    np.pi * (2 * _POINTS[None, :] + 1) * _POINTS[: FREQUENCIES + 1, None] / (2 * SAMPLES)
)


def _whole(picture: Image.Image) -> Image.Image:
    return picture


def _upper(picture: Image.Image) -> Image.Image:
    """Above any strip of words at the foot of the picture."""
    return picture.crop((0, 0, picture.width, max(1, round(picture.height * 0.6))))


def _upper_left(picture: Image.Image) -> Image.Image:
    """What an edit on the right leaves alone."""
    across, down = round(picture.width * 0.6), round(picture.height * 0.6)
    return picture.crop((0, 0, max(1, across), max(1, down)))


def _upper_right(picture: Image.Image) -> Image.Image:
    """What an edit on the left leaves alone."""
    across, down = round(picture.width * 0.4), round(picture.height * 0.6)
    return picture.crop((across, 0, picture.width, max(1, down)))


def _centre(picture: Image.Image) -> Image.Image:
    """What a copy shows whose margins were cut off."""
    across, down = round(picture.width * 0.05), round(picture.height * 0.05)
    return picture.crop((across, down, picture.width - across, picture.height - down))


VIEWS: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "whole": _whole,
    "upper": _upper,
    "upper-left": _upper_left,
    "upper-right": _upper_right,
    "centre": _centre,
}


def of_photo(upright: Image.Image, shown: Image.Image | None) -> list[dict[str, Any]]:
    """The fingerprints of a photo and of the picture that people see of it, as JSON.

    Each is `{"view", "hash" (unsigned), "grid" (base64)}`; a view without structure has none.
    """
    small = _small(upright)
    made = [_fingerprint(name, cut(small)) for name, cut in VIEWS.items()]
    if shown is not None:
        made.append(_fingerprint("shown", _small(shown)))
    return [each for each in made if each is not None]


def _fingerprint(view: str, picture: Image.Image) -> dict[str, Any] | None:
    samples = _grey(picture, SAMPLES)
    if samples.std() < FLAT:
        return None
    grid = _grey(picture, GRID).round().clip(0, 255).astype(np.uint8)
    encoded = b64encode(grid.tobytes()).decode("ascii")
    return {"view": view, "hash": _hash(samples), "grid": encoded}


def _hash(samples: NDArray[np.float64]) -> int:
    frequencies = _COSINES @ samples @ _COSINES.T
    # The mean brightness says nothing of what is seen; another frequency takes its place.
    chosen = frequencies[:FREQUENCIES, :FREQUENCIES].flatten()
    chosen[0] = frequencies[FREQUENCIES, 0]
    bits = chosen > np.median(chosen)
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _small(picture: Image.Image) -> Image.Image:
    times = max(1, max(picture.size) // LOOKED_AT)
    return picture.reduce(times).convert("L")


def _grey(picture: Image.Image, size: int) -> NDArray[np.float64]:
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    return np.asarray(small, dtype=np.float64)
