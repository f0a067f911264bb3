"""Media's own upload forms, for a store that takes none: the same fields for a phone to send.

A form lets its holder put one file of one size and type under one key, for a few minutes.
"""

from collections.abc import Mapping
from datetime import datetime

from services.chassis.marks import is_marked, mark
from services.chassis.refusals import Forbidden
from services.media.settings import MediaSettings

PURPOSE = "shirong media upload form"


class UploadFormExpired(Forbidden):
    zh = "上传凭据无效或已过期，请重新申请。"
    en = "This upload form is not good or has expired; ask for a new one."


def fields(
    settings: MediaSettings, key: str, *, content_type: str, size: int, until: datetime
) -> dict[str, str]:
    """What a phone sends before the file, as it would to an S3 store."""
    expires = str(int(until.timestamp()))
    signature = mark(settings.media_secret, PURPOSE, key, content_type, size, expires)
    return {
        "key": key,
        "Content-Type": content_type,
        "x-size": str(size),
        "x-expires": expires,
        "x-signature": signature,
    }


def require_good(
    settings: MediaSettings, sent: Mapping[str, str], *, size: int, now: datetime
) -> None:
    """`UploadFormExpired` unless these fields were issued here, for a file of this size."""
    key, content_type = sent.get("key", ""), sent.get("Content-Type", "")
    expires, signature = sent.get("x-expires", ""), sent.get("x-signature", "")
    facts = (key, content_type, size, expires)
    issued = is_marked(settings.media_secret, PURPOSE, *facts, by=signature)
    if not issued or now.timestamp() >= int(expires):
        raise UploadFormExpired
