"""Facts media announces: which photos can be shown, and which comparisons exist."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from services.contracts.event import Event

RetentionKind = Literal["original", "picture", "photo", "superseded", "ledger"]
RetentionState = Literal["closed", "unlinked", "rejected", "any"]
"""What a city's retention rules speak of."""


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
