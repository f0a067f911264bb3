"""Near duplicates: how probably an earlier report tells of the same problem.

Distance, age, category, wording and photos are blended by a logistic function whose weights were
fitted on pairs judged by hand (tests/judgement/weights.py; pairs.csv tells how they do on others).
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from heapq import nsmallest
from math import exp
from pathlib import Path
from uuid import UUID

from services.chassis.geography import distance
from services.contracts.intake import DuplicateCandidate
from services.intake.domain.report import Content
from services.intake.judgement.text import likeness, pairs

SHOWN = 5
LEAST = 0.1
"""Confidence below which an earlier report is not worth a look."""
REACH = Path(__file__).with_name("reach.csv")
ALIKE_BITS = 16
"""Differing bits of 64-bit perceptual hashes at which two photos have nothing in common."""


@dataclass(frozen=True)
class Weights:
    """Of the logistic function. `far` and `old` are shares of the category's reach, 0..1."""

    bias: float = 0.9
    far: float = -8.1
    old: float = -11.8
    same_minor: float = 5.8
    same_major: float = 0.7
    wording: float = 6.4
    photo: float = 6.4


WEIGHTS = Weights()


@dataclass(frozen=True)
class Reach:
    """How far in metres and days two reports of a category may tell of one problem."""

    metres: float
    days: float


@dataclass(frozen=True)
class Look:
    """What is known of a photo: its seal, and its 64-bit perceptual hash if media tells it."""

    sha256: str
    hash: int | None


@dataclass(frozen=True)
class Earlier:
    """A report that may tell of the same problem."""

    case_id: UUID
    category_code: str | None
    description: str
    longitude: float
    latitude: float
    reported_at: datetime
    looks: tuple[Look, ...] = ()


def reach_of(category_code: str | None) -> Reach:
    """The reach of the longest listed beginning of the code."""
    listed = _reaches()
    code = category_code or ""
    return next(listed[code[:end]] for end in range(len(code), -1, -1) if code[:end] in listed)


def judge_duplicates(
    content: Content,
    *,
    category_code: str | None,
    reported_at: datetime,
    earlier: Sequence[Earlier],
    looks: Sequence[Look] = (),
) -> tuple[DuplicateCandidate, ...]:
    """The likeliest first; none without a position."""
    place = content.place
    if place.longitude is None or place.latitude is None:
        return ()
    reach, words = reach_of(category_code), pairs(content.description)
    likely: list[tuple[float, UUID, Earlier, float, float, float, float | None]] = []
    for each in earlier:
        far = distance(place.longitude, place.latitude, each.longitude, each.latitude)
        age = (reported_at - each.reported_at) / timedelta(days=1)
        if far > reach.metres or not 0 <= age <= reach.days:
            continue
        wording = likeness(words, pairs(each.description))
        photo = alike(looks, each.looks)
        confidence = blend(
            far=far / reach.metres,
            old=age / reach.days,
            same=(category_code, each.category_code),
            wording=wording,
            photo=photo,
        )
        if confidence >= LEAST:
            likely.append((-confidence, each.case_id, each, far, age, wording, photo))
    return tuple(
        DuplicateCandidate(
            case_id=case_id,
            distance=round(far, 1),
            age=round(age, 2),
            confidence=round(-unlikely, 3),
            wording=round(wording, 3),
            same_category=category_code is not None and category_code == each.category_code,
            photo=photo,
        )
        for unlikely, case_id, each, far, age, wording, photo in nsmallest(SHOWN, likely)
    )


def blend(
    *,
    far: float,
    old: float,
    same: tuple[str | None, str | None],
    wording: float,
    photo: float | None,
    weights: Weights = WEIGHTS,
) -> float:
    """The probability, 0..1, that both tell of one problem. `photo` is `None` where unknown."""
    one, other = same
    total = weights.bias + weights.far * far + weights.old * old + weights.wording * wording
    if one and one == other:
        total += weights.same_minor
    elif one and other and one[:2] == other[:2]:
        total += weights.same_major
    if photo is not None:
        total += weights.photo * photo
    return 1 / (1 + exp(-total))


def alike(some: Iterable[Look], others: Sequence[Look]) -> float | None:
    """How alike the most alike photos are, 0..1; `None` where none can be compared."""
    found = [_alike(one, other) for one in some for other in others]
    known = [each for each in found if each is not None]
    return round(max(known), 3) if known else None


def _alike(one: Look, other: Look) -> float | None:
    if one.sha256 == other.sha256:
        return 1.0
    if one.hash is None or other.hash is None:
        return None
    return max(0.0, 1 - (one.hash ^ other.hash).bit_count() / ALIKE_BITS)


@cache
def _reaches() -> dict[str, Reach]:
    with REACH.open(encoding="utf-8", newline="") as file:
        return {
            row["category_prefix"]: Reach(float(row["metres"]), float(row["days"]))
            for row in csv.DictReader(file)
        }
