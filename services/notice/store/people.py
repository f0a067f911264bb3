"""Who holds which role where, and who stands in for whom: a replica of identity's facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.pages import PageRequest
from services.chassis.tables import organisations
from services.chassis.transaction import Transaction
from services.contracts.identity import DelegationChanged, PersonChanged
from services.notice.tables import channels, delegations, grants, people


@dataclass(frozen=True)
class Holders:
    """People with the one whose deputy they are, if they are; and where the role is held."""

    people: Mapping[UUID, UUID | None]
    organisation_id: UUID | None


async def keep_person(tx: Transaction, event: PersonChanged) -> None:
    """The person as identity tells of them now."""
    values = {"organisation_id": event.organisation_id, "active": event.active}
    statement = insert(tx, people).values(person_id=event.person_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))
    await tx.execute(sa.delete(grants).where(grants.c.person_id == event.person_id))
    held = {(each.role, each.organisation_id) for each in event.grants}
    if held:
        rows = [
            {"person_id": event.person_id, "role": role, "organisation_id": organisation_id}
            for role, organisation_id in sorted(held)
        ]
        await tx.execute(sa.insert(grants), rows)


async def keep_delegation(tx: Transaction, event: DelegationChanged) -> None:
    """A deputation that holds, or nothing of one that was taken back."""
    mine = delegations.c.delegation_id == event.delegation_id
    await tx.execute(sa.delete(delegations).where(mine))
    if event.active:
        names = [column.name for column in delegations.columns]
        row = {name: getattr(event, name) for name in names}
        await tx.execute(sa.insert(delegations).values(row))


async def chain(tx: Transaction, organisation_id: UUID) -> list[UUID]:
    """The organisation and those above it, nearest first; itself alone while it isn't known."""
    found = await tx.execute(
        sa.select(organisations.c.path).where(organisations.c.id == organisation_id)
    )
    path = found.scalar()
    if path is None:
        return [organisation_id]
    return [UUID(part) for part in reversed(path.strip("/").split("/"))]


async def city(tx: Transaction) -> UUID | None:
    """The organisation above all others, once one is known."""
    found = await tx.execute(
        sa.select(organisations.c.id)
        .where(organisations.c.parent_id.is_(None))
        .order_by(organisations.c.path)
        .limit(1)
    )
    return found.scalar()


async def holders(tx: Transaction, role: str, above: Sequence[UUID]) -> Holders:
    """Whoever holds the role for the nearest of these organisations that has anybody, and their
    deputies."""
    rows = await tx.execute(
        sa.select(grants.c.organisation_id, grants.c.person_id)
        .join(people, people.c.person_id == grants.c.person_id)
        .where(grants.c.role == role, grants.c.organisation_id.in_(above), people.c.active)
        .order_by(grants.c.person_id)
    )
    by_organisation: dict[UUID, list[UUID]] = {}
    for row in rows:
        by_organisation.setdefault(row.organisation_id, []).append(row.person_id)
    nearest = next((each for each in above if each in by_organisation), None)
    if nearest is None:
        return Holders({}, None)
    found = by_organisation[nearest]
    deputies = await _deputies(tx, role, above, found)
    return Holders({**deputies, **dict.fromkeys(found)}, nearest)


async def _deputies(
    tx: Transaction, role: str, above: Sequence[UUID], of: Sequence[UUID]
) -> dict[UUID, UUID | None]:
    """Who stands in for these people in the role now, and for whom."""
    rows = await tx.execute(
        sa.select(delegations.c.deputy_id, delegations.c.person_id)
        .join(people, people.c.person_id == delegations.c.deputy_id)
        .where(
            delegations.c.person_id.in_(of),
            delegations.c.role == role,
            delegations.c.organisation_id.in_(above),
            delegations.c.starts_at <= tx.at,
            delegations.c.ends_at > tx.at,
            people.c.active,
        )
        .order_by(delegations.c.delegation_id)
    )
    return {row.deputy_id: row.person_id for row in rows}


async def organisation_of(tx: Transaction, person_id: UUID) -> UUID | None:
    """Where a person belongs; nothing for somebody unknown."""
    found = await tx.execute(
        sa.select(people.c.organisation_id).where(people.c.person_id == person_id)
    )
    return found.scalar()


async def without_channel(
    tx: Transaction, organisation_ids: Iterable[UUID], paging: PageRequest
) -> list[tuple[UUID, UUID]]:
    """People of these organisations who hold a role and have no channel, one beyond the page."""
    wanted = sa.select(people.c.person_id, people.c.organisation_id).where(
        people.c.organisation_id.in_(list(organisation_ids)),
        people.c.active,
        sa.exists().where(grants.c.person_id == people.c.person_id),
        ~sa.exists().where(channels.c.person_id == people.c.person_id),
    )
    if paging.after is not None:
        wanted = wanted.where(people.c.person_id > UUID(paging.after[0]))
    rows = await tx.execute(wanted.order_by(people.c.person_id).limit(paging.limit + 1))
    return [(row.person_id, row.organisation_id) for row in rows]
