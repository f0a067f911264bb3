"""The rules of photos: one content per id, one case per photo, every making announced."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from services.chassis.refusals import Conflict, Invalid, NotFound, TooLarge, TooMany, Unavailable
from services.contracts.media import ComparisonReady, PhotoReady, PhotoRejected

PHOTO_LIMIT = 15_000_000
"""Bytes of one photo."""
PIXEL_LIMIT = 50_000_000
CELL_LEAST = 64
"""Pixels each way that a picture from a cell has at least: less is a mark or a logo."""
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None of them is taken for another when read aloud or copied by hand."""
CODE_LENGTH = 12
COMPARISONS = UUID("6d0ce5a5-7c0a-4f0f-9d0a-6f0c3b1a2e11")


class PhotoTooLarge(TooLarge):
    zh = "照片过大，上限为 {limit} MB。"
    en = "The photo is too large; the limit is {limit} MB."


class EmptyFile(Invalid):
    zh = "照片文件是空的，请重新拍摄或选择。"
    en = "The photo file is empty; take or choose it again."


class NotAPhoto(Invalid):
    zh = "文件不是可用的照片，请使用 JPEG、PNG、WebP 或 HEIC 格式。"
    en = "The file is not a usable photo; send a JPEG, PNG, WebP or HEIC picture."


class PictureTooSmall(Invalid):
    zh = "图片过小，每边至少 {least} 像素才可作为现场照片。"
    en = "The picture is too small; a photo of the place has at least {least} pixels each way."


class OtherBytes(Invalid):
    """What came isn't what the signature speaks of."""

    zh = "收到的内容与签名所述不符，请重新传送。"
    en = "What came is not what was signed for; send it again."


class TooManyPixels(Invalid):
    zh = "照片像素过多，上限为 {limit} 万像素。"
    en = "The photo has too many pixels; the limit is {limit} ten thousand."


class PhotoIdTaken(Conflict):
    zh = "照片编号 {photo} 已由{who}于 {when} 用于另一张照片，请换用新的编号。"
    en = "{who} used the id {photo} for another photo at {when}; use a new id."


class DailyQuotaReached(TooMany):
    zh = "今天上传的照片已达上限 {limit} MB，请在 {seconds} 秒后（次日）继续。"
    en = "Today's limit of {limit} MB of photos is reached; go on in {seconds} seconds."


class NotReadyYet(Conflict):
    zh = "图片正在生成，请稍后再试。"
    en = "The picture is still being made; try again shortly."


class NoPicture(NotFound):
    zh = "照片无法生成图片（{reason}）。"
    en = "No picture could be made of this photo ({reason})."


class SealBroken(Unavailable):
    zh = "原图与其封存的校验值不符，已记录，请联系系统管理员。"
    en = "The original does not match its seal; this was logged, ask the administrator."


class Status(StrEnum):
    PENDING = "pending"
    READY = "ready"
    REJECTED = "rejected"


NEXT: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.READY, Status.REJECTED}),
    Status.READY: frozenset({Status.READY}),
    Status.REJECTED: frozenset(),
}


@dataclass(frozen=True)
class Position:
    """A point in WGS 84 degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True)
class Uploader:
    """Who sent a photo, with the names as they were that day: they are part of the evidence."""

    id: UUID
    name: str
    organisation_id: UUID
    organisation: str


@dataclass(frozen=True)
class Original:
    """The sealed file and what it says of itself. `taken_at` and `position` come from EXIF."""

    key: str
    sha256: str
    size: int
    format: str
    width: int
    height: int
    taken_at: datetime | None
    position: Position | None


@dataclass(frozen=True)
class Rendition:
    """The files people see, made from one decoding of the original. The public one is smaller and
    names no person, the ghost is laid over a viewfinder; pictures from before there were such
    have none until they are looked at again."""

    picture_key: str
    picture_sha256: str
    thumbnail_key: str
    thumbnail_sha256: str
    width: int
    height: int
    public_key: str | None = None
    public_sha256: str | None = None
    ghost_key: str | None = None
    ghost_sha256: str | None = None

    @property
    def keys(self) -> list[str]:
        """Its files in the store."""
        keys = (self.picture_key, self.thumbnail_key, self.public_key, self.ghost_key)
        return [key for key in keys if key is not None]

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each of its files, by what it is shown as."""
        digests = {"picture": self.picture_sha256, "thumbnail": self.thumbnail_sha256}
        later = {"public": self.public_sha256, "ghost": self.ghost_sha256}
        return digests | {kind: digest for kind, digest in later.items() if digest}


class Level(StrEnum):
    """How much a photo's time and place can be relied on."""

    LIVE = "live"
    """Its capture ticket was used within minutes, and nothing contradicts it."""
    DELAYED = "delayed"
    """Its ticket is good, but it came later, or something doesn't agree."""
    IMPORTED = "imported"
    """No good ticket: only the sender's word."""


