"""Frozen editions: added once, never changed; the database refuses anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.ledger.statistics.groups import By
from services.ledger.tables import edition_tables, editions


@dataclass(frozen=True)
class Edition:
    """`month` is its first day. `frozen_by` is empty where the clock did it."""

    month: date
    frozen_at: datetime
    frozen_by: UUID | None
    sha256: str


@dataclass(frozen=True)
class Table:
    """What an organisation's people saw by one grouping; `told` as the statistics answer it."""

    organisation_id: UUID
    name: str
    by: By
    told: dict[str, Any]


_SHOWN = [editions.c[name] for name in Edition.__dataclass_fields__]


async def freeze(tx: Transaction, edition: Edition, tables: Sequence[Table]) -> bool:
    """Keep an edition for good; whether there was none of its month yet."""
    new = insert(tx, editions).values(**vars(edition)).on_conflict_do_nothing()
    if (await tx.execute(new.returning(editions.c.month))).one_or_none() is None:
        return False
    rows = [{"month": edition.month, "grouping": t.by, **_row(t)} for t in tables]
    if rows:
        await tx.execute(sa.insert(edition_tables), rows)
    return True


async def find(tx: Transaction, month: date) -> Edition | None:
    row = (await tx.execute(sa.select(*_SHOWN).where(editions.c.month == month))).one_or_none()
    return None if row is None else Edition(**row._mapping)


async def newest(tx: Transaction, *, limit: int) -> list[Edition]:
    """The latest months first."""
    query = sa.select(*_SHOWN).order_by(editions.c.month.desc()).limit(limit)
    return [Edition(**row._mapping) for row in await tx.execute(query)]


async def table(tx: Transaction, month: date, organisation_id: UUID, by: By) -> Table | None:
    """The table of one organisation, if it had a figure then."""
    c = edition_tables.c
    query = sa.select(edition_tables).where(
        c.month == month, c.organisation_id == organisation_id, c.grouping == by
    )
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else Table(row.organisation_id, row.name, row.grouping, row.told)


def _row(table: Table) -> dict[str, Any]:
    return {"organisation_id": table.organisation_id, "name": table.name, "told": table.told}
