"""What people send to take a step."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.chassis.rows import Row


def _each_once(ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(set(ids)) < len(ids):
        raise ValueError("a photo is named twice")
    return ids


# PostgreSQL keeps no NUL, and one row of many must not fail the others.
_STORABLE = r"^[^\x00]*$"


def _text(longest: int, *, shortest: int = 1) -> StringConstraints:
    return StringConstraints(
        strip_whitespace=True, min_length=shortest, max_length=longest, pattern=_STORABLE
    )


Solution = Annotated[str, _text(4000)]
Reason = Annotated[str, _text(1000)]
Note = Annotated[str, _text(1000, shortest=0)]
PhotoIds = Annotated[
    tuple[UUID, ...], Field(min_length=1, max_length=9), AfterValidator(_each_once)
]
SomePhotoIds = Annotated[tuple[UUID, ...], Field(max_length=9), AfterValidator(_each_once)]


class Rectification(BaseModel):
    solution: Solution
    after_photo_ids: PhotoIds


class Pass(BaseModel):
    """A verification or an approval."""

    note: Note = ""


class ReturnReason(BaseModel):
    """`failed_photo_ids` are after-photos of the round."""

    reason: Reason
    failed_photo_ids: SomePhotoIds = ()


class DeferralRequest(BaseModel):
    until: date
    reason: Reason


class Refused(BaseModel):
    reason: Reason


class Recheck(BaseModel):
    reason: Reason
    photo_ids: PhotoIds


class PassRow(Row, Pass):
    """A verification or an approval of one case of many."""


class ReturnRow(Row, ReturnReason):
    """A return of one case of many."""
