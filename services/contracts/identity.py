"""Facts identity announces. No names, no accounts: ids, the tree and the grants."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from services.contracts.event import Event, Value

Role = Literal[
    "inspector",
    "reviewer",
    "leader",
    "handler",
    "supervisor",
    "verifier",
    "lead_administrator",
    "observer",
    "administrator",
]
"""The glossary's roles; each is granted for an organisation and its subtree."""

OrganisationKind = Literal[
    "city",
    "bureau",
    "office",
    "centre",
    "department",
    "brigade",
    "district",
    "county",
    "street",
    "town",
    "platform",
]


class Grant(Value):
    """A role held for an organisation and everything below it."""

    role: Role
    organisation_id: UUID


class OrganisationChanged(
    Event, type="identity.organisation.changed.v1", subject="organisation_id"
):
    """An organisation was added or changed. Readers replace what they hold of it.

    `path` is the chain of ids from the root down to this organisation, `/root/…/this/`.
    """

    organisation_id: UUID
    parent_id: UUID | None
    path: str
    code: str
    name: str
    name_en: str = ""
    short_name: str = ""
    kind: OrganisationKind
    number_prefix: str = ""
    longitude: float | None = None
    latitude: float | None = None
    active: bool = True


class PersonChanged(Event, type="identity.person.changed.v1", subject="person_id"):
    """A person's account, home organisation or grants changed.

    Access tokens whose `ver` is below `token_version` are no longer good.
    """

    person_id: UUID
    organisation_id: UUID
    grants: tuple[Grant, ...]
    active: bool
    token_version: int


class SessionRevoked(Event, type="identity.session.revoked.v1", subject="session_id"):
    """A session ended before its time: its access tokens are refused from now on."""

    session_id: UUID
    person_id: UUID


class DelegationChanged(Event, type="identity.delegation.changed.v1", subject="delegation_id"):
    """A person named a deputy for a period, or took the deputation back (`active` false)."""

    delegation_id: UUID
    person_id: UUID
    deputy_id: UUID
    role: Role
    organisation_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    active: bool
