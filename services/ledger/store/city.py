"""The city's clock, and the one lock that all writers of the projections take."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.ledger.tables import cases, city, journal, rollup


async def hold(tx: Transaction) -> tuple[tzinfo, int]:
    """Become the one writer until commit; the zone that days are told apart in, and the round.

    Batches touch cases and rollup cells in any order, so without it two workers would
    deadlock all day.
    """
    begun = sa.update(city).values(round=city.c.round + 1)
    row = (await tx.execute(begun.returning(city.c.time_zone, city.c.round))).one()
    return ZoneInfo(row.time_zone), row.round


async def keep_zone(tx: Transaction, name: str) -> str:
    """Keep the zone of the first start; the one that is kept."""
    await tx.execute(
        insert(tx, city).values(id=1, time_zone=name, round=0).on_conflict_do_nothing()
    )
    kept: str = (await tx.execute(sa.select(city.c.time_zone))).scalar_one()
    return kept


async def lock_all(tx: Transaction, *, zone: str) -> None:
    """Keep every writer out until commit, and take over a zone: for a rebuild."""
    await keep_zone(tx, zone)
    await tx.execute(sa.update(city).values(time_zone=zone))
    if not tx.is_sqlite:
        names = ", ".join(table.name for table in (journal, cases, rollup))
        await tx.execute(sa.text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
