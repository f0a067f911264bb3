"""A case's photos and its before/after comparison."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.database import Database
from services.chassis.pages import CursorMalformed, Page, Paging
from services.chassis.refusals import NotFound
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.media import delivery, links, resources
from services.media.domain import Comparison, NotReadyYet
from services.media.links import Kind
from services.media.routes.pictures import JPEG
from services.media.routes.views import LinkView, PhotoView, linked
from services.media.store import cases, comparisons, photos

routes = router()


class GhostView(BaseModel):
    """A photo from before, half transparent and in outlines, at an address for some minutes."""

    photo_id: UUID
    taken_at: datetime | None
    received_at: datetime
    url: str
    expires_at: datetime


class GhostsView(BaseModel):
    items: list[GhostView]


@routes.get("/cases/{case_id}/photos", response_model=Page[PhotoView])
async def case_photos(
    case_id: UUID,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
    paging: Paging,
) -> Page[PhotoView]:
    """The photos of a case in the order they came, with links to their pictures; an uploader
    always sees their own."""
    async with database.read() as tx:
        found = await photos.of_case(
            tx, case_id, caller, after=_after(paging.after), limit=paging.limit
        )
        if not found and not await cases.is_visible(tx, case_id, caller.scope):
            raise NotFound
    cut = paging.page(found, lambda photo: (photo.received_at.isoformat(), photo.id))
    settings, now = resources.of(runtime).settings, runtime.clock()
    shown = [linked(photo, settings, now=now) for photo in cut.items]
    return Page(items=shown, next=cut.next)


@routes.get("/cases/{case_id}/ghosts", response_model=GhostsView)
async def case_ghosts(
    case_id: UUID, caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> GhostsView:
    """What to lay over the viewfinder for a case's after-photos: of the last recheck's photos,
    then of the report's."""
    async with database.read() as tx:
        found = await photos.befores(tx, case_id, caller)
        if not found and not await cases.is_visible(tx, case_id, caller.scope):
            raise NotFound
    settings, now = resources.of(runtime).settings, runtime.clock()
    until = links.expiry(now)
    return GhostsView(
        items=[
            GhostView(
                photo_id=photo.id,
                taken_at=photo.taken_at,
                received_at=photo.received_at,
                url=links.link(settings, Kind.GHOST, photo.id, version=photo.version, until=until),
                expires_at=until,
            )
            for photo in found
            if photo.rendition is not None and photo.rendition.ghost_key is not None
        ]
    )


@routes.get("/cases/{case_id}/comparison", response_class=Response, responses=JPEG)
async def comparison(
    case_id: UUID,
    request: Request,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
) -> Response:
    """Before and after, side by side, of the last rectification that has both."""
    found = await _compared(database, case_id, caller)
    return await delivery.picture(
        request,
        resources.of(runtime).objects,
        key=found.key,
        sha256=found.sha256,
        name=f"{case_id}-comparison",
    )


@routes.get("/cases/{case_id}/comparison/link", response_model=LinkView)
async def comparison_link(
    case_id: UUID, caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> LinkView:
    """An address of the comparison that needs no token, for some minutes."""
    found = await _compared(database, case_id, caller)
    settings, until = resources.of(runtime).settings, links.expiry(runtime.clock())
    url = links.link(settings, Kind.COMPARISON, found.id, version=found.version, until=until)
    return LinkView(url=url, expires_at=until)


async def _compared(database: Database, case_id: UUID, caller: Caller) -> Comparison:
    async with database.read() as tx:
        found = await comparisons.of_case(tx, case_id)
        seen = await cases.is_visible(tx, case_id, caller.scope)
        seen = seen or bool(await photos.of_case(tx, case_id, caller, after=None, limit=1))
    if found is None or not seen:
        raise NotFound
    if not found.key:
        raise NotReadyYet
    return found


def _after(after: tuple[Any, ...] | None) -> tuple[datetime, UUID] | None:
    if after is None:
        return None
    try:
        return datetime.fromisoformat(after[0]), UUID(after[1])
    except (ValueError, IndexError):
        raise CursorMalformed from None
