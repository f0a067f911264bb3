"""Where a foreign picture differs from one of ours: both brought to one size, place by place."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from services.media.near_copies import CELLS_ACROSS, CELLS_DOWN

SAMPLES = 8
"""Points of a cell on either side."""
NOTICEABLE = 14.0
"""Levels of 256 by which a cell differs on average before it counts; JPEG stays below six."""
OUTLINE = (230, 40, 40)


def between(theirs: Image.Image, ours: Image.Image) -> dict[str, Any]:
    """`cells` ([column, row] of a 16×12 grid) that differ, `share` of the picture they are, and
    the greatest difference of the sides' ratio, `stretched`, as a share.

    Exposure and contrast are made equal first, by the middle half of the cells, so that a
    brighter copy differs nowhere and a changed corner does not spoil the rest.
    """
    first, second = _grey(theirs), _grey(ours)
    fitted = _fitted(first, second)
    cells = (
        np.abs(fitted - second)
        .reshape(CELLS_DOWN, SAMPLES, CELLS_ACROSS, SAMPLES)
        .mean(axis=(1, 3))
    )
    different = [[int(column), int(row)] for row, column in np.argwhere(cells > NOTICEABLE)]
    ratio = (theirs.width / theirs.height) / (ours.width / ours.height)
    return {
        "cells": different,
        "share": round(len(different) / (CELLS_ACROSS * CELLS_DOWN), 3),
        "stretched": round(abs(ratio - 1), 3),
    }


def outlined(theirs: Image.Image, cells: list[list[int]]) -> Image.Image:
    """The foreign picture with a line around every cell that differs."""
    drawn = theirs.copy()
    pen = ImageDraw.Draw(drawn)
    wide, high = drawn.width / CELLS_ACROSS, drawn.height / CELLS_DOWN
    chosen = {(column, row) for column, row in cells}
    thick = max(2, drawn.width // 320)
    for column, row in chosen:
        left, top, right, bottom = (
            column * wide,
            row * high,
            (column + 1) * wide - 1,
            (row + 1) * high - 1,
        )
        # Only where the neighbour is alike, so that a changed region has one outline.
        for neighbour, line in (
            ((column - 1, row), (left, top, left, bottom)),
            ((column + 1, row), (right, top, right, bottom)),
            ((column, row - 1), (left, top, right, top)),
            ((column, row + 1), (left, bottom, right, bottom)),
        ):
            if neighbour not in chosen:
                pen.line(line, fill=OUTLINE, width=thick)
    return drawn


def _grey(picture: Image.Image) -> NDArray[np.float64]:
    size = (CELLS_ACROSS * SAMPLES, CELLS_DOWN * SAMPLES)
    small = picture.resize(size, Image.Resampling.BOX, reducing_gap=3.0)
    return np.asarray(small.convert("L"), dtype=np.float64)


def _fitted(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first picture in the second's exposure, judged by the places that fit best."""
    fitted = one
    chosen = np.ones_like(one, dtype=bool)
    for _ in range(3):
        if one[chosen].std() < 1:
            break
        gain, offset = np.polyfit(one[chosen], other[chosen], 1)
        fitted = gain * one + offset
        error = np.abs(fitted - other)
        chosen = error <= np.median(error)
    return fitted