@dataclass(frozen=True)
class Reason:
    """Why: a stable code, and the figures and names that its sentence tells."""

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reliability:
    """What can be said for and against a photo. Photos from before there were tickets say none."""

    level: Level = Level.IMPORTED
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Photo:
    """A photo. Its rendition is due again whenever `wanted` is ahead of `made`; `covers` counts the
    changes of what is covered on it, all of which the rendition shows."""

    id: UUID
    case_id: UUID | None
    uploader: Uploader
    original: Original
    code: str
    captured_at: datetime | None
    received_at: datetime
    position: Position | None
    address: str
    reliability: Reliability = Reliability()
    status: Status = Status.PENDING
    reason: str = ""
    rendition: Rendition | None = None
    covers: int = 0
    wanted: int = 1
    made: int = 0
    version: int = 0

    @property
    def taken_at(self) -> datetime | None:
        """The camera's own time: the file's, else the one the phone told."""
        return self.original.taken_at or self.captured_at


@dataclass(frozen=True)
class Comparison:
    """The before/after picture of a case; due while `made_round` is behind `round`."""

    id: UUID
    case_id: UUID
    round: int
    before_photo_id: UUID
    after_photo_id: UUID
    made_round: int = 0
    key: str = ""
    sha256: str = ""
    version: int = 0


def require_same(photo: Photo, *, uploader_id: UUID, sha256: str) -> None:
    """The same photo sent again is that photo; `PhotoIdTaken` for anything else."""
    mine = photo.uploader.id == uploader_id
    if not mine or photo.original.sha256 != sha256:
        raise PhotoIdTaken(
            photo=photo.id,
            who=photo.uploader.name if mine else "他人 (somebody else)",
            when=photo.received_at.isoformat(timespec="seconds"),
        )


def may_link(photo: Photo, *, by: UUID | None) -> bool:
    """A photo joins one case only, on the word of the person who sent it."""
    return photo.case_id is None and photo.uploader.id == by


def linked(photo: Photo, *, case_id: UUID) -> Photo:
    """The photo as one of a case's."""
    return replace(photo, case_id=case_id)


def nameless(photo: Photo) -> Photo:
    """The photo as anyone may see it: the organisation stays, the person's name does not."""
    return replace(photo, uploader=replace(photo.uploader, name=""))


def ready(
    photo: Photo, *, rendition: Rendition, made: int, at: datetime, look: str | None = None
) -> tuple[Photo, PhotoReady]:
    """The pictures of the wish numbered `made` exist; a later wish stays due. `look` is the
    original's perceptual hash, none for a photo without structure."""
    _require_next(photo, Status.READY)
    photo = replace(
        photo, status=Status.READY, rendition=rendition, made=made, version=photo.version + 1
    )
    event = PhotoReady(
        version=photo.version,
        at=at,
        photo_id=photo.id,
        case_id=photo.case_id,
        sha256=photo.original.sha256,
        width=rendition.width,
        height=rendition.height,
        taken_at=photo.taken_at,
        received_at=photo.received_at,
        perceptual_hash=look,
        reliability=photo.reliability.level.value,
        reliability_reasons=tuple(reason.code for reason in photo.reliability.reasons),
    )
    return photo, event


def reject(photo: Photo, *, reason: str, at: datetime) -> tuple[Photo, PhotoRejected]:
    """The upload can't become a picture, now or later."""
    _require_next(photo, Status.REJECTED)
    photo = replace(
        photo,
        status=Status.REJECTED,
        reason=reason,
        made=photo.wanted,
        version=photo.version + 1,
    )
    event = PhotoRejected(
        version=photo.version, at=at, photo_id=photo.id, case_id=photo.case_id, reason=reason
    )
    return photo, event


def comparison_id(case_id: UUID) -> UUID:
    """A case has one comparison, whose id anyone can tell."""
    return uuid5(COMPARISONS, str(case_id))


def compared(
    comparison: Comparison, *, key: str, sha256: str, at: datetime
) -> tuple[Comparison, ComparisonReady]:
    """The comparison of the present round exists. Its version counts the makings, since a round
    whose photos were rejected has none and versions have no gaps."""
    comparison = replace(
        comparison,
        made_round=comparison.round,
        key=key,
        sha256=sha256,
        version=comparison.version + 1,
    )
    event = ComparisonReady(
        version=comparison.version,
        at=at,
        comparison_id=comparison.id,
        case_id=comparison.case_id,
        round=comparison.round,
    )
    return comparison, event


def _require_next(photo: Photo, status: Status) -> None:
    assert status in NEXT[photo.status], f"a {photo.status} photo can't become {status}"
