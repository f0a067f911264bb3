"""Every query of delegations."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.identity.domain.delegations import Delegation
from services.identity.domain.steps import Step
from services.identity.tables import delegations


async def find_delegation(tx: Transaction, delegation_id: UUID) -> Delegation:
    return await _read(tx, _by_id(delegation_id))


async def lock_delegation(tx: Transaction, delegation_id: UUID) -> Delegation:
    """The delegation, held until commit."""
    return await _read(tx, _by_id(delegation_id).with_for_update())


async def lock_lent(tx: Transaction, person_id: UUID) -> list[Delegation]:
    """What the person lends now or will lend, held until commit."""
    query = (
        sa.select(delegations)
        .where(
            delegations.c.person_id == person_id,
            delegations.c.active,
            delegations.c.ends_at > tx.at,
        )
        .order_by(delegations.c.id)
        .with_for_update()
    )
    return [_delegation(row) for row in await tx.execute(query)]


async def list_borrowed(tx: Transaction, deputy_id: UUID) -> list[Delegation]:
    """What is lent to the deputy in this instant."""
    query = (
        sa.select(delegations)
        .where(
            delegations.c.deputy_id == deputy_id,
            delegations.c.active,
            delegations.c.starts_at <= tx.at,
            delegations.c.ends_at > tx.at,
        )
        .order_by(delegations.c.id)
    )
    return [_delegation(row) for row in await tx.execute(query)]


async def list_delegations(
    tx: Transaction,
    *,
    person_id: UUID,
    within: Collection[UUID],
    after: UUID | None,
    limit: int,
) -> list[Delegation]:
    """The person's own, lent or borrowed, and those for the organisations `within`."""
    concerned = sa.or_(
        delegations.c.person_id == person_id,
        delegations.c.deputy_id == person_id,
        delegations.c.organisation_id.in_(within),
    )
    query = sa.select(delegations).where(concerned)
    if after is not None:
        query = query.where(delegations.c.id > after)
    rows = await tx.execute(query.order_by(delegations.c.id).limit(limit + 1))
    return [_delegation(row) for row in rows]


async def save_delegation(tx: Transaction, delegation: Delegation) -> None:
    row = {
        "id": delegation.id,
        "person_id": delegation.person_id,
        "deputy_id": delegation.deputy_id,
        "role": delegation.role,
        "organisation_id": delegation.organisation_id,
        "starts_at": delegation.starts_at,
        "ends_at": delegation.ends_at,
        "active": delegation.active,
        "version": delegation.version,
        "last_who": delegation.last.who,
        "last_what": delegation.last.what,
        "last_when": delegation.last.when,
    }
    statement = insert(tx, delegations).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))


def _by_id(delegation_id: UUID) -> sa.Select[Any]:
    return sa.select(delegations).where(delegations.c.id == delegation_id)


async def _read(tx: Transaction, query: sa.Select[Any]) -> Delegation:
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return _delegation(row)


def _delegation(row: sa.Row[Any]) -> Delegation:
    return Delegation(
        id=row.id,
        person_id=row.person_id,
        deputy_id=row.deputy_id,
        role=row.role,
        organisation_id=row.organisation_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        active=row.active,
        version=row.version,
        last=Step(row.last_who, row.last_what, row.last_when),
    )
