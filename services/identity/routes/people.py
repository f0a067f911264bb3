"""People one by one over HTTP."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Changing, Creating, etag
from services.chassis.pages import Page, Paging
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import Grant, Role
from services.identity import accounts, store
from services.identity.announcing import announce, known_at_once
from services.identity.domain import people as domain
from services.identity.domain.people import plain_username

routes = router()

NAMES = 20
"""People that a part of a name finds."""

Username = Annotated[str, Field(pattern=r"^\w[\w.@-]{1,59}$"), AfterValidator(plain_username)]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class GrantBody(BaseModel):
    """A role for an organisation and everything below it."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    organisation_id: UUID


class NewPerson(BaseModel):
    model_config = ConfigDict(extra="forbid")

    username: Username
    name: Name
    organisation_id: UUID
    grants: Annotated[list[GrantBody], Field(max_length=50)] = []


class PersonChange(BaseModel):
    """What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    organisation_id: UUID | None = None
    grants: Annotated[list[GrantBody], Field(max_length=50)] | None = None
    active: bool | None = None


class PersonView(BaseModel):
    """For administrators."""

    id: UUID
    username: str
    name: str
    organisation_id: UUID
    grants: list[GrantBody]
    active: bool
    has_password: bool
    has_second_factor: bool
    version: int


class StepView(BaseModel):
    """What made a version of an account; `by` is `null` for the system and its operators."""

    version: int
    code: str
    zh: str
    en: str
    by: UUID | None
    who: str
    at: datetime


class PersonName(BaseModel):
    """For everybody: who did what."""

    id: UUID
    name: str
    organisation_id: UUID


@routes.get("/people", tags=["people"])
async def list_people(
    caller: CurrentCaller,
    database: OwnDatabase,
    paging: Paging,
    ids: Annotated[list[UUID] | None, Query(max_length=200)] = None,
    named: Annotated[str | None, Query(max_length=120)] = None,
) -> Page[PersonView] | Page[PersonName]:
    """With `ids`, the names of these people for anybody; without, an administrator's list, all
    or those whose name or username holds `named`."""
    async with database.read() as tx:
        if ids is not None:
            known = await store.list_named(tx, ids)
            names = [PersonName.model_validate(each, from_attributes=True) for each in known]
            return Page[PersonName](items=names, next=None)
        scope = caller.require("administrator")
        found = await store.list_people(
            tx,
            within=scope.organisation_ids,
            after=paging.after[0] if paging.after else None,
            limit=paging.limit,
            named=named,
        )
        enrolled = await store.enrolled_among(tx, [each.id for each in found])
    views = [view(each, enrolled=enrolled) for each in found]
    return paging.page(views, lambda each: [each.username])


@routes.get("/people/names", tags=["people"])
async def find_names(
    named: Annotated[str, Query(min_length=2, max_length=20)],
    caller: CurrentCaller,
    database: OwnDatabase,
) -> list[PersonName]:
    """People of the caller's organisations by a part of their name, to look for their cases."""
    async with database.read() as tx:
        found = await store.find_by_name(
            tx, named, within=caller.scope.organisation_ids, limit=NAMES
        )
    return [PersonName.model_validate(each, from_attributes=True) for each in found]


@routes.get("/people/{person_id}", tags=["people"])
async def read_person(
    person_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> PersonView:
    """One account, for the administrators over it."""
    scope = caller.require("administrator")
    async with database.read() as tx:
        person = await store.find_person(tx, person_id)
        enrolled = await store.enrolled_among(tx, [person.id])
    scope.require(person.organisation_id)
    response.headers["ETag"] = etag(person.version)
    return view(person, enrolled=enrolled)


@routes.get("/people/{person_id}/steps", tags=["people"])
async def read_steps(
    person_id: UUID, caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[StepView]:
    """Who did what to an account when, the latest first, for the administrators over it."""
    scope = caller.require("administrator")
    before = int(paging.after[0]) if paging.after else None
    async with database.read() as tx:
        scope.require((await store.find_person(tx, person_id)).organisation_id)
        found = await store.list_steps(tx, person_id, before=before, limit=paging.limit)
    return paging.page([view_step(each) for each in found], lambda each: [each.version])


@routes.post("/people", response_model=PersonView, status_code=201, tags=["people"])
async def create_person(body: NewPerson, command: Creating, runtime: CurrentRuntime) -> Response:
    """A new account without a password; a link from `password-reset` lets its person set one."""
    scope = command.caller.require("administrator")
    async with known_at_once(runtime), command.begin() as tx:
        person, event = domain.create(
            uuid4(),
            username=body.username,
            name=body.name,
            organisation_id=body.organisation_id,
            grants=_grants(body.grants),
            password_hash=None,
            by=command.caller.actor,
            at=tx.at,
        )
        domain.require_authority(person, scope)
        await store.add_person(tx, person, by=command.caller.id)
        await announce(tx, event)
        return command.answer(
            201,
            view(person),
            version=person.version,
            location=f"/api/identity/people/{person.id}",
        )


@routes.patch("/people/{person_id}", response_model=PersonView, tags=["people"])
async def change_person(
    person_id: UUID, body: PersonChange, command: Changing, runtime: CurrentRuntime
) -> Response:
    """Change an account; whoever loses something by it is signed out everywhere."""
    scope = command.caller.require("administrator")
    async with known_at_once(runtime), command.begin() as tx:
        person = await store.lock_person(tx, person_id)
        domain.require_authority(person, scope)
        command.require_version(person.version, person.last.in_words)
        changed, event = domain.change(
            person,
            name=body.name,
            organisation_id=body.organisation_id,
            grants=None if body.grants is None else _grants(body.grants),
            active=body.active,
            by=command.caller.actor,
            at=tx.at,
        )
        domain.require_authority(changed, scope)
        if event is not None:
            await accounts.keep(tx, person, changed, event, by=command.caller.actor)
        enrolled = await store.enrolled_among(tx, [person.id])
        return command.answer(200, view(changed, enrolled=enrolled), version=changed.version)


def view(person: domain.Person, *, enrolled: Collection[UUID] = ()) -> PersonView:
    """`enrolled` are the people with a second factor."""
    return PersonView(
        id=person.id,
        username=person.username,
        name=person.name,
        organisation_id=person.organisation_id,
        grants=[GrantBody(**grant.model_dump()) for grant in person.grants],
        active=person.active,
        has_password=person.password_hash is not None,
        has_second_factor=person.id in enrolled,
        version=person.version,
    )


def view_step(kept: store.AccountStep) -> StepView:
    words = kept.step.in_words
    return StepView(
        version=kept.version,
        code=kept.step.what,
        zh=words.zh,
        en=words.en,
        by=kept.by,
        who=kept.step.who,
        at=kept.step.when,
    )


def _grants(bodies: list[GrantBody]) -> list[Grant]:
    return [Grant(role=body.role, organisation_id=body.organisation_id) for body in bodies]
