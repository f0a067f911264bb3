"""For administrators: channels that get nothing through, people whom no channel reaches."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response
from pydantic import BaseModel

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Changing
from services.chassis.pages import Page, Paging
from services.chassis.problems import language_of
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.chassis.web import OwnDatabase, router
from services.notice.domain.refusals import ChannelWorks
from services.notice.routes.bodies import AttemptView, ChannelView, FailingChannel
from services.notice.store import channels as store
from services.notice.store import messages, people
from services.notice.store.channels import Channel

LAST = 50

routes = router()


class Unreached(BaseModel):
    """Somebody with a role whom only the inbox tells."""

    person_id: UUID
    organisation_id: UUID


@routes.get("/channels/failing")
async def list_failing(
    request: Request, caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[FailingChannel]:
    """Channels of the organisations that the caller administers, and of their people, that fail."""
    scope = caller.require("administrator")
    async with database.read() as tx:
        found = await store.failing(tx, scope.organisation_ids, paging)
    language = language_of(request)
    views = [
        FailingChannel(
            **ChannelView.of(each, language=language).model_dump(),
            person_id=each.person_id,
            attempts=each.attempts,
            parked_at=each.parked_at,
        )
        for each in found
    ]
    return paging.page(views, lambda each: [each.id])


@routes.get("/people-without-channel")
async def list_unreached(
    caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[Unreached]:
    """People with a role in the organisations that the caller administers who have no channel."""
    scope = caller.require("administrator")
    async with database.read() as tx:
        found = await people.without_channel(tx, scope.organisation_ids, paging)
    views = [Unreached(person_id=each[0], organisation_id=each[1]) for each in found]
    return paging.page(views, lambda each: [each.person_id])


@routes.get("/channels/{channel_id}/attempts")
async def list_attempts(
    channel_id: Annotated[UUID, Path()], caller: CurrentCaller, database: OwnDatabase
) -> list[AttemptView]:
    """The last tries over a channel, the newest first."""
    async with database.read() as tx:
        await _require_seen(tx, await store.find(tx, channel_id), caller)
        found = await messages.tried(tx, channel_id, limit=LAST)
    return [AttemptView.of(each) for each in found]


@routes.post("/channels/{channel_id}/resending", response_model=ChannelView)
async def resend(channel_id: Annotated[UUID, Path()], command: Changing) -> Response:
    """Try a failing channel again now, with all that waits there."""
    async with command.begin() as tx:
        channel = await store.lock(tx, channel_id)
        await _require_seen(tx, channel, command.caller)
        command.require_version(channel.version)
        if channel.attempts == 0:
            raise ChannelWorks
        await store.want(tx, [channel_id])
        return command.answer(200, ChannelView.of(channel), version=channel.version)


async def _require_seen(tx: Transaction, channel: Channel, caller: Caller) -> None:
    """Whose channel it is sees it, and who administers the organisation it belongs to."""
    if channel.person_id == caller.id:
        return
    owner = channel.organisation_id
    if owner is None:
        assert channel.person_id is not None
        owner = await people.organisation_of(tx, channel.person_id)
    if not caller.has("administrator"):
        raise NotFound
    caller.require("administrator").require(owner)
