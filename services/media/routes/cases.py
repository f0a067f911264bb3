"""A case's photos and its before/after comparison."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from services.chassis.callers import CurrentCaller
from services.chassis.pages import CursorMalformed, Page, Paging
from services.chassis.refusals import NotFound
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.media import delivery, resources
from services.media.domain import NotReadyYet
from services.media.routes.pictures import JPEG
from services.media.routes.views import PhotoView, view
from services.media.store import cases, comparisons, photos

routes = router()


@routes.get("/cases/{case_id}/photos", response_model=Page[PhotoView])
async def case_photos(
    case_id: UUID, caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[PhotoView]:
    """The photos of a case in the order they came; an uploader always sees their own."""
    async with database.read() as tx:
        found = await photos.of_case(
            tx, case_id, caller, after=_after(paging.after), limit=paging.limit
        )
        if not found and not await cases.is_visible(tx, case_id, caller.scope):
            raise NotFound
    cut = paging.page(found, lambda photo: (photo.received_at.isoformat(), photo.id))
    return Page(items=[view(photo) for photo in cut.items], next=cut.next)


@routes.get("/cases/{case_id}/comparison", response_class=Response, responses=JPEG)
async def comparison(
    case_id: UUID,
    request: Request,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
) -> Response:
    """Before and after, side by side, of the last rectification that has both."""
    async with database.read() as tx:
        found = await comparisons.of_case(tx, case_id)
        seen = await cases.is_visible(tx, case_id, caller.scope)
        seen = seen or bool(await photos.of_case(tx, case_id, caller, after=None, limit=1))
    if found is None or not seen:
        raise NotFound
    if not found.key:
        raise NotReadyYet
    return await delivery.picture(
        request,
        resources.of(runtime).objects,
        key=found.key,
        sha256=found.sha256,
        name=f"{case_id}-comparison",
    )


def _after(after: tuple[Any, ...] | None) -> tuple[datetime, UUID] | None:
    if after is None:
        return None
    try:
        return datetime.fromisoformat(after[0]), UUID(after[1])
    except (ValueError, IndexError):
        raise CursorMalformed from None
