"""Channels: a person's own, and those that administrators set up for organisations."""

import json
import secrets
from dataclasses import replace
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Path, Request, Response

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Changing, Creating
from services.chassis.problems import language_of
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.notice import resources
from services.notice.domain.refusals import (
    AddressNotAllowed,
    AddressUnknown,
    ChannelNotSetUp,
    TooManyChannels,
    WebhookForOrganisations,
)
from services.notice.domain.timing import Due
from services.notice.resources import Resources
from services.notice.routes.bodies import ChannelHabits, ChannelView, NewChannel
from services.notice.sending import robots
from services.notice.sending.outside import allowed
from services.notice.store import channels as store
from services.notice.store import messages
from services.notice.store.channels import Channel

MOST = 20
"""Channels of one owner."""
TRIAL = "channel_trial"
ChannelId = Annotated[UUID, Path()]

routes = router()


@routes.get("/channels")
async def list_channels(
    request: Request, caller: CurrentCaller, database: OwnDatabase
) -> list[ChannelView]:
    """The caller's channels, and those of the organisations that the caller administers."""
    mine: frozenset[UUID] = frozenset()
    if caller.has("administrator"):
        mine = caller.require("administrator").organisation_ids
    async with database.read() as tx:
        found = await store.owned(tx, person_id=caller.id, organisations=mine)
    return [ChannelView.of(each, language=language_of(request)) for each in found]


@routes.post("/channels", status_code=201, response_model=ChannelView)
async def add_channel(body: NewChannel, command: Creating, runtime: CurrentRuntime) -> Response:
    """Set a channel up; what is sent over it from now on is written down with each try."""
    caller = command.caller
    if body.organisation_id is not None:
        caller.require("administrator").require(body.organisation_id)
    elif body.kind == "webhook":
        raise WebhookForOrganisations
    address, secret = _checked(body, resources.of(runtime))
    start, end = body.quiet()
    channel_id, seals = uuid4(), resources.of(runtime).seals
    channel = Channel(
        id=channel_id,
        person_id=None if body.organisation_id else caller.id,
        organisation_id=body.organisation_id,
        session_id=None,
        name=body.name,
        kind=body.kind,
        sealed=seals.seal(address, channel_id=channel_id),
        digest_of_address=seals.digest(body.address),
        language=body.language,
        least=body.least,
        digest=body.digest,
        quiet_start=start,
        quiet_end=end,
        created_by=caller.id,
        version=1,
    )
    async with command.begin() as tx:
        await require_room(tx, channel)
        await store.add(tx, channel)
        view = ChannelView.of(channel, secret=secret)
        return command.answer(201, view, version=1)


@routes.put("/channels/{channel_id}", response_model=ChannelView)
async def change_channel(channel_id: ChannelId, body: ChannelHabits, command: Changing) -> Response:
    """Say anew how a channel is used; where it leads doesn't change."""
    start, end = body.quiet()
    async with command.begin() as tx:
        channel = await _held(tx, channel_id, command.caller)
        command.require_version(channel.version)
        channel = replace(
            channel,
            name=body.name,
            language=body.language,
            least=body.least,
            digest=body.digest,
            quiet_start=start,
            quiet_end=end,
            version=channel.version + 1,
        )
        await store.change(tx, channel)
        return command.answer(200, ChannelView.of(channel), version=channel.version)


@routes.delete("/channels/{channel_id}", response_model=ChannelView)
async def remove_channel(channel_id: ChannelId, command: Changing) -> Response:
    """Forget a channel with all that waits there; the answer is what it was."""
    async with command.begin() as tx:
        channel = await _held(tx, channel_id, command.caller)
        command.require_version(channel.version)
        await store.remove(tx, [channel_id])
        return command.answer(200, ChannelView.of(channel))


@routes.post("/channels/{channel_id}/trial", response_model=ChannelView)
async def try_channel(channel_id: ChannelId, command: Changing) -> Response:
    """Send a trial message, as urgent ones go; its tries tell what became of it."""
    async with command.begin() as tx:
        channel = await _held(tx, channel_id, command.caller)
        command.require_version(channel.version)
        row = {
            "channel_id": channel.id,
            "event_id": uuid4(),
            "kind": TRIAL,
            "urgency": "urgent",
            "case_id": None,
            "facts": {"channel": channel.name},
            "at": tx.at,
            "free_at": tx.at,
            "created_at": tx.at,
            "sent_at": None,
        }
        await messages.add(tx, [row])
        await store.plan(tx, channel.id, Due(tx.at, channel.gathering_since, None))
        await store.want(tx, [channel.id])
        return command.answer(200, ChannelView.of(channel), version=channel.version)


async def require_room(tx: Transaction, channel: Channel) -> None:
    """`TooManyChannels` when the owner has as many as one may."""
    found = await store.owned_by(tx, [channel.owner_id], held=True)
    if len(found[channel.owner_id]) >= MOST:
        raise TooManyChannels(most=MOST)


async def _held(tx: Transaction, channel_id: UUID, caller: Caller) -> Channel:
    """The channel, if it is the caller's to change: their own, or one they administer."""
    channel = await store.lock(tx, channel_id)
    if channel.organisation_id is not None:
        caller.require("administrator").require(channel.organisation_id)
    elif channel.person_id != caller.id:
        raise NotFound
    return channel


def _checked(body: NewChannel, of: Resources) -> tuple[str, str | None]:
    """What is kept of an address, and the secret that signs a webhook's letters."""
    if body.kind == "webhook":
        try:
            allowed(body.address, inside=of.settings.notice_webhook_hosts)
        except ValueError as error:
            raise AddressNotAllowed(reason=error) from None
        secret = secrets.token_urlsafe(32)
        return json.dumps({"url": body.address, "secret": secret}), secret
    try:
        robots.require_known(robots.url_of(body.kind, body.address, of.settings))
    except robots.NotSetUp:
        raise ChannelNotSetUp(kind=body.kind) from None
    except ValueError as error:
        raise AddressUnknown(reason=error) from None
    return body.address, None
