"""Facts media announces: which photos can be shown, which comparisons exist, what to look at."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from services.contracts.event import Event, MessageParked, Value

RetentionKind = Literal["original", "picture", "photo", "superseded", "ledger"]
RetentionState = Literal["closed", "unlinked", "rejected", "any"]
"""What a city's retention rules speak of."""

WatermarkLayout = Literal["strip", "compact", "card"]
WatermarkField = Literal["place", "coordinates", "organisation", "person", "number", "category"]
WatermarkUse = Literal["report", "rectification", "recheck"]
"""What a city's watermark templates speak of: how the words stand, which there are beside those
that every picture carries, and on whose photos."""

PHOTO_REFUSALS: Mapping[str, tuple[str, str]] = {
    "not-a-photo": (
        "文件不是可用的照片。",
        "The file is not a usable photo.",
    ),
    "too-many-pixels": (
        "照片像素过多。",
        "The photo has too many pixels.",
    ),
    "damaged": (
        "照片文件已损坏，请重新拍摄或选择。",
        "The photo file is damaged; take or choose it again.",
    ),
    "undecodable": (
        "照片无法解码，请换一张。",
        "The photo can't be decoded; choose another.",
    ),
    "took-too-long": (
        "照片处理超时，请换一张较小的。",
        "The photo took too long to handle; choose a smaller one.",
    ),
    "too-much-memory": (
        "照片处理占用内存过多，请换一张较小的。",
        "The photo needs too much memory; choose a smaller one.",
    ),
}
"""What the `reason` of a rejected photo says, in Chinese and English."""

CELL_REFUSALS: Mapping[str, tuple[str, str]] = {
    "picture-too-small": (
        "图片过小，不是现场照片。",
        "The picture is too small to be a photo of the place.",
    ),
    "photo-too-large": (
        "照片过大，请压缩后重新导入。",
        "The photo is too large; make it smaller and import it again.",
    ),
}
"""The same of a spreadsheet's picture that is refused when it is handed over."""


def photo_refusal(reason: str) -> tuple[str, str]:
    """The same for any reason, also one that a later media tells."""
    known = PHOTO_REFUSALS.get(reason) or CELL_REFUSALS.get(reason)
    return known or ("照片无法使用。", "The photo can't be used.")


class PhotoReady(Event, type="media.photo.ready.v1", subject="photo_id"):
    """The original is sealed and its derivatives exist. Made anew when the case gets its number.

    `perceptual_hash`: 64 bits as 16 hexadecimal digits, alike for photos that look alike.
    """

    photo_id: UUID
    case_id: UUID | None
    sha256: str
    width: int
    height: int
    taken_at: AwareDatetime | None
    received_at: AwareDatetime
    perceptual_hash: str | None = None
    reliability: Literal["live", "delayed", "imported"] = "imported"
    """How much its time and place can be relied on"""
    reliability_reasons: tuple[str, ...] = ()
    """Stable codes of what speaks for and against it; media tells them in words"""


class PhotoRejected(Event, type="media.photo.rejected.v1", subject="photo_id"):
    """The upload could not become a picture; `reason` is a stable code."""

    photo_id: UUID
    case_id: UUID | None
    reason: str


class ComparisonReady(Event, type="media.comparison.ready.v1", subject="comparison_id"):
    """The before/after picture of a rectification exists; a later round replaces it."""

    comparison_id: UUID
    case_id: UUID
    round: int


DocumentPicture = Literal["thumbnail", "comparison"]
"""What is put into the city's documents: a photo's small picture, or a before/after comparison."""
DOCUMENT_PICTURES = "shirong pictures for documents"
"""What requests for such pictures are signed for: kind, id and the second at which they end."""

CELL_PICTURES = "shirong pictures from cells"
"""What the handing over of a spreadsheet's picture is signed for: photo, import, organisation, seal
and the second at which the signature ends."""


class PhotoWarning(Value):
    """Something about a photo that a verifier should look at; `code` is stable."""

    photo_id: UUID
    code: str


class CaseWarned(Event, type="media.case.warned.v1", subject="warnings_id"):
    """A case's warnings are these now, none when the last one ended. They decide nothing."""

    warnings_id: UUID
    case_id: UUID
    warnings: tuple[PhotoWarning, ...]


class MediaMessageParked(MessageParked, type="media.message.parked.v1", subject="message_id"):
    """A message that media couldn't handle waits for a person: the first in an hour."""
