"""Hiding faces and plates on what is shown of a photo, with every change kept."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller, Scope
from services.chassis.commands import Changing, Command, etag
from services.chassis.transaction import Transaction
from services.chassis.web import OwnDatabase, router
from services.media import covers
from services.media.covers import MOST, Entry, Hidden, Rectangle
from services.media.domain import Photo
from services.media.routes.views import MAY_SEE_ORIGINALS
from services.media.store import covers as store
from services.media.store import photos

Share = Annotated[float, Field(ge=0, le=1)]

routes = router()


class RectangleBody(BaseModel):
    """Left upper corner and size in shares of the upright photo's sides. In its picture the photo
    stands at the top, in the middle; there may be words below it."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    x: Share
    y: Share
    width: Share
    height: Share
    hides: Hidden = "other"


class CoversBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rectangles: Annotated[list[RectangleBody], Field(max_length=MOST)]


class EntryView(BaseModel):
    """A change. `restores` is the entry whose rectangles an undoing brought back, 0 for none."""

    number: int
    rectangles: list[RectangleBody]
    restores: int | None
    by: UUID
    name: str
    at: datetime


class CoversView(BaseModel):
    """The present rectangles and every change, the first one first; `version` counts them."""

    rectangles: list[RectangleBody]
    history: list[EntryView]
    version: int


@routes.get("/photos/{photo_id}/covers", response_model=CoversView)
async def read_covers(
    photo_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> CoversView:
    """What is covered on a photo, and who changed it when."""
    scope = caller.require(*MAY_SEE_ORIGINALS)
    async with database.read() as tx:
        photo = await photos.visible_in(tx, photo_id, scope)
        shown = _view(await store.history(tx, photo.id))
    response.headers["ETag"] = etag(shown.version)
    return shown


@routes.put("/photos/{photo_id}/covers", response_model=CoversView)
async def put_covers(photo_id: UUID, body: CoversBody, command: Changing) -> Response:
    """Cover these rectangles and no others on everything shown of the photo. Its pictures are
    away until they are made anew; the original stays as it is."""
    scope = command.caller.require(*MAY_SEE_ORIGINALS)
    rectangles = [Rectangle(**each.model_dump()) for each in body.rectangles]
    covers.require_within(rectangles)
    async with command.begin() as tx:
        photo, _ = await _held(tx, photo_id, command, scope)
        await store.change(tx, photo, rectangles, caller=command.caller)
        return await _answer(tx, photo, command)


@routes.post("/photos/{photo_id}/covers/undo", response_model=CoversView)
async def undo_covers(photo_id: UUID, command: Changing) -> Response:
    """Go back to what was covered before the last change; again, to what was before that."""
    scope = command.caller.require(*MAY_SEE_ORIGINALS)
    async with command.begin() as tx:
        photo, history = await _held(tx, photo_id, command, scope)
        restored, rectangles = covers.before(history)
        await store.change(tx, photo, rectangles, caller=command.caller, restores=restored)
        return await _answer(tx, photo, command)


async def _held(
    tx: Transaction, photo_id: UUID, command: Command, scope: Scope
) -> tuple[Photo, list[Entry]]:
    """The photo, held until commit, and its history, which the sender has seen to its end."""
    await photos.visible_in(tx, photo_id, scope)
    (photo,) = await photos.lock_known(tx, [photo_id])
    history = await store.history(tx, photo_id)
    command.require_version(photo.covers, covers.last_change(history))
    covers.require_coverable(photo)
    return photo, history


async def _answer(tx: Transaction, photo: Photo, command: Command) -> Response:
    shown = _view(await store.history(tx, photo.id))
    return command.answer(200, shown, version=shown.version)


def _view(history: list[Entry]) -> CoversView:
    def bodies(entry: Entry) -> list[RectangleBody]:
        return [RectangleBody.model_validate(each) for each in entry.rectangles]

    def entry_view(entry: Entry) -> EntryView:
        facts: dict[str, Any] = {**vars(entry), "rectangles": bodies(entry)}
        return EntryView(**facts)

    return CoversView(
        rectangles=bodies(history[-1]) if history else [],
        history=[entry_view(each) for each in history],
        version=len(history),
    )
