"""Where all the city's cases stand at this moment, for those who watch the system."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.chassis.transaction import Transaction
from services.ledger.store.cases import UNDECIDED
from services.ledger.tables import cases, standing

BEGUN = ("reported", "urgent")
"""Stages of cases that no organisation is responsible for yet."""
UNFINISHED = (*BEGUN, *UNDECIDED)

c = cases.c


async def stages(tx: Transaction) -> Mapping[tuple[UUID | None, str], int]:
    """How many cases of each responsible organisation stand at each stage."""
    responsible = (standing.c.side == "responsible") & standing.c.stage.not_in(BEGUN)
    nobody = (standing.c.side == "reporter") & standing.c.stage.in_(BEGUN)
    organisation = sa.case((responsible, standing.c.organisation_id))
    query = (
        sa.select(
            organisation.label("whose"), standing.c.stage, sa.func.sum(standing.c.count).label("n")
        )
        .where(responsible | nobody)
        .group_by(organisation, standing.c.stage)
    )
    return {(row.whose, row.stage): int(row.n) for row in await tx.execute(query)}


async def oldest(tx: Transaction) -> Mapping[str, datetime]:
    """When the oldest case at each unfinished stage began."""
    found = {}
    for stage in UNFINISHED:
        # One at a time: the index over stage and beginning answers each by its first row.
        query = sa.select(c.begun_at).where(c.stage == stage).order_by(c.begun_at).limit(1)
        began = (await tx.execute(query)).scalar()
        if began is not None:
            found[stage] = began
    return found


async def overdue(tx: Transaction) -> Mapping[UUID, int]:
    """How many cases of each responsible organisation are past their due date."""
    late = c.stage.in_(UNDECIDED) & (c.due_at < tx.at) & c.organisation_id.is_not(None)
    query = (
        sa.select(c.organisation_id, sa.func.count().label("n"))
        .where(late)
        .group_by(c.organisation_id)
    )
    return {row.organisation_id: int(row.n) for row in await tx.execute(query)}
