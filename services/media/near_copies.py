"""When two pictures are one picture: the rules, and how an index finds candidates.

A 64-bit hash is cut into four bands of 16 bits. Hashes at a distance of at most seven bits have a
band that differs in at most one bit (if all four differed in two, the distance were eight), so
looking up 17 values of each band finds every one of them (multi-index hashing: Norouzi, Punjani,
Fleet, 2012).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

BANDS = 4
BAND_BITS = 16
NEAR_BITS = 7
"""Hamming distance of hashes up to which pictures may be one picture."""
NEAR_RESIDUE = 0.45
"""Brightness that differs (see `residue`) up to which they are."""
ALIKE_RESIDUE = 0.5
"""Brightness that differs at the worst place up to which nothing in the picture changed."""
GRID = 16
CELLS_ACROSS, CELLS_DOWN = 16, 12
"""The places by which a copy's differences are told."""
ALGORITHM = 2
"""Rises when fingerprints are computed otherwise, or more is made of a photo when it is looked at,
so that old photos are looked at again. 2 brought the ghost."""

COMPARABLE: Mapping[str, frozenset[str]] = {
    "whole": frozenset({"whole", "shown", "centre"}),
    "shown": frozenset({"whole", "shown", "centre"}),
    "centre": frozenset({"whole", "shown"}),
    "upper": frozenset({"upper"}),
    "upper-left": frozenset({"upper-left"}),
    "upper-right": frozenset({"upper-right"}),
}
"""Which views may show the same: a whole one is what another's margins leave."""


@dataclass(frozen=True)
class Fingerprint:
    """A view's unsigned 64-bit hash and its 16×16 brightnesses, one byte each."""

    view: str
    hash: int
    grid: bytes


@dataclass(frozen=True)
class Likeness:
    """How near two pictures are: bits that differ, and the differing share of brightness."""

    bits: int
    residue: float


def bands(value: int) -> tuple[int, int, int, int]:
    """A hash in four parts of 16 bits, the highest first."""
    first, second, third, fourth = (value >> shift & 0xFFFF for shift in (48, 32, 16, 0))
    return first, second, third, fourth


def probes(band: int) -> list[int]:
    """The band and the 16 values that differ from it in one bit."""
    return [band, *(band ^ (1 << bit) for bit in range(BAND_BITS))]


def distance(one: int, other: int) -> int:
    """The number of bits in which two hashes differ."""
    return (one ^ other).bit_count()


def nearest(mine: Iterable[Fingerprint], others: Iterable[Fingerprint]) -> Likeness | None:
    """The best likeness of comparable views that makes two pictures near copies."""
    theirs = list(others)
    found = [
        Likeness(distance(one.hash, other.hash), residue(one.grid, other.grid))
        for one in mine
        for other in theirs
        if other.view in COMPARABLE[one.view] and distance(one.hash, other.hash) <= NEAR_BITS
    ]
    near = [each for each in found if each.residue <= NEAR_RESIDUE]
    return min(near, key=lambda each: (each.bits, each.residue), default=None)


def unchanged(mine: Iterable[Fingerprint], others: Iterable[Fingerprint]) -> Likeness | None:
    """The likeness of two whole pictures in which nothing changed, as after saving one again.

    Stricter than `nearest`: before and after show the same place from the same spot, and differ
    where something was cleared away.
    """
    one = next((each for each in mine if each.view == "whole"), None)
    other = next((each for each in others if each.view == "whole"), None)
    if one is None or other is None:
        return None
    bits, worst = distance(one.hash, other.hash), residue(one.grid, other.grid, share=1.0)
    return Likeness(bits, worst) if bits <= NEAR_BITS and worst <= ALIKE_RESIDUE else None


def shows_the_words(mine: Iterable[Fingerprint], others: Iterable[Fingerprint]) -> bool:
    """Whether a picture is nearer to what people see of a photo than to its original."""
    whole = next((each for each in mine if each.view == "whole"), None)
    views = {each.view: each for each in others}
    if whole is None or "shown" not in views or "whole" not in views:
        return "shown" in views
    shown, original = (residue(whole.grid, views[name].grid) for name in ("shown", "whole"))
    return shown <= original


def residue(one: bytes, other: bytes, *, share: float = 0.95) -> float:
    """How much of two grids' brightness differs once contrast and exposure are made equal.

    In standard deviations, at the place that is worse than `share` of all places.
    """
    count = len(one)
    mean_one, mean_other = sum(one) / count, sum(other) / count
    centred = [value - mean_one for value in one]
    expected = [value - mean_other for value in other]
    variance, variance_other = _square(centred), _square(expected)
    if not variance or not variance_other:
        return float("inf")
    gain = sum(map(_product, centred, expected)) / variance
    left = sorted(abs(gain * a - b) for a, b in zip(centred, expected, strict=True))
    scale = sqrt(max(variance, variance_other) / count)
    return left[min(count - 1, int(share * count))] / scale


def _square(values: list[float]) -> float:
    return sum(value * value for value in values)


def _product(one: float, other: float) -> float:
    return one * other
