"""Whether a photo shows a screen: a display's grid beats against the camera's and leaves peaks.

The spectrum of nine tiles is averaged; natural scenes fall off evenly with frequency, a grid
stands out. The score is how far the six strongest peaks rise above the other frequencies of their
ring, as natural logarithms of power. A reason to look, never proof: a fine fence scores high too,
and a good display photographed from afar scores low.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

TILE = 256
ACROSS, DOWN = (0.2, 0.5, 0.8), (0.25, 0.5, 0.75)
PEAKS = 6

_FADE = np.hanning(TILE)[:, None] * np.hanning(TILE)[None, :]
_DOWN = np.fft.fftfreq(TILE)[:, None]
_ACROSS = np.fft.rfftfreq(TILE)[None, :]
_RADIUS = np.hypot(_DOWN, _ACROSS)
_RING = (_RADIUS * TILE).astype(int)


def _usable() -> NDArray[np.bool_]:
    """Middle frequencies, without those of JPEG's own blocks of eight pixels."""

    def is_jpegs(frequency: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
        near: NDArray[np.bool_] = np.abs(frequency * 8 - np.round(frequency * 8)) < 12.8 / TILE
        return near

    on_axis = (np.abs(_DOWN) < 2.5 / TILE) | (np.abs(_ACROSS) < 2.5 / TILE)
    middle = (_RADIUS > 0.10) & (_RADIUS < 0.48)
    usable: NDArray[np.bool_] = middle & ~(on_axis & is_jpegs(_DOWN) & is_jpegs(_ACROSS))
    return usable


_USABLE = _usable()


def score(picture: Image.Image) -> float | None:
    """The height of the peaks; `None` for a picture smaller than a tile."""
    if picture.width < TILE or picture.height < TILE:
        return None
    spectrum = np.mean([_spectrum(picture, x, y) for x in ACROSS for y in DOWN], axis=0)
    ground = np.zeros_like(spectrum)
    for radius in range(int(_RING.max()) + 1):
        ring = radius == _RING
        if ring.any():
            ground[ring] = np.median(spectrum[ring])
    height = np.where(_USABLE, spectrum - ground, 0.0)
    return round(float(np.sort(height, axis=None)[-PEAKS:].mean()), 2)


def _spectrum(picture: Image.Image, x: float, y: float) -> NDArray[np.float64]:
    left = min(max(0, round(x * picture.width - TILE / 2)), picture.width - TILE)
    top = min(max(0, round(y * picture.height - TILE / 2)), picture.height - TILE)
    tile = picture.crop((left, top, left + TILE, top + TILE)).convert("L")
    grey = np.asarray(tile, dtype=np.float64)
    power: NDArray[np.float64] = np.abs(np.fft.rfft2((grey - grey.mean()) * _FADE)) ** 2
    return np.log(power + 1e-3)
