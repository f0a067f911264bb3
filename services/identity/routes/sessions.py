"""Signing in, going on and signing out over HTTP.

The refresh token travels in a cookie that only these routes get and no script can read; where it
came in a body (a client without cookies) its successor goes back in the body.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Cookie, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from services.chassis.callers import CurrentCaller
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import Role
from services.identity import admission, store
from services.identity.access_tokens import issue
from services.identity.admission import Admitted, Challenged
from services.identity.announcing import announce, known_at_once
from services.identity.domain import sessions
from services.identity.domain.delegations import Delegation
from services.identity.domain.people import Person, plain_username
from services.identity.domain.second_factors import CHALLENGE_LIVES
from services.identity.domain.sessions import SessionEnded
from services.identity.resources import OwnResources, Resources

routes = router()

COOKIE = "shirong_refresh"
COOKIE_PATH = "/api/identity/sessions"


Given = Annotated[str, Field(min_length=1, max_length=200)]


class SignIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    username: Given
    password: Annotated[str, Field(min_length=1, max_length=1000)]


class Refresh(BaseModel):
    model_config = ConfigDict(extra="forbid")

    refresh_token: Given | None = None


class HeldGrant(BaseModel):
    """A role in force; `lent_by` and `until` where a deputation lends it."""

    role: Role
    organisation_id: UUID
    lent_by: UUID | None = None
    until: datetime | None = None


class SignedIn(BaseModel):
    """Who one is."""

    id: UUID
    username: str
    name: str
    organisation_id: UUID
    grants: list[HeldGrant]


class SessionView(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - RFC 6750's name of the scheme
    expires_in: int
    refresh_token: str | None
    person: SignedIn
    recovery_codes: list[str] = []
    """Shown once, to somebody who has just enrolled a second factor."""


class Challenge(BaseModel):
    """The password was right. `code` asks for one, `enrolment` for an authenticator first."""

    challenge: str
    next: Literal["code", "enrolment"]
    expires_in: int


class SecondStep(BaseModel):
    """`code` is of the authenticator, or a recovery code."""

    model_config = ConfigDict(extra="forbid")

    challenge: Given
    code: Annotated[str, Field(min_length=1, max_length=100)]


class EnrolmentStep(BaseModel):
    model_config = ConfigDict(extra="forbid")

    challenge: Given


class Authenticator(BaseModel):
    """For an authenticator to scan (`address`, otpauth://) or to be typed (`secret`, base32)."""

    address: str
    secret: str


@routes.post(
    "/sessions",
    response_model=SessionView,
    status_code=201,
    responses={202: {"model": Challenge}},
    tags=["sessions"],
)
async def sign_in(
    body: SignIn,
    request: Request,
    response: Response,
    runtime: CurrentRuntime,
    resources: OwnResources,
) -> SessionView | Response:
    """A session of twelve hours at most, of thirty minutes without use; or 202 and a challenge."""
    take_turn(request, resources)
    outcome = await admission.sign_in_with(
        runtime, resources, username=plain_username(body.username), password=body.password
    )
    return await answer_outcome(outcome, response, runtime, resources)


async def answer_outcome(
    outcome: Admitted | Challenged,
    response: Response,
    runtime: CurrentRuntime,
    resources: Resources,
) -> SessionView | Response:
    """201 with the session, or 202 with the challenge before it."""
    if isinstance(outcome, Admitted):
        return await _answer(outcome, response, runtime, resources)
    challenge = Challenge(
        challenge=outcome.challenge,
        next=outcome.next,
        expires_in=int(CHALLENGE_LIVES.total_seconds()),
    )
    return JSONResponse(challenge.model_dump(), 202, {"Cache-Control": "no-store"})


@routes.post("/sessions/enrolment", tags=["sessions"])
async def begin_enrolment(
    body: EnrolmentStep,
    request: Request,
    response: Response,
    runtime: CurrentRuntime,
    resources: OwnResources,
) -> Authenticator:
    """A secret for somebody whose roles demand a second factor; its first code opens the session.

    Asked again, it makes another and the earlier one is void.
    """
    take_turn(request, resources)
    begun = await admission.begin_enrolment(runtime, resources, challenge=body.challenge)
    response.headers["Cache-Control"] = "no-store"
    return Authenticator(address=begun.address, secret=begun.secret)


@routes.post(
    "/sessions/second-step", response_model=SessionView, status_code=201, tags=["sessions"]
)
async def finish(
    body: SecondStep,
    request: Request,
    response: Response,
    runtime: CurrentRuntime,
    resources: OwnResources,
) -> SessionView:
    """The session for a challenge and a code; both are used up by it."""
    take_turn(request, resources)
    admitted = await admission.finish_with(
        runtime, resources, challenge=body.challenge, code=body.code
    )
    return await _answer(admitted, response, runtime, resources)


@routes.post("/sessions/refresh", tags=["sessions"])
async def refresh(
    response: Response,
    runtime: CurrentRuntime,
    resources: OwnResources,
    body: Refresh | None = None,
    cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None,
) -> SessionView:
    """New tokens for an old refresh token, which may be used once; from the body or the cookie."""
    given = body.refresh_token if body else None
    if not (token := given or cookie):
        raise SessionEnded
    admitted = await admission.go_on_with(runtime, resources, token=token)
    view = await _answer(admitted, response, runtime, resources)
    return view if given else view.model_copy(update={"refresh_token": None})


@routes.delete("/sessions/current", status_code=204, tags=["sessions"])
async def sign_out(caller: CurrentCaller, runtime: CurrentRuntime, response: Response) -> None:
    """End this session everywhere; its access token is refused from now on."""
    async with known_at_once(runtime), runtime.database.begin() as tx:
        session = await store.lock_session(tx, caller.session_id)
        if session is not None and session.ended_at is None:
            ended, revoked = sessions.end(session, by=caller.id, at=tx.at)
            await store.save_session(tx, ended)
            await announce(tx, revoked)
    response.delete_cookie(COOKIE, path=COOKIE_PATH, secure=True, httponly=True, samesite="strict")


@routes.get("/sessions/me", tags=["sessions"])
async def who_am_i(caller: CurrentCaller, database: OwnDatabase) -> SignedIn:
    """The person of this session with the roles in force now."""
    async with database.read() as tx:
        person = await store.find_person(tx, caller.id)
        borrowed = await store.list_borrowed(tx, caller.id)
    return _signed_in(person, borrowed)


async def _answer(
    admitted: Admitted, response: Response, runtime: CurrentRuntime, resources: Resources
) -> SessionView:
    standing = admitted.standing
    token = await issue(standing, keyring=resources.keyring, issuer=runtime.settings.issuer)
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        admitted.refresh_token,
        max_age=int((standing.session.ends_at - standing.at).total_seconds()),
        path=COOKIE_PATH,
        secure=True,
        httponly=True,
        samesite="strict",
    )
    return SessionView(
        access_token=token.encoded,
        expires_in=token.expires_in,
        refresh_token=admitted.refresh_token,
        person=_signed_in(standing.person, standing.borrowed),
        recovery_codes=list(admitted.recovery_codes),
    )


def take_turn(request: Request, resources: Resources) -> None:
    """Refuse an address that tries too often."""
    resources.buckets.take(request.client.host if request.client else "")


def _signed_in(person: Person, borrowed: Iterable[Delegation]) -> SignedIn:
    own = [HeldGrant(**grant.model_dump()) for grant in person.grants]
    lent = [
        HeldGrant(
            role=each.role,
            organisation_id=each.organisation_id,
            lent_by=each.person_id,
            until=each.ends_at,
        )
        for each in borrowed
    ]
    return SignedIn(
        id=person.id,
        username=person.username,
        name=person.name,
        organisation_id=person.organisation_id,
        grants=[*own, *lent],
    )
