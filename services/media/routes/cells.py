"""Pictures that lay in a department's spreadsheet, handed over by intake once it was written."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from services.chassis.web import CurrentRuntime, router
from services.media import links, resources, taking_in
from services.media.domain import CELL_LEAST, OtherBytes
from services.media.taking_in import Sender
from services.media.uploads import Capture, checked, whole

routes = router()


@routes.put("/imports/{import_id}/photos/{photo_id}", status_code=204)
async def take_over(
    import_id: UUID,
    photo_id: UUID,
    organisation_id: Annotated[UUID, Query()],
    sha256: Annotated[str, Query(pattern=r"^[0-9a-f]{64}$")],
    expires: Annotated[int, Query(ge=0, le=253402300799)],
    signature: Annotated[str, Query(max_length=64)],
    request: Request,
    runtime: CurrentRuntime,
) -> None:
    """Seal a picture as a photo that its import sent for the organisation; whose record it shows
    is the record's fact to tell. The same picture sent again changes nothing."""
    links.require_handed_over(
        resources.of(runtime).settings,
        *(photo_id, import_id, organisation_id, sha256),
        expires=expires,
        signature=signature,
        now=runtime.clock(),
    )
    sent = await checked(await whole(request), Capture())
    if sent.sha256 != sha256:
        raise OtherBytes
    sender = Sender(import_id, "", organisation_id, CELL_LEAST, "from-a-cell")
    await taking_in.take_in(runtime, sent, photo_id, sender=sender, told_at=runtime.clock())
