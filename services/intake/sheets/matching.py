"""Whether a row tells of a problem that is known already, and what speaks for it.

Strictest first: the same number, the same source id, the same photo; then place, time and wording
together, by the function that finds near duplicates of reports.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from services.chassis.geography import cell, cells_within, distance
from services.intake.judgement.duplicates import blend, reach_of
from services.intake.judgement.text import likeness, pairs, plain
from services.intake.sheets.entries import Entry

SAME, MAYBE = 0.95, 0.6
"""Confidence from which two are one, and from which somebody is asked."""
SAME_WORDING, MAYBE_WORDING = 0.6, 0.25
OWN_WORDING = 0.9
"""A department that tells of one problem twice does so in the same words."""
FARTHEST = 150.0
CONTRADICTING = 0.25
"""Likeness of wording and place below which a number that is the same says little."""
SHORT_NUMBER = 3
"""Digits of a number that is counted anew in every file."""
LONG_ID = 8
UNKNOWN_AGE = 0.3
MARKS = re.compile(r"[\W_]+")
COMPARED = 60
"""Candidates of one row that are looked at."""

Basis = Literal["number", "source-id", "photo", "place-time-wording"]


@dataclass(frozen=True)
class Known:
    """A record, or a case of the workflow, as far as it must be known to be recognised."""

    id: UUID
    is_case: bool = False
    organisation_ids: frozenset[UUID] = frozenset()
    numbers: frozenset[str] = frozenset()
    source_ids: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()
    description: str = ""
    address: str = ""
    category: str | None = None
    street: str | None = None
    day: date | None = None
    point: tuple[float, float] | None = None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(_keys(self))

    @cached_property
    def wording(self) -> frozenset[str]:
        return pairs(self.description)

    @cached_property
    def place(self) -> frozenset[str]:
        return pairs(self.address)


@dataclass(frozen=True)
class Match:
    """`sure` ones are merged, others are asked about. `evidence` tells metres, days, likeness."""

    known: Known
    basis: Basis
    confidence: float
    sure: bool
    evidence: dict[str, Any] = field(default_factory=dict)


def keys_of(known: Known) -> tuple[str, ...]:
    """What a known problem is found by; equal keys are a reason to look, no more."""
    return known.keys


def _keys(known: Known) -> Iterator[str]:
    yield from (f"n:{each}" for each in known.numbers)
    yield from (f"s:{each}" for each in known.source_ids)
    yield from (f"p:{each}" for each in known.digests)
    if known.point:
        yield f"c:{cell(*known.point)}"
    yield from _word_keys(known)


def keys_sought(entry: Known) -> Iterator[str]:
    """The keys under which a row's problem may be known: its own, and the cells round it."""
    yield from (key for key in entry.keys if not key.startswith("c:"))
    if entry.point:
        reach = min(FARTHEST, reach_of(entry.category).metres)
        yield from (f"c:{each}" for each in cells_within(*entry.point, reach))


def _word_keys(known: Known) -> Iterator[str]:
    address, words = bare(known.address), bare(known.description)
    if len(address) >= 4:
        yield f"a:{address[:60]}"
    if len(words) >= 6:
        yield f"w:{sha256(words.encode()).hexdigest()[:24]}"
    if known.street and known.day:
        yield f"d:{known.street}:{known.day.isoformat()}"


def as_known(entry: Entry, *, id: UUID, organisation_id: UUID) -> Known:
    """A row as it will be known once it is written."""
    number, source_id = entry.value("number"), entry.value("source_id")
    return Known(
        id=id,
        organisation_ids=frozenset({organisation_id}),
        numbers=frozenset({number} if number else ()),
        source_ids=frozenset({source_id} if source_id else ()),
        digests=frozenset(digest for found in entry.photos.values() for digest in found),
        description=entry.text("description"),
        address=entry.text("address"),
        category=entry.value("category") or entry.value("major"),
        street=entry.value("street"),
        day=entry.day,
        point=entry.point,
    )


def best_match(row: Known, candidates: Iterable[Known]) -> Match | None:
    """The likeliest of the candidates; `None` where none is likely."""
    found = [match for each in _capped(candidates) if (match := _match(row, each)) is not None]
    return max(
        found, key=lambda each: (each.sure, each.confidence, each.known.is_case), default=None
    )


