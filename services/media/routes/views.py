"""What a reader is shown of a photo."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.contracts.identity import Role
from services.media.domain import Photo, Position

MAY_SEE_ORIGINALS: tuple[Role, ...] = (
    "reviewer",
    "verifier",
    "lead_administrator",
    "supervisor",
    "administrator",
)


class PositionView(BaseModel):
    longitude: float
    latitude: float


class UploaderView(BaseModel):
    id: UUID
    name: str
    organisation_id: UUID
    organisation: str


class EvidenceView(BaseModel):
    """What the file says of itself. Its position was never shown to anyone else."""

    taken_at: datetime | None
    position: PositionView | None
    width: int
    height: int


class PhotoView(BaseModel):
    """`status` is pending, ready or rejected, then with a `reason` code. `taken_at` is the camera's
    time; `width` and `height` are the picture's, once it is ready."""

    id: UUID
    case_id: UUID | None
    status: str
    reason: str
    sha256: str
    size: int
    format: str
    code: str
    captured_at: datetime | None
    taken_at: datetime | None
    received_at: datetime
    position: PositionView | None
    address: str
    uploader: UploaderView
    width: int | None
    height: int | None
    version: int


def view(photo: Photo) -> PhotoView:
    uploader, rendition = photo.uploader, photo.rendition
    return PhotoView(
        id=photo.id,
        case_id=photo.case_id,
        status=photo.status.value,
        reason=photo.reason,
        sha256=photo.original.sha256,
        size=photo.original.size,
        format=photo.original.format,
        code=photo.code,
        captured_at=photo.captured_at,
        taken_at=photo.taken_at,
        received_at=photo.received_at,
        position=_position(photo.position),
        address=photo.address,
        uploader=UploaderView(
            id=uploader.id,
            name=uploader.name,
            organisation_id=uploader.organisation_id,
            organisation=uploader.organisation,
        ),
        width=rendition.width if rendition else None,
        height=rendition.height if rendition else None,
        version=photo.version,
    )


def evidence(photo: Photo) -> EvidenceView:
    original = photo.original
    return EvidenceView(
        taken_at=original.taken_at,
        position=_position(original.position),
        width=original.width,
        height=original.height,
    )


def _position(position: Position | None) -> PositionView | None:
    if position is None:
        return None
    return PositionView(longitude=position.longitude, latitude=position.latitude)
