"""The organisation tree as a service knows it: a replica kept by identity's facts.

Each process holds it in memory and looks once a second whether the replica moved; so a revoked
session or a moved organisation is known everywhere within the promised five seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from services.chassis.blueprint import Handler
from services.chassis.database import Database
from services.chassis.inbox_store import insert
from services.chassis.refusals import Invalid
from services.chassis.tables import directory_state, organisations, revocations
from services.chassis.transaction import Transaction
from services.contracts.event import Event
from services.contracts.identity import OrganisationChanged, PersonChanged, SessionRevoked

REVOCATIONS_KEPT = timedelta(hours=1)
"""Longer than any access token lives."""


class UnknownOrganisation(Invalid):
    zh = "没有此单位：{organisation}"
    en = "There is no such organisation: {organisation}"


@dataclass(frozen=True)
class Organisation:
    """A node of the tree. `path` lists the ids from the root down to it."""

    id: UUID
    parent_id: UUID | None
    path: str
    code: str
    name: str
    name_en: str
    short_name: str
    kind: str
    number_prefix: str
    longitude: float | None
    latitude: float | None
    active: bool


class Directory:
    """The tree and the revocations, in memory."""

    def __init__(self) -> None:
        self.version = -1
        self._by_id: dict[UUID, Organisation] = {}
        self._by_code: dict[str, Organisation] = {}
        self._subtrees: dict[UUID, frozenset[UUID]] = {}
        self._revoked: dict[UUID, int | None] = {}

    def find(self, organisation_id: UUID) -> Organisation:
        """The organisation; `UnknownOrganisation` when there is none."""
        if organisation_id not in self._by_id:
            raise UnknownOrganisation(organisation=organisation_id)
        return self._by_id[organisation_id]

    def find_code(self, code: str) -> Organisation:
        if code not in self._by_code:
            raise UnknownOrganisation(organisation=code)
        return self._by_code[code]

    def named(self, name: str) -> list[Organisation]:
        """Active organisations with this name or short name, by code."""
        matching = (
            each
            for each in self._by_id.values()
            if each.active and name in (each.name, each.short_name)
        )
        return sorted(matching, key=lambda each: each.code)

    @property
    def root(self) -> UUID | None:
        """The organisation above all others, told by every path; `None` while none is known."""
        known = next(iter(self._by_id.values()), None)
        return UUID(known.path.strip("/").split("/")[0]) if known else None

    def of_kind(self, kind: str) -> list[Organisation]:
        """Active organisations of a kind, by code."""
        matching = (each for each in self._by_id.values() if each.kind == kind and each.active)
        return sorted(matching, key=lambda each: each.code)

    def subtree(self, organisation_id: UUID) -> frozenset[UUID]:
        """The organisation and everything below it; empty for an unknown one."""
        if organisation_id not in self._subtrees:
            marker = f"/{organisation_id}/"
            self._subtrees[organisation_id] = frozenset(
                each.id for each in self._by_id.values() if marker in each.path
            )
        return self._subtrees[organisation_id]

    def chain(self, organisation_id: UUID) -> list[Organisation]:
        """The organisation and those above it, nearest first."""
        ids = [UUID(part) for part in self.find(organisation_id).path.strip("/").split("/")]
        return [self._by_id[each] for each in reversed(ids) if each in self._by_id]

    def is_revoked(self, *, session_id: UUID, person_id: UUID, token_version: int) -> bool:
        """Whether an access token is void before its time."""
        least = self._revoked.get(person_id)
        return session_id in self._revoked or (least is not None and token_version < least)

    async def refresh(self, database: Database) -> None:
        """Load the replica again if it moved."""
        async with database.read() as tx:
            version = await _state(tx)
            if version == self.version:
                return
            rows = await tx.execute(sa.select(organisations))
            found = [Organisation(**row._mapping) for row in rows]
            revoked = await tx.execute(
                sa.select(revocations.c.subject, revocations.c.token_version)
            )
            self.replace(found, {row.subject: row.token_version for row in revoked})
            self.version = version

    def replace(
        self, found: Iterable[Organisation], revoked: dict[UUID, int | None] | None = None
    ) -> None:
        """Hold these organisations and revocations and no others."""
        self._by_id = {each.id: each for each in found}
        self._by_code = {each.code: each for each in self._by_id.values()}
        self._subtrees = {}
        self._revoked = revoked or {}


async def _state(tx: Transaction) -> int:
    return (await tx.execute(sa.select(directory_state.c.version))).scalar() or 0


async def _moved(tx: Transaction) -> None:
    """Tell the processes of this service to look again."""
    statement = insert(tx, directory_state).values(id=1, version=1)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"version": directory_state.c.version + 1}
        )
    )


async def keep_organisation(event: OrganisationChanged, tx: Transaction) -> None:
    row = event.model_dump(exclude={"version", "at", "by", "organisation_id"})
    statement = insert(tx, organisations).values(id=event.organisation_id, **row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
    await _moved(tx)


async def keep_person(event: PersonChanged, tx: Transaction) -> None:
    await _revoke(tx, event.person_id, event.token_version, event.at)


async def keep_revocation(event: SessionRevoked, tx: Transaction) -> None:
    await _revoke(tx, event.session_id, None, event.at)


async def _revoke(tx: Transaction, subject: UUID, token_version: int | None, at: datetime) -> None:
    statement = insert(tx, revocations).values(
        subject=subject, token_version=token_version, revoked_at=at
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["subject"],
            set_={"token_version": token_version, "revoked_at": at},
        )
    )
    # Tokens die by themselves; only person versions of still living tokens matter as well.
    await tx.execute(
        sa.delete(revocations).where(revocations.c.revoked_at < tx.at - REVOCATIONS_KEPT)
    )
    await _moved(tx)


HANDLERS: dict[type[Event], Handler] = {
    OrganisationChanged: keep_organisation,
    PersonChanged: keep_person,
    SessionRevoked: keep_revocation,
}
