"""The one row that those who add notices hold, one after the other.

So the ids of notices are committed in their order, and two batches that concern the same people
can't wait for each other. What a batch reads again and again is kept beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.notice.domain.rules import Rule
from services.notice.store import reference
from services.notice.tables import state

HELD = "notice.desk"


@dataclass
class Desk:
    """`holders` are the people found for a role and an organisation, while the batch lasts."""

    zone: tzinfo
    rules: Sequence[Rule]
    holders: dict[tuple[str, UUID], Sequence[UUID]] = field(default_factory=dict)


async def keep_zone(tx: Transaction, zone: str) -> None:
    """The city's time zone, for whoever decides in a transaction what time it is there."""
    statement = insert(tx, state).values(id=1, zone=zone)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"zone": zone}))


async def held(tx: Transaction) -> Desk:
    """The desk of this transaction; until it commits, nobody else adds notices."""
    found: Desk | None = tx.session.info.get(HELD)
    if found is None:
        row = await tx.execute(sa.select(state.c.zone).with_for_update())
        found = Desk(ZoneInfo(row.scalar_one()), await reference.rules_in_use(tx))
        tx.session.info[HELD] = found
    return found


def forget_holders(tx: Transaction) -> None:
    """Somebody's roles changed in this transaction."""
    found: Desk | None = tx.session.info.get(HELD)
    if found is not None:
        found.holders.clear()