def _capped(candidates: Iterable[Known]) -> list[Known]:
    return list(candidates)[:COMPARED]


def _match(row: Known, known: Known) -> Match | None:
    own = bool(row.organisation_ids & known.organisation_ids)
    source_ids, numbers = row.source_ids & known.source_ids, row.numbers & known.numbers
    digests = row.digests & known.digests
    if own and not (source_ids or numbers or digests) and _told_apart(row, known):
        return None
    wording, place = likeness(row.wording, known.wording), likeness(row.place, known.place)
    alike = {"wording": round(wording, 2), "address": round(place, 2)}
    if source_ids and (own or any(len(each) >= LONG_ID for each in source_ids)):
        return Match(known, "source-id", 1.0, True, {"source_id": min(source_ids), **alike})
    if numbers and (own or known.is_case):
        return _by_number(row, known, min(numbers), max(wording, place), alike)
    if own and _told_apart(row, known) and not (digests and min(wording, place) >= OWN_WORDING):
        return None
    if digests:
        # One picture may stand for many: a logo, or "no photo yet".
        contradicts = bool(row.description and known.description) and wording < CONTRADICTING
        confidence = MAYBE if contradicts else 0.95
        evidence = {"sha256": min(digests), **alike}
        return Match(known, "photo", confidence, not contradicts, evidence)
    return _by_place(row, known, own=own, wording=wording, place=place)


def _by_number(
    row: Known, known: Known, number: str, likest: float, alike: dict[str, Any]
) -> Match | None:
    evidence = {"number": number, **alike}
    contradicts = bool(row.description and known.description) and likest < CONTRADICTING
    if not contradicts:
        return Match(known, "number", 1.0, True, evidence)
    if sum(each.isdecimal() for each in number) > SHORT_NUMBER:
        return Match(known, "number", MAYBE, False, evidence)
    return None


def _told_apart(row: Known, known: Known) -> bool:
    """Whether one department gave them two numbers."""
    by_number = row.numbers and known.numbers and not row.numbers & known.numbers
    by_id = row.source_ids and known.source_ids and not row.source_ids & known.source_ids
    return bool(by_number or by_id)


def _by_place(row: Known, known: Known, *, own: bool, wording: float, place: float) -> Match | None:
    reach = reach_of(row.category or known.category)
    evidence: dict[str, Any] = {"wording": round(wording, 2), "address": round(place, 2)}
    far = _far(row, known, place, evidence, min(FARTHEST, reach.metres))
    if far is None:
        return None
    old = UNKNOWN_AGE
    if row.day and known.day:
        days = abs((row.day - known.day).days)
        if days > reach.days:
            return None
        evidence["days"] = days
        old = days / reach.days if reach.days else 0.0
    confidence = blend(
        far=far, old=old, same=(row.category, known.category), wording=wording, photo=None
    )
    if own:
        same_day = row.day == known.day
        sure = wording >= OWN_WORDING and same_day and far <= 0.1
        return Match(known, "place-time-wording", confidence, True, evidence) if sure else None
    sure = confidence >= SAME and wording >= SAME_WORDING
    maybe = confidence >= MAYBE and wording >= MAYBE_WORDING
    if not (sure or maybe):
        return None
    return Match(known, "place-time-wording", round(confidence, 3), sure, evidence)


def _far(
    row: Known, known: Known, place: float, evidence: dict[str, Any], reach: float
) -> float | None:
    """The share of the reach between the two, by position or else by address; `None` beyond."""
    if row.point and known.point:
        metres = distance(*row.point, *known.point)
        evidence["metres"] = round(metres)
        # Two maps' systems lie 700 metres apart: an address that is the same outweighs that.
        if metres <= reach:
            return metres / reach
        return 0.4 if place >= 0.9 and metres < 1_000 else None
    if place == 1.0 or (row.address and bare(row.address) == bare(known.address)):
        return 0.0
    if place >= 0.6:
        return 0.2
    if place >= 0.35 and row.street and row.street == known.street:
        return 0.5
    return None


def bare(text: str) -> str:
    """Letters and figures of a text alone."""
    return MARKS.sub("", plain(text))
