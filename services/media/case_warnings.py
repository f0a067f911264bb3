"""Warnings about a case's photos: what a verifier should look at, never what is decided.

Each rule compares facts and states its evidence in numbers; people judge what they mean.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.chassis.geography import distance
from services.contracts.media import CaseWarned, PhotoWarning
from services.media.domain import Photo, Position
from services.media.near_copies import Fingerprint, Likeness, unchanged

WARNINGS = UUID("2f9d3c76-0d5b-4d63-8f57-9b1b7b7f0a52")
CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far a camera's clock may run ahead of the server's."""

SENTENCES: Mapping[str, tuple[str, str]] = {
    "same-photo-elsewhere": (
        "同一张照片（校验值相同）也用于另一案件。",
        "The very same photo (equal SHA-256) is used in another case.",
    ),
    "near-copy-elsewhere": (
        "另一案件中有几乎相同的照片（{bits} 位差异）。",
        "Another case has a photo that is nearly the same ({bits} of 64 bits differ).",
    ),
    "after-same-as-before": (
        "整改后照片与本案件已有照片为同一文件。",
        "The after-photo is the very file of another photo of this case.",
    ),
    "after-near-before": (
        "整改后照片与本案件已有照片几乎相同（{bits} 位差异）。",
        "The after-photo is nearly the same as another photo of this case ({bits} bits differ).",
    ),
    "far-from-case": (
        "拍摄位置距案件地点约 {metres} 米（上限 {limit} 米）。",
        "It was taken about {metres} m from the case's place (limit {limit} m).",
    ),
    "taken-before-dispatch": (
        "整改后照片的拍摄时间早于派发时间 {minutes} 分钟。",
        "The after-photo was taken {minutes} minutes before the case was dispatched.",
    ),
    "taken-in-the-future": (
        "相机时间比收到时间晚 {minutes} 分钟。",
        "The camera's time is {minutes} minutes after the photo was received.",
    ),
    "taken-long-before-report": (
        "照片在上报前 {days} 天拍摄（上限 {limit} 天）。",
        "It was taken {days} days before it was received (limit {limit} days).",
    ),
    "screen-suspected": (
        "疑似翻拍屏幕（周期纹理强度 {score}，界限 {limit}），请人工核对。",
        "It may be a photo of a screen (periodic pattern {score}, limit {limit}); please look.",
    ),
}
"""What each code says, in Chinese and English; the facts in braces are the evidence's."""


@dataclass(frozen=True)
class Limits:
    """From where on something is worth a look."""

    metres: int
    days: int
    screen: float


@dataclass(frozen=True)
class Warned:
    """A warning about a photo. `other_photo_id` and `other_case_id` are shown only to those who may
    see that case; `evidence` holds the numbers of the sentence."""

    photo_id: UUID
    code: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    other_photo_id: UUID | None = None
    other_case_id: UUID | None = None

    def sentence(self, language: str) -> str:
        """In words, in Chinese (`zh`) or English (anything else)."""
        zh, en = SENTENCES[self.code]
        return (zh if language == "zh" else en).format_map(self.evidence)


@dataclass(frozen=True)
class Elsewhere:
    """A photo of another case with the same bytes (no likeness) or the same look."""

    photo_id: UUID
    case_id: UUID
    likeness: Likeness | None


@dataclass(frozen=True)
class CaseFacts:
    """What is known of a case and its photos when they are checked."""

    position: Position | None
    dispatched_at: datetime | None
    photos: Sequence[Photo]
    reported: frozenset[UUID]
    after: frozenset[UUID]
    looks: Mapping[UUID, Sequence[Fingerprint]] = field(default_factory=dict)
    screens: Mapping[UUID, float] = field(default_factory=dict)
    elsewhere: Mapping[UUID, Sequence[Elsewhere]] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """The present warnings of a case; `version` counts their changes."""

    case_id: UUID
    warnings: tuple[Warned, ...] = ()
    version: int = 0


