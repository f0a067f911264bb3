"""Every query of people and their grants."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.contracts.identity import Grant
from services.identity.domain.people import Person, UsernameTaken, in_order
from services.identity.domain.steps import Step
from services.identity.tables import account_steps, grants, people


@dataclass(frozen=True)
class Named:
    """As much of a person as anybody may know: who it is."""

    id: UUID
    name: str
    organisation_id: UUID


@dataclass(frozen=True)
class AccountStep:
    """What made a version of an account; `by` is `None` for the system and its operators."""

    version: int
    by: UUID | None
    step: Step


async def lock_person(tx: Transaction, person_id: UUID) -> Person:
    """The person, held until commit."""
    found = await _read(tx, sa.select(people).where(people.c.id == person_id).with_for_update())
    if not found:
        raise NotFound
    return found[0]


async def lock_people(tx: Transaction, usernames: Collection[str]) -> dict[str, Person]:
    """Those of them who exist, by username, held until commit; taken in one order by everyone."""
    matching = sa.select(people).where(people.c.username.in_(usernames)).order_by(people.c.id)
    return {person.username: person for person in await _read(tx, matching.with_for_update())}


async def find_person(tx: Transaction, person_id: UUID) -> Person:
    found = await _read(tx, sa.select(people).where(people.c.id == person_id))
    if not found:
        raise NotFound
    return found[0]


async def find_username(tx: Transaction, username: str) -> Person | None:
    found = await _read(tx, sa.select(people).where(people.c.username == username))
    return found[0] if found else None


async def list_people(
    tx: Transaction,
    *,
    within: Collection[UUID],
    after: str | None,
    limit: int,
    named: str | None = None,
) -> list[Person]:
    """People of these organisations by username; one more than `limit` tells that more follow.

    `named` is a part of the name or the username, whatever its case.
    """
    query = sa.select(people).where(people.c.organisation_id.in_(within))
    if named:
        query = query.where(_named(named))
    if after is not None:
        query = query.where(people.c.username > after)
    return await _read(tx, query.order_by(people.c.username).limit(limit + 1))


async def list_deputies(tx: Transaction, named: str, *, but: UUID, limit: int) -> list[Named]:
    """Active people with a part of this name or username, other than one."""
    rows = await tx.execute(
        sa.select(people.c.id, people.c.name, people.c.organisation_id)
        .where(people.c.active, people.c.id != but, _named(named))
        .order_by(people.c.username)
        .limit(limit)
    )
    return [Named(**row._mapping) for row in rows]


async def find_by_name(
    tx: Transaction, named: str, *, within: Collection[UUID], limit: int
) -> list[Named]:
    """People of these organisations with a part of this name, those who left among them."""
    rows = await tx.execute(
        sa.select(people.c.id, people.c.name, people.c.organisation_id)
        .where(
            people.c.organisation_id.in_(within), people.c.name.icontains(named, autoescape=True)
        )
        .order_by(people.c.name, people.c.id)
        .limit(limit)
    )
    return [Named(**row._mapping) for row in rows]


async def list_named(tx: Transaction, ids: Collection[UUID]) -> list[Named]:
    rows = await tx.execute(
        sa.select(people.c.id, people.c.name, people.c.organisation_id)
        .where(people.c.id.in_(ids))
        .order_by(people.c.id)
    )
    return [Named(**row._mapping) for row in rows]


async def list_with_password(tx: Transaction, usernames: Collection[str]) -> set[str]:
    """Which of these usernames have a password already."""
    rows = await tx.execute(
        sa.select(people.c.username).where(
            people.c.username.in_(usernames), people.c.password_hash.is_not(None)
        )
    )
    return set(rows.scalars())


async def add_person(tx: Transaction, person: Person, *, by: UUID | None) -> None:
    """`UsernameTaken` when somebody was first."""
    added = await tx.execute(
        insert(tx, people)
        .values(_row(person))
        .on_conflict_do_nothing(index_elements=["username"])
        .returning(people.c.id)
    )
    if added.one_or_none() is None:
        raise UsernameTaken(username=person.username)
    await _save_grants(tx, person)
    await _add_step(tx, person, by)


async def save_person(tx: Transaction, person: Person, *, by: UUID | None) -> None:
    """The account as it is now, and what made it so."""
    await tx.execute(sa.update(people).where(people.c.id == person.id).values(_row(person)))
    await tx.execute(sa.delete(grants).where(grants.c.person_id == person.id))
    await _save_grants(tx, person)
    await _add_step(tx, person, by)


async def save_password_hash(tx: Transaction, person_id: UUID, password_hash: str) -> None:
    """The same password under today's parameters: nothing that anybody else could see changes."""
    await tx.execute(
        sa.update(people).where(people.c.id == person_id).values(password_hash=password_hash)
    )


async def list_steps(
    tx: Transaction, person_id: UUID, *, before: int | None, limit: int
) -> list[AccountStep]:
    """What happened to an account, the latest first."""
    query = sa.select(account_steps).where(account_steps.c.person_id == person_id)
    if before is not None:
        query = query.where(account_steps.c.version < before)
    rows = await tx.execute(query.order_by(account_steps.c.version.desc()).limit(limit + 1))
    return [AccountStep(row.version, row.by_id, Step(row.who, row.what, row.at)) for row in rows]


async def _add_step(tx: Transaction, person: Person, by: UUID | None) -> None:
    step = person.last
    await tx.execute(
        sa.insert(account_steps).values(
            person_id=person.id,
            version=person.version,
            what=step.what,
            who=step.who,
            by_id=by,
            at=step.when,
        )
    )


async def _save_grants(tx: Transaction, person: Person) -> None:
    if person.grants:
        await tx.execute(
            sa.insert(grants),
            [{"person_id": person.id, **grant.model_dump()} for grant in person.grants],
        )


async def _read(tx: Transaction, query: sa.Select[Any]) -> list[Person]:
    rows = (await tx.execute(query)).all()
    held = await _grants_of(tx, [row.id for row in rows])
    return [_person(row, held.get(row.id, [])) for row in rows]


async def _grants_of(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, list[Grant]]:
    held: dict[UUID, list[Grant]] = {}
    for row in await tx.execute(sa.select(grants).where(grants.c.person_id.in_(ids))):
        grant = Grant(role=row.role, organisation_id=row.organisation_id)
        held.setdefault(row.person_id, []).append(grant)
    return held


def _person(row: sa.Row[Any], held: Iterable[Grant]) -> Person:
    return Person(
        id=row.id,
        username=row.username,
        name=row.name,
        organisation_id=row.organisation_id,
        grants=in_order(held),
        active=row.active,
        password_hash=row.password_hash,
        token_version=row.token_version,
        version=row.version,
        last=Step(row.last_who, row.last_what, row.last_when),
    )


def _row(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "organisation_id": person.organisation_id,
        "active": person.active,
        "password_hash": person.password_hash,
        "token_version": person.token_version,
        "version": person.version,
        "last_who": person.last.who,
        "last_what": person.last.what,
        "last_when": person.last.when,
    }


def _named(part: str) -> sa.ColumnElement[bool]:
    return people.c.name.icontains(part, autoescape=True) | people.c.username.icontains(
        part, autoescape=True
    )
