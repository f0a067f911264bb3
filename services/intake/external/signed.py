"""Who sends: the platform behind a signed request, or behind an Open311 `api_key`."""

import hmac
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import Depends, Request

from services.chassis.callers import Caller
from services.chassis.commands import Command
from services.chassis.runtime import Runtime
from services.intake import resources
from services.intake.domain.external import ExternalKey, ExternalSource, Use
from services.intake.domain.refusals import (
    ClockApart,
    ExternalKeysOff,
    NotSigned,
    SourceInactive,
)
from services.intake.external.signing import WINDOW, Signature, open311_key, secret_of
from services.intake.settings import IntakeSettings
from services.intake.store import external


class Signed(Command):
    """A request that a platform signed. Sent again as it is, it gets its first answer again, so a
    copy of it does nothing."""

    def __init__(self, request: Request, source: ExternalSource, signature: Signature) -> None:
        runtime: Runtime = request.app.state.runtime
        caller = Caller(
            id=source.id,
            name=source.name,
            organisation_id=source.organisation_id,
            session_id=signature.key_id,
            grants=(),
            directory=runtime.directory,
        )
        key = uuid5(signature.key_id, signature.value)
        super().__init__(request, caller, key=key, expected_version=None)
        self.source = source


async def signed_request(source: str, request: Request) -> Signed:
    """The request's platform; `NotSigned` unless one of `source`'s good keys signed all of it."""
    runtime: Runtime = request.app.state.runtime
    signature = Signature.read(request.headers.get("authorization", ""))
    if signature is None:
        raise NotSigned
    key, found = await _good(runtime, signature.key_id, use="signing")
    secret = secret_of(key.id, use="signing", external_secret=external_secret(runtime))
    body = await request.body()
    is_right = signature.is_of(secret, method=request.method, path=_path(request), body=body)
    if not is_right or found.code != source:
        raise NotSigned
    if abs(runtime.clock().timestamp() - signature.time) > WINDOW:
        raise ClockApart(seconds=WINDOW)
    await _let_in(runtime, key, found)
    return Signed(request, found, signature)


SignedRequest = Annotated[Signed, Depends(signed_request)]


async def source_of_key(runtime: Runtime, api_key: str) -> ExternalSource:
    """The platform that an Open311 `api_key` proves; `NotSigned` for any other text."""
    try:
        key_id = UUID(hex=api_key.partition(".")[0])
    except ValueError:
        raise NotSigned from None
    key, found = await _good(runtime, key_id, use="open311")
    secret = secret_of(key.id, use="open311", external_secret=external_secret(runtime))
    right = open311_key(key.id, secret)
    if not hmac.compare_digest(right.encode(), api_key.encode("utf-8", "surrogatepass")):
        raise NotSigned
    await _let_in(runtime, key, found)
    return found


def external_secret(runtime: Runtime) -> str:
    """What keys are made from; `ExternalKeysOff` where nobody set it."""
    settings = runtime.settings
    assert isinstance(settings, IntakeSettings), "intake runs with its own settings"
    if not settings.external_secret:
        raise ExternalKeysOff
    return settings.external_secret


async def _good(runtime: Runtime, key_id: UUID, *, use: Use) -> tuple[ExternalKey, ExternalSource]:
    async with runtime.database.read() as tx:
        found = await external.find_key(tx, key_id)
    if found is None or not found[0].is_good or found[0].use != use:
        raise NotSigned
    return found


async def _let_in(runtime: Runtime, key: ExternalKey, source: ExternalSource) -> None:
    if not source.active:
        raise SourceInactive(source=source.code)
    resources.of(runtime).sources.take(source.code)
    if external.is_noted(key, at=runtime.clock()):
        return
    async with runtime.database.begin() as tx:
        await external.note_use(tx, key.id)


def _path(request: Request) -> str:
    """As the platform asked for it: the path undecoded, with its query."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    return (path.partition(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")
