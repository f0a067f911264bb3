"""One's own second factor over HTTP, and taking away that of somebody who lost their phone."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Changing
from services.chassis.history import Actor
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.identity import accounts, proving, second_factor, store
from services.identity.announcing import known_at_once
from services.identity.domain import people
from services.identity.domain.second_factors import CodeFailed
from services.identity.resources import OwnResources
from services.identity.routes.people import PersonView, view
from services.identity.routes.sessions import Authenticator

routes = router()

Password = Annotated[str, Field(min_length=1, max_length=1000)]
Code = Annotated[str, Field(min_length=1, max_length=100)]


class SecondFactorView(BaseModel):
    enrolled: bool
    recovery_codes_left: int


class Beginning(BaseModel):
    model_config = ConfigDict(extra="forbid")

    password: Password


class FirstCode(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Code


class RecoveryCodes(BaseModel):
    """Each opens one sign-in in the place of a code; shown this once."""

    recovery_codes: list[str]


class Removal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    password: Password
    code: Code


@routes.get("/people/me/second-factor", tags=["second factor"])
async def read_own(caller: CurrentCaller, database: OwnDatabase) -> SecondFactorView:
    """Whether one has a second factor, and how many recovery codes are left."""
    async with database.read() as tx:
        enrolled = await store.enrolled_among(tx, [caller.id])
        left = await store.count_recovery_codes(tx, caller.id)
    return SecondFactorView(enrolled=bool(enrolled), recovery_codes_left=left)


@routes.post("/people/me/second-factor", status_code=201, tags=["second factor"])
async def begin_own(
    body: Beginning,
    caller: CurrentCaller,
    runtime: CurrentRuntime,
    resources: OwnResources,
    response: Response,
) -> Authenticator:
    """A secret for one's authenticator; asked again, it makes another. A first code enrols it."""
    proven = await proving.prove(runtime, resources, caller.id, body.password)
    async with runtime.database.begin() as tx:
        person = await proving.lock_proven(tx, proven, resources)
        begun = await second_factor.begin(tx, person, resources.secrets)
    response.headers["Cache-Control"] = "no-store"
    return Authenticator(address=begun.address, secret=begun.secret)


@routes.post("/people/me/second-factor/enrolment", status_code=201, tags=["second factor"])
async def enrol_own(
    body: FirstCode,
    caller: CurrentCaller,
    runtime: CurrentRuntime,
    resources: OwnResources,
    response: Response,
) -> RecoveryCodes:
    """Enrol by the authenticator's first code; every other session ends."""
    oneself = caller.actor
    async with known_at_once(runtime), runtime.database.begin() as tx:
        person = await proving.lock_open(tx, caller.id, resources)
        codes = await second_factor.enrol(tx, person, body.code, resources.secrets)
        if codes:
            await accounts.end_sessions(tx, person.id, by=oneself, but=caller.session_id)
        else:
            await proving.count_failure(tx, person, resources)
    if not codes:
        raise CodeFailed
    response.headers["Cache-Control"] = "no-store"
    return RecoveryCodes(recovery_codes=list(codes))


@routes.post("/people/me/second-factor/removal", status_code=204, tags=["second factor"])
async def remove_own(
    body: Removal, caller: CurrentCaller, runtime: CurrentRuntime, resources: OwnResources
) -> None:
    """Remove it by password and code; every session ends, this one too."""
    proven = await proving.prove(runtime, resources, caller.id, body.password)
    async with known_at_once(runtime), runtime.database.begin() as tx:
        person = await proving.lock_proven(tx, proven, resources)
        shown = await second_factor.show(tx, person, body.code, resources.secrets)
        if shown:
            await second_factor.remove(tx, person)
        else:
            await proving.count_failure(tx, person, resources)
    if not shown:
        raise CodeFailed


@routes.delete(
    "/people/{person_id}/second-factor", response_model=PersonView, tags=["second factor"]
)
async def reset(person_id: UUID, command: Changing, runtime: CurrentRuntime) -> Response:
    """An administrator takes it away from somebody else, who is signed out everywhere."""
    scope = command.caller.require("administrator")
    by: Actor = command.caller.actor
    async with known_at_once(runtime), command.begin() as tx:
        person = await store.lock_person(tx, person_id)
        people.require_authority(person, scope)
        command.require_version(person.version, person.last.in_words)
        changed = await second_factor.reset(tx, person, by=by)
        return command.answer(200, view(changed), version=changed.version)
