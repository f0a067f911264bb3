"""Facts media announces: which photos can be shown, which comparisons exist, what to look at."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from services.contracts.event import Event, Value

RetentionKind = Literal["original", "picture", "photo", "superseded", "ledger"]
RetentionState = Literal["closed", "unlinked", "rejected", "any"]
"""What a city's retention rules speak of."""


class PhotoReady(Event, type="media.photo.ready.v1", subject="photo_id"):
    """The original is sealed and its derivatives exist. Made anew when the case gets its number."""

    photo_id: UUID
    case_id: UUID | None
    sha256: str
    width: int
    height: int
    taken_at: AwareDatetime | None
    received_at: AwareDatetime


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


class PhotoWarning(Value):
    """Something about a photo that a verifier should look at; `code` is stable."""

    photo_id: UUID
    code: str


class CaseWarned(Event, type="media.case.warned.v1", subject="warnings_id"):
    """A case's warnings are these now, none when the last one ended. They decide nothing."""

    warnings_id: UUID
    case_id: UUID
    warnings: tuple[PhotoWarning, ...]
