"""People put as a whole list, for setting a city up and for personnel files."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import Scope
from services.chassis.commands import Replacing
from services.chassis.directory import UnknownOrganisation
from services.chassis.history import Actor
from services.chassis.refusals import Invalid
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import Grant, Role
from services.identity import accounts, store
from services.identity.announcing import announce, known_at_once
from services.identity.domain import passwords, people
from services.identity.domain.people import Person
from services.identity.resources import OwnResources, Resources
from services.identity.routes.organisations import Code, ListKept
from services.identity.routes.people import Name, Username

routes = router()


class UsernameRepeated(Invalid):
    zh = "用户名 {username} 在清单中出现了不止一次。"
    en = "The username {username} is in the list more than once."


class GrantEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Role
    organisation_code: Code


class PersonEntry(BaseModel):
    """`password` is the first one: an account that has a password keeps its own (ASVS 6.4.6)."""

    model_config = ConfigDict(extra="forbid")

    username: Username
    name: Name
    organisation_code: Code
    grants: Annotated[list[GrantEntry], Field(max_length=50)] = []
    password: str | None = None


class PeopleList(BaseModel):
    model_config = ConfigDict(extra="forbid")

    people: Annotated[list[PersonEntry], Field(min_length=1, max_length=500)]


@routes.put("/people", response_model=ListKept, tags=["people"])
async def put_people(
    body: PeopleList,
    command: Replacing,
    runtime: CurrentRuntime,
    database: OwnDatabase,
    resources: OwnResources,
) -> Response:
    """Bring accounts to the list, by username; all of it or nothing. Others stay as they are."""
    scope = command.caller.require("administrator")
    usernames = [entry.username for entry in body.people]
    for username in usernames:
        if usernames.count(username) > 1:
            raise UsernameRepeated(username=username)
    async with database.read() as tx:
        settled = await store.list_with_password(tx, usernames)
    # Hashed before the transaction: a list takes seconds, and nobody else could write meanwhile.
    hashes = await _hashes(
        [entry for entry in body.people if entry.username not in settled], resources
    )
    async with known_at_once(runtime), command.begin() as tx:
        ids = await store.ids_by_code(tx, _codes(body.people))
        known = await store.lock_people(tx, usernames)
        changed = 0
        for entry in body.people:
            changed += await _put(
                tx,
                entry,
                known.get(entry.username),
                ids=ids,
                password_hash=hashes.get(entry.username),
                scope=scope,
                by=command.caller.actor,
            )
        return command.answer(200, ListKept(given=len(body.people), changed=changed))


async def _put(
    tx: Transaction,
    entry: PersonEntry,
    known: Person | None,
    *,
    ids: dict[str, UUID],
    password_hash: str | None,
    scope: Scope,
    by: Actor,
) -> bool:
    """Whether the entry changed anything."""
    organisation_id = _id(ids, entry.organisation_code)
    grants = [
        Grant(role=grant.role, organisation_id=_id(ids, grant.organisation_code))
        for grant in entry.grants
    ]
    if known is None:
        person, created = people.create(
            uuid4(),
            username=entry.username,
            name=entry.name,
            organisation_id=organisation_id,
            grants=grants,
            password_hash=password_hash,
            by=by,
            at=tx.at,
        )
        people.require_authority(person, scope)
        await store.add_person(tx, person, by=by.id)
        await announce(tx, created)
        return True
    person, event = people.change(
        known, name=entry.name, organisation_id=organisation_id, grants=grants, by=by, at=tx.at
    )
    gets_password = known.password_hash is None and password_hash is not None
    if event is None and not gets_password:
        return False
    people.require_authority(known, scope)
    people.require_authority(person, scope)
    if event is not None:
        await accounts.keep(tx, known, person, event, by=by)
    if gets_password and password_hash is not None:
        before = person
        person, event = people.set_password(person, password_hash=password_hash, by=by, at=tx.at)
        await accounts.keep(tx, before, person, event, by=by)
    return True


async def _hashes(entries: list[PersonEntry], resources: Resources) -> dict[str, str]:
    hashes = {}
    for entry in entries:
        if entry.password is not None:
            passwords.require_good(
                entry.password, username=entry.username, blocked=resources.blocked
            )
            hashes[entry.username] = await resources.hashing.hash(entry.password)
    return hashes


def _codes(entries: list[PersonEntry]) -> set[str]:
    granted = {grant.organisation_code for entry in entries for grant in entry.grants}
    return granted | {entry.organisation_code for entry in entries}


def _id(ids: dict[str, UUID], code: str) -> UUID:
    if code not in ids:
        raise UnknownOrganisation(organisation=code)
    return ids[code]
