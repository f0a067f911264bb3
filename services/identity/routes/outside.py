"""Signing in at an outside provider over HTTP.

The provider sends the browser back to a page of ours (`SHIRONG_OIDC_REDIRECT_URL`) with `state` and
`code`, which that page posts here.
"""

from typing import Annotated

from fastapi import Cookie, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller
from services.chassis.web import CurrentRuntime, router
from services.identity import admission, outside, proving, store
from services.identity.announcing import known_at_once
from services.identity.domain.outside import SIGN_IN_LIVES
from services.identity.resources import OwnResources
from services.identity.routes.sessions import (
    Challenge,
    Given,
    SessionView,
    answer_outcome,
    take_turn,
)

routes = router()

COOKIE = "shirong_outside"
COOKIE_PATH = "/api/identity"

Browser = Annotated[str, Cookie(alias=COOKIE)]
Password = Annotated[str, Field(min_length=1, max_length=1000)]


class OutsideProvider(BaseModel):
    """`name` is what its button says; `None` when there is no provider."""

    name: str | None


class OutsideAccount(BaseModel):
    """Whether sign-ins elsewhere open one's account."""

    linked: bool


class Elsewhere(BaseModel):
    """Where the browser goes to sign in."""

    address: str
    expires_in: int


class Return(BaseModel):
    """What the provider sent the browser back with."""

    model_config = ConfigDict(extra="forbid")

    state: Given
    code: Annotated[str, Field(min_length=1, max_length=4000)]


class Link(Return):
    password: Password


@routes.get("/sessions/outside", tags=["sessions"])
async def read_provider(resources: OwnResources) -> OutsideProvider:
    """Whether one may sign in elsewhere, and what that is called."""
    return OutsideProvider(name=resources.provider.name if resources.provider else None)


@routes.post("/sessions/outside", status_code=201, tags=["sessions"])
async def begin(
    request: Request, response: Response, runtime: CurrentRuntime, resources: OwnResources
) -> Elsewhere:
    """Begin to sign in, or to link an account; to be finished once, within ten minutes."""
    take_turn(request, resources)
    begun = await outside.begin(runtime, resources)
    seconds = int(SIGN_IN_LIVES.total_seconds())
    response.headers["Cache-Control"] = "no-store"
    # Another browser can't be made to finish what this one began, nor the reverse.
    response.set_cookie(
        COOKIE,
        begun.browser,
        max_age=seconds,
        path=COOKIE_PATH,
        secure=True,
        httponly=True,
        samesite="strict",
    )
    return Elsewhere(address=begun.address, expires_in=seconds)


@routes.post(
    "/sessions/outside/completion",
    response_model=SessionView,
    status_code=201,
    responses={202: {"model": Challenge}},
    tags=["sessions"],
)
async def complete(
    body: Return,
    request: Request,
    response: Response,
    runtime: CurrentRuntime,
    resources: OwnResources,
    browser: Browser = "",
) -> SessionView | Response:
    """A session as after a password; or 202 and a challenge where a second factor is demanded."""
    take_turn(request, resources)
    account = await outside.finish(
        runtime, resources, state=body.state, code=body.code, browser=browser
    )
    response.delete_cookie(COOKIE, path=COOKIE_PATH, secure=True, httponly=True)
    outcome = await admission.sign_in_from_outside(runtime, resources, account)
    return await answer_outcome(outcome, response, runtime, resources)


@routes.get("/people/me/outside-account", tags=["sessions"])
async def read_own(caller: CurrentCaller, runtime: CurrentRuntime) -> OutsideAccount:
    """Whether one has linked an account elsewhere."""
    async with runtime.database.read() as tx:
        return OutsideAccount(linked=await store.has_outside_account(tx, caller.id))


@routes.post("/people/me/outside-account", status_code=204, tags=["sessions"])
async def link(
    body: Link,
    caller: CurrentCaller,
    runtime: CurrentRuntime,
    resources: OwnResources,
    browser: Browser = "",
) -> None:
    """Link the account one has just signed in to elsewhere; the password is asked again."""
    proven = await proving.prove(runtime, resources, caller.id, body.password)
    account = await outside.finish(
        runtime, resources, state=body.state, code=body.code, browser=browser
    )
    async with known_at_once(runtime), runtime.database.begin() as tx:
        person = await proving.lock_proven(tx, proven, resources)
        await outside.link(tx, person, account, by=caller.actor)


@routes.delete("/people/me/outside-account", status_code=204, tags=["sessions"])
async def unlink(caller: CurrentCaller, runtime: CurrentRuntime) -> None:
    """Sign-ins elsewhere open one's account no more."""
    async with known_at_once(runtime), runtime.database.begin() as tx:
        await outside.unlink(tx, caller.id, by=caller.actor)
