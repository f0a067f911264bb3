"""Web Push: a browser on a phone or a desk, for as long as its session lasts."""

import json
from uuid import uuid4

from fastapi import Response
from pydantic import BaseModel

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Creating
from services.chassis.web import CurrentRuntime, router
from services.notice import resources
from services.notice.domain.refusals import AddressNotAllowed, AddressUnknown
from services.notice.routes.bodies import ChannelView, NewSubscription
from services.notice.routes.channels import require_room
from services.notice.sending import subscriptions
from services.notice.sending.outside import allowed
from services.notice.store import channels as store
from services.notice.store.channels import Channel

routes = router()


class PushKey(BaseModel):
    """The installation's public key (VAPID), in base64url: browsers subscribe with it."""

    key: str


@routes.get("/push-key")
async def read_push_key(caller: CurrentCaller, runtime: CurrentRuntime) -> PushKey:
    """What a browser needs to subscribe."""
    return PushKey(key=subscriptions.public_key(resources.of(runtime).seals.push_key))


@routes.post("/push-subscriptions", status_code=201, response_model=ChannelView)
async def subscribe(body: NewSubscription, command: Creating, runtime: CurrentRuntime) -> Response:
    """Have notices pushed to this browser until the session ends. Subscribing again renews it."""
    caller, of = command.caller, resources.of(runtime)
    settings, seals = of.settings, of.seals
    subscription = {"endpoint": body.endpoint, "keys": body.keys.model_dump()}
    try:
        allowed(
            body.endpoint,
            inside=settings.notice_webhook_hosts,
            public=settings.notice_push_hosts,
        )
    except ValueError as error:
        raise AddressNotAllowed(reason=error) from None
    try:
        subscriptions.require_usable(subscription)
    except ValueError as error:
        raise AddressUnknown(reason=error) from None
    start, end = body.quiet()
    channel_id, digest = uuid4(), seals.digest(body.endpoint)
    channel = Channel(
        id=channel_id,
        person_id=caller.id,
        organisation_id=None,
        session_id=caller.session_id,
        name=body.name,
        kind="push",
        sealed=seals.seal(json.dumps(subscription), channel_id=channel_id),
        digest_of_address=digest,
        language=body.language,
        least=body.least,
        digest=body.digest,
        quiet_start=start,
        quiet_end=end,
        created_by=caller.id,
        version=1,
    )
    async with command.begin() as tx:
        known = await store.with_address(tx, digest)
        if known is not None and known.person_id == caller.id:
            await store.renew(tx, known.id, session_id=caller.session_id)
            return command.answer(201, ChannelView.of(known), version=known.version)
        if known is not None:
            # Somebody else signed in on the same device: it is theirs no more.
            await store.remove(tx, [known.id])
        await require_room(tx, channel)
        await store.add(tx, channel)
        return command.answer(201, ChannelView.of(channel), version=1)


def _as_kept(subscription: dict[str, object]) -> str:
    return json.dumps(subscription)
