"""A picture of a written import, handed over to media as a photo of its record."""

import httpx

from services.chassis.due import Claim
from services.chassis.marks import mark
from services.chassis.refusals import Unavailable
from services.chassis.runtime import Runtime
from services.contracts.media import CELL_PICTURES
from services.intake.domain.cell_photo import CellPhoto
from services.intake.settings import IntakeSettings
from services.intake.store import cell_photos, import_rows, imports

GOOD_FOR = 120
SECONDS = 60
"""Media seals and looks at the picture before it answers; a worker's lease is longer."""
REFUSED = frozenset({httpx.codes.REQUEST_ENTITY_TOO_LARGE, httpx.codes.UNPROCESSABLE_ENTITY})
"""Media's last word on a picture; any other answer is a fault, and the picture is tried again."""


class PhotosAway(Unavailable):
    zh = "照片服务暂时不可用，表格中的图片稍后移交。"
    en = "Media is away for the moment; the spreadsheet's pictures are handed over later."


async def hand_over(runtime: Runtime, claim: Claim) -> None:
    """Send the picture; whatever media says of it, nothing else waits for it."""
    async with runtime.database.read() as tx:
        photo = await cell_photos.find(tx, claim.id)
        if photo is None:
            return
        found = await imports.find(tx, photo.import_id)
        content = await import_rows.picture(tx, photo.import_id, photo.sha256)
    reason = await _sent(runtime, photo, content, organisation_id=str(found.organisation_id))
    async with runtime.database.begin() as tx:
        await cell_photos.finish(tx, claim, "refused" if reason else "taken", reason=reason)


async def _sent(runtime: Runtime, photo: CellPhoto, content: bytes, *, organisation_id: str) -> str:
    """Why media refuses the picture; nothing when it took it. `PhotosAway`."""
    settings = runtime.settings
    assert isinstance(settings, IntakeSettings), "intake runs with its own settings"
    expires = int(runtime.clock().timestamp()) + GOOD_FOR
    facts = (photo.id, photo.import_id, organisation_id, photo.sha256, expires)
    asked: dict[str, str | int] = {
        "organisation_id": organisation_id,
        "sha256": photo.sha256,
        "expires": expires,
        "signature": mark(settings.pictures_secret, CELL_PICTURES, *facts),
    }
    url = f"{settings.media_url}/imports/{photo.import_id}/photos/{photo.id}"
    try:
        answer = await runtime.http.put(url, params=asked, content=content, timeout=SECONDS)
    except httpx.HTTPError as error:
        raise PhotosAway from error
    if answer.status_code in REFUSED:
        return str(answer.json()["type"]).rpartition("/")[2]
    if answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise PhotosAway
    answer.raise_for_status()
    return ""
