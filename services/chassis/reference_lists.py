"""Lists that are put as a whole, such as a city's rules: a version each, replaced under a lock.

A service that has such lists declares the table among its own, and makes it in a migration.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, String, Table

from services.chassis.columns import Instant
from services.chassis.history import Actor, LastChange
from services.chassis.inbox_store import insert
from services.chassis.tables import NAMING
from services.chassis.transaction import Transaction

lists = Table(
    "reference_lists",
    MetaData(naming_convention=NAMING),
    Column("name", String(30), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("last_who", String(200)),
    Column("last_at", Instant),
)


@dataclass(frozen=True)
class ListState:
    """A list's version, 0 before it was first put, and who put it when."""

    name: str
    version: int
    who: str | None
    at: datetime | None

    @property
    def last(self) -> LastChange | None:
        if self.who is None or self.at is None:
            return None
        return LastChange(who=self.who, zh="更新", en="replaced it", when=self.at)


def declare(metadata: MetaData) -> None:
    """Put the table of versions among a service's own."""
    lists.to_metadata(metadata)


async def lock(tx: Transaction, name: str) -> ListState:
    """Hold a list until commit, so that two replacements can't mix."""
    first = insert(tx, lists).values(name=name, version=0)
    await tx.execute(first.on_conflict_do_nothing(index_elements=["name"]))
    row = (await tx.execute(_state(name).with_for_update())).one()
    return ListState(row.name, row.version, row.last_who, row.last_at)


async def version(tx: Transaction, name: str) -> int:
    """A list's version; 0 before it was first put.

    To be read before the list: a list that is newer than its version is only refused when it is
    put, one that is older would be put over what its reader never saw.
    """
    row = (await tx.execute(_state(name))).one_or_none()
    return row.version if row else 0


async def versions(tx: Transaction) -> dict[str, int]:
    """The versions of all lists that were ever put."""
    rows = await tx.execute(sa.select(lists.c.name, lists.c.version))
    return {row.name: row.version for row in rows}


async def replace(
    tx: Transaction,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    state: ListState,
    by: Actor,
) -> int:
    """Let the table of a list that is held have these rows and no others; its new version."""
    await tx.execute(sa.delete(table))
    if rows:
        await tx.execute(sa.insert(table), list(rows))
    return await raise_version(tx, state, by=by)


async def raise_version(tx: Transaction, state: ListState, *, by: Actor) -> int:
    """Note who changed a list that is held; its new version."""
    changed = {"version": state.version + 1, "last_who": by.name, "last_at": tx.at}
    await tx.execute(sa.update(lists).where(lists.c.name == state.name).values(changed))
    return state.version + 1


def _state(name: str) -> sa.Select[Any]:
    return sa.select(lists).where(lists.c.name == name)
