"""Short-lived signed links: who holds one sees one picture, in one version, for some minutes."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from services.chassis.marks import is_marked, mark
from services.chassis.refusals import Forbidden
from services.contracts.media import CELL_PICTURES, DOCUMENT_PICTURES, DocumentPicture
from services.media.settings import MediaSettings

LONGEST = 600
STEP = 300
"""Seconds: links end on the clock's steps, so that within one the same picture has one address."""
PURPOSE = "shirong media link"


class LinkExpired(Forbidden):
    zh = "链接已失效，请刷新页面。"
    en = "This link is no longer good; read the photo again for a new one."


class Kind(StrEnum):
    """What can be linked to. Originals can't: each look at one is kept with the looker's name."""

    PICTURE = "picture"
    THUMBNAIL = "thumbnail"
    GHOST = "ghost"
    COMPARISON = "comparison"


def expiry(now: datetime) -> datetime:
    """When links issued now end: after five to ten minutes."""
    return datetime.fromtimestamp(int(now.timestamp()) // STEP * STEP + LONGEST, UTC)


def link(
    settings: MediaSettings, kind: Kind, subject_id: UUID, *, version: int, until: datetime
) -> str:
    """The address of a picture for somebody who was found to be allowed to see it."""
    expires = int(until.timestamp())
    signature = mark(settings.media_secret, PURPOSE, kind, subject_id, version, expires)
    path = f"{settings.media_files_url}/{kind}/{subject_id}/{version}"
    return f"{path}?expires={expires}&signature={signature}"


def require_good(
    settings: MediaSettings,
    kind: Kind,
    subject_id: UUID,
    *,
    version: int,
    expires: int,
    signature: str,
    now: datetime,
) -> None:
    """`LinkExpired` unless the link was issued here and hasn't ended."""
    facts = (kind, subject_id, version, expires)
    issued = is_marked(settings.media_secret, PURPOSE, *facts, by=signature)
    if not issued or now.timestamp() >= expires:
        raise LinkExpired


def require_handed_over(
    settings: MediaSettings, *facts: object, expires: int, signature: str, now: datetime
) -> None:
    """`LinkExpired` unless intake signed the handing over of just this picture."""
    secret = settings.pictures_secret
    signed = bool(secret) and is_marked(secret, CELL_PICTURES, *facts, expires, by=signature)
    if not signed or now.timestamp() >= expires:
        raise LinkExpired


def require_documents(
    settings: MediaSettings,
    kind: DocumentPicture,
    subject_id: UUID,
    *,
    expires: int,
    signature: str,
    now: datetime,
) -> None:
    """`LinkExpired` unless the request was signed with the secret of those who make documents."""
    secret = settings.pictures_secret
    facts = (kind, subject_id, expires)
    signed = bool(secret) and is_marked(secret, DOCUMENT_PICTURES, *facts, by=signature)
    if not signed or now.timestamp() >= expires:
        raise LinkExpired
