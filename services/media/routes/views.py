"""What a reader is shown of a photo."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.contracts.identity import Role
from services.contracts.media import photo_refusal
from services.media import links
from services.media.domain import Photo, Position, Reliability
from services.media.links import Kind
from services.media.reliability import words
from services.media.settings import MediaSettings

MAY_UPLOAD: tuple[Role, ...] = (
    "inspector",
    "reviewer",
    "leader",
    "handler",
    "supervisor",
    "verifier",
    "lead_administrator",
    "administrator",
)
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


class Sentence(BaseModel):
    """For people, in Chinese and in English."""

    zh: str
    en: str


class ReasonView(Sentence):
    """What speaks for or against a photo; `code` is stable."""

    code: str


class ReliabilityView(BaseModel):
    """`level` is live, delayed or imported."""

    level: str
    reasons: list[ReasonView]


class LinksView(BaseModel):
    """Addresses that need no token, for whoever was shown this and for some minutes only."""

    picture: str
    thumbnail: str
    ghost: str | None
    """None for a photo from before there were ghosts, until it is looked at again"""
    expires_at: datetime


class LinkView(BaseModel):
    url: str
    expires_at: datetime


class PhotoView(BaseModel):
    """`status` is pending, ready or rejected, then with a `reason` code and its words. `taken_at`
    is the camera's time; `width`, `height` and `links` are the picture's, once it is ready."""

    id: UUID
    case_id: UUID | None
    status: str
    reason: str
    reason_words: Sentence | None
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
    reliability: ReliabilityView
    width: int | None
    height: int | None
    links: LinksView | None = None
    version: int


def view(photo: Photo) -> PhotoView:
    uploader, rendition = photo.uploader, photo.rendition
    return PhotoView(
        id=photo.id,
        case_id=photo.case_id,
        status=photo.status.value,
        reason=photo.reason,
        reason_words=_refusal(photo.reason),
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
        reliability=reliability_view(photo.reliability),
        width=rendition.width if rendition else None,
        height=rendition.height if rendition else None,
        version=photo.version,
    )


def linked(photo: Photo, settings: MediaSettings, *, now: datetime) -> PhotoView:
    """The photo with links to its pictures; `now` is when its reader's right to them was found."""
    shown = view(photo)
    if photo.rendition is None:
        return shown
    until, version = links.expiry(now), photo.version
    picture, thumbnail, ghost = (
        links.link(settings, kind, photo.id, version=version, until=until)
        for kind in (Kind.PICTURE, Kind.THUMBNAIL, Kind.GHOST)
    )
    shown.links = LinksView(
        picture=picture,
        thumbnail=thumbnail,
        ghost=ghost if photo.rendition.ghost_key else None,
        expires_at=until,
    )
    return shown


def evidence(photo: Photo) -> EvidenceView:
    original = photo.original
    return EvidenceView(
        taken_at=original.taken_at,
        position=_position(original.position),
        width=original.width,
        height=original.height,
    )


def _refusal(code: str) -> Sentence | None:
    if not code:
        return None
    zh, en = photo_refusal(code)
    return Sentence(zh=zh, en=en)


def reliability_view(found: Reliability) -> ReliabilityView:
    told = ((reason.code, *words(reason)) for reason in found.reasons)
    reasons = [ReasonView(code=code, zh=zh, en=en) for code, zh, en in told]
    return ReliabilityView(level=found.level.value, reasons=reasons)


def _position(position: Position | None) -> PositionView | None:
    if position is None:
        return None
    return PositionView(longitude=position.longitude, latitude=position.latitude)
