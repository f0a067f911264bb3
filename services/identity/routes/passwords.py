"""Passwords over HTTP: an administrator makes a link, only the person sets the password."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller
from services.chassis.history import Actor
from services.chassis.refusals import Invalid
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, router
from services.identity import accounts, proving, store
from services.identity.announcing import known_at_once
from services.identity.domain import passwords, people
from services.identity.domain.people import Person
from services.identity.resources import OwnResources, Resources
from services.identity.secrets import new_token, token_hash

routes = router()

LINK_LIVES = timedelta(hours=1)

Given = Annotated[str, Field(min_length=1, max_length=1000)]


class LinkSpent(Invalid):
    zh = "此链接已失效或已被使用，请联系管理员重新生成。"
    en = "This link is spent or too old; ask an administrator for a new one."


class Link(BaseModel):
    """The token goes into a link for the person; it works once."""

    token: str
    expires_at: datetime


class PasswordByLink(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: Given
    password: Given


class OwnPassword(BaseModel):
    model_config = ConfigDict(extra="forbid")

    current: Given
    new: Given


@routes.post("/people/{person_id}/password-reset", status_code=201, tags=["passwords"])
async def make_link(
    person_id: UUID, caller: CurrentCaller, runtime: CurrentRuntime, response: Response
) -> Link:
    """A link for an hour. Asked again, it makes another and the earlier one is void.

    It takes no key: a stored answer would hold the secret. Who made it is a step of the account.
    """
    scope = caller.require("administrator")
    token = new_token()
    async with known_at_once(runtime), runtime.database.begin() as tx:
        person = await store.lock_person(tx, person_id)
        people.require_authority(person, scope)
        linked, event = people.make_link(person, by=caller.actor, at=tx.at)
        await accounts.keep(tx, person, linked, event, by=caller.actor)
        await store.save_reset(
            tx, person.id, token_hash=token_hash(token), lives=LINK_LIVES, asked_by=caller.id
        )
        expires_at = tx.at + LINK_LIVES
    response.headers["Cache-Control"] = "no-store"
    return Link(token=token, expires_at=expires_at)


@routes.post("/password", status_code=204, tags=["passwords"])
async def set_by_link(
    body: PasswordByLink, runtime: CurrentRuntime, resources: OwnResources
) -> None:
    """Set the password by a link; ends every session and the delay after failed sign-ins."""
    link = token_hash(body.token)
    async with runtime.database.read() as tx:
        person_id = await store.find_reset(tx, link)
        if person_id is None:
            raise LinkSpent
        person = await store.find_person(tx, person_id)
    hashed = await _hashed(body.password, person, resources)
    async with known_at_once(runtime), runtime.database.begin() as tx:
        person = await store.lock_person(tx, person.id)
        if not await store.take_reset(tx, link):
            raise LinkSpent
        await _keep(tx, person, hashed, resources)


@routes.post("/people/me/password", status_code=204, tags=["passwords"])
async def change_own(
    body: OwnPassword, caller: CurrentCaller, runtime: CurrentRuntime, resources: OwnResources
) -> None:
    """Change one's own password; every session ends, this one too."""
    proven = await proving.prove(runtime, resources, caller.id, body.current)
    hashed = await _hashed(body.new, proven, resources)
    async with known_at_once(runtime), runtime.database.begin() as tx:
        person = await proving.lock_proven(tx, proven, resources)
        await _keep(tx, person, hashed, resources)


async def _hashed(password: str, person: Person, resources: Resources) -> str:
    passwords.require_good(password, username=person.username, blocked=resources.blocked)
    return await resources.hashing.hash(password)


async def _keep(tx: Transaction, person: Person, hashed: str, resources: Resources) -> None:
    oneself = Actor(person.id, person.name, person.organisation_id)
    changed, event = people.set_password(person, password_hash=hashed, by=oneself, at=tx.at)
    await accounts.keep(tx, person, changed, event, by=oneself)
    await store.drop_resets(tx, person.id)
    await store.clear_failures(tx, resources.secrets.account_key(person.username))