def found(facts: CaseFacts, limits: Limits) -> tuple[Warned, ...]:
    """Every warning the facts give, in an order that does not depend on theirs."""
    warned: list[Warned] = []
    for photo in facts.photos:
        warned += _elsewhere(photo, facts)
        warned += _place(photo, facts, limits)
        warned += _time(photo, facts, limits)
        score = facts.screens.get(photo.id)
        if score is not None and score >= limits.screen:
            evidence = {"score": score, "limit": limits.screen}
            warned.append(Warned(photo.id, "screen-suspected", evidence))
        if photo.id in facts.after:
            warned += _unchanged(photo, facts)
    return tuple(sorted(warned, key=lambda each: (str(each.photo_id), each.code, _other(each))))


def warned(
    check: Check, warnings: tuple[Warned, ...], *, at: datetime
) -> tuple[Check, CaseWarned | None]:
    """The case with these warnings, and the fact about it where they are others than before."""
    if warnings == check.warnings:
        return check, None
    check = Check(check.case_id, warnings, check.version + 1)
    event = CaseWarned(
        version=check.version,
        at=at,
        warnings_id=uuid5(WARNINGS, str(check.case_id)),
        case_id=check.case_id,
        warnings=tuple(
            PhotoWarning(photo_id=photo_id, code=code)
            for photo_id, code in dict.fromkeys((each.photo_id, each.code) for each in warnings)
        ),
    )
    return check, event


def counterparts(before: Iterable[Warned], after: Iterable[Warned]) -> set[UUID]:
    """The other cases whose warnings mirror one that came or went."""

    def pairs(warnings: Iterable[Warned]) -> set[tuple[UUID, UUID | None, UUID]]:
        return {
            (each.photo_id, each.other_photo_id, each.other_case_id)
            for each in warnings
            if each.other_case_id is not None
        }

    return {case_id for *_, case_id in pairs(before) ^ pairs(after)}


def _elsewhere(photo: Photo, facts: CaseFacts) -> Iterable[Warned]:
    for each in facts.elsewhere.get(photo.id, ()):
        code = "near-copy-elsewhere" if each.likeness else "same-photo-elsewhere"
        yield Warned(photo.id, code, _evidence(each.likeness), each.photo_id, each.case_id)


def _unchanged(photo: Photo, facts: CaseFacts) -> Iterable[Warned]:
    for other in facts.photos:
        if other.id in facts.after:
            continue
        if other.original.sha256 == photo.original.sha256:
            yield Warned(photo.id, "after-same-as-before", {}, other.id)
            continue
        likeness = unchanged(facts.looks.get(photo.id, ()), facts.looks.get(other.id, ()))
        if likeness is not None:
            yield Warned(photo.id, "after-near-before", _evidence(likeness), other.id)


def _place(photo: Photo, facts: CaseFacts, limits: Limits) -> Iterable[Warned]:
    where = photo.original.position or photo.position
    if where is None or facts.position is None:
        return
    case = facts.position
    far = round(distance(where.longitude, where.latitude, case.longitude, case.latitude))
    if far > limits.metres:
        yield Warned(photo.id, "far-from-case", {"metres": far, "limit": limits.metres})


def _time(photo: Photo, facts: CaseFacts, limits: Limits) -> Iterable[Warned]:
    taken = photo.taken_at
    if taken is None:
        return
    ahead, age = taken - photo.received_at, photo.received_at - taken
    if ahead > CLOCK_TOLERANCE:
        yield Warned(photo.id, "taken-in-the-future", {"minutes": _minutes(ahead)})
    if photo.id in facts.reported and age > timedelta(days=limits.days):
        evidence = {"days": age.days, "limit": limits.days}
        yield Warned(photo.id, "taken-long-before-report", evidence)
    if photo.id in facts.after and facts.dispatched_at is not None:
        early = facts.dispatched_at - taken
        if early > timedelta():
            yield Warned(photo.id, "taken-before-dispatch", {"minutes": _minutes(early)})


def _evidence(likeness: Likeness | None) -> dict[str, Any]:
    if likeness is None:
        return {}
    return {"bits": likeness.bits, "residue": round(likeness.residue, 3)}


def _minutes(span: timedelta) -> int:
    return max(1, round(span.total_seconds() / 60))


def _other(each: Warned) -> str:
    return str(each.other_photo_id or "")
