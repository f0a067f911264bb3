"""Values for identity's tests: each builder fills in whatever the test is not about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.chassis.history import Actor
from services.contracts.identity import Grant, Role
from services.identity.domain import people
from services.identity.domain.organisations import Entry, Organisation, put
from services.identity.domain.people import Person
from services.identity.domain.sessions import Session, start
from services.identity.domain.signing_keys import SigningKey

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CITY = UUID(int=1)
DISTRICT = UUID(int=2)
STREET = UUID(int=3)
ADMINISTRATOR = Actor(UUID(int=99), "管理员", CITY)


def an_entry(code: str, parent: str | None = None, **given: Any) -> Entry:
    return Entry(**{"code": code, "name": code, "kind": "office", "parent_code": parent} | given)


def a_tree(*entries: Entry) -> list[Organisation]:
    """The organisations that a list of entries makes."""
    made = put([], entries, within=None, by=None, at=NOW)
    return [organisation for organisation, _ in made]


def a_grant(role: Role = "handler", organisation_id: UUID = DISTRICT) -> Grant:
    return Grant(role=role, organisation_id=organisation_id)


def a_person(**given: Any) -> Person:
    person, _ = people.create(
        uuid4(),
        username="li.hua",
        name="李华",
        organisation_id=DISTRICT,
        grants=[a_grant()],
        password_hash="hash",
        by=ADMINISTRATOR,
        at=NOW,
    )
    return replace(person, **given)


def a_session(**given: Any) -> Session:
    return replace(start(uuid4(), person_id=UUID(int=7), at=NOW), **given)


def a_key(sequence: int, signs_from: datetime = NOW) -> SigningKey:
    return SigningKey(sequence, f"key{sequence}", b"", {}, signs_from)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)
