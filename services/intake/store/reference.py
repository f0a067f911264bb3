"""Reference data: whole lists with a version each, replaced under a lock."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.history import Actor, LastChange
from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.contracts.intake import CategoryListed
from services.intake import tables
from services.intake.domain.reference import Category, CategoryMapping, RoutingRule


@dataclass(frozen=True)
class ListState:
    """A list's version, 0 before it was first put, and who put it when."""

    version: int
    who: str | None
    at: datetime | None

    @property
    def last(self) -> LastChange | None:
        if self.who is None or self.at is None:
            return None
        return LastChange(who=self.who, zh="更新", en="replaced it", when=self.at)


async def lock_list(tx: Transaction, name: str) -> ListState:
    """Hold a list until commit, so that two replacements can't mix."""
    first = insert(tx, tables.lists).values(name=name, version=0)
    await tx.execute(first.on_conflict_do_nothing(index_elements=["name"]))
    row = (await tx.execute(_state(name).with_for_update())).one()
    return ListState(row.version, row.last_who, row.last_at)


async def version(tx: Transaction, name: str) -> int:
    """A list's version; 0 before it was first put."""
    row = (await tx.execute(_state(name))).one_or_none()
    return row.version if row else 0


async def versions(tx: Transaction) -> dict[str, int]:
    """The versions of all lists that were ever put."""
    rows = await tx.execute(sa.select(tables.lists.c.name, tables.lists.c.version))
    return {row.name: row.version for row in rows}


async def categories(tx: Transaction) -> list[Category]:
    """Every category, by code."""
    rows = await tx.execute(sa.select(tables.categories).order_by(tables.categories.c.code))
    return [Category(**{**row._mapping, "keywords": tuple(row.keywords)}) for row in rows]


async def mappings(tx: Transaction) -> list[CategoryMapping]:
    """Every mapping, by scheme and code."""
    order = (tables.mappings.c.scheme, tables.mappings.c.code)
    rows = await tx.execute(sa.select(tables.mappings).order_by(*order))
    return [CategoryMapping(**row._mapping) for row in rows]


async def rules(tx: Transaction) -> list[RoutingRule]:
    """Every routing rule, in the order they are tried."""
    rows = await tx.execute(
        sa.select(
            tables.rules.c.priority,
            tables.rules.c.category_prefix,
            tables.rules.c.area_code,
            tables.rules.c.source,
            tables.rules.c.organisation_code,
            tables.rules.c.note,
            tables.rules.c.valid_from,
            tables.rules.c.valid_until,
        ).order_by(tables.rules.c.priority, tables.rules.c.position)
    )
    return [RoutingRule(**row._mapping) for row in rows]


async def replace_categories(
    tx: Transaction, found: Sequence[Category], *, state: ListState, by: Actor
) -> int:
    """Put the whole list; its version, which only another content raises."""
    if set(found) == set(await categories(tx)):
        return state.version
    rows = [asdict(each) | {"keywords": list(each.keywords)} for each in found]
    return await _replace(tx, tables.categories, rows, name="categories", state=state, by=by)


async def announced_categories(tx: Transaction) -> dict[UUID, CategoryListed]:
    """What was last announced of every category there ever was."""
    rows = await tx.execute(sa.select(tables.category_facts))
    return {row.category_id: CategoryListed.model_validate(row.fact) for row in rows}


async def keep_announced(tx: Transaction, facts: Sequence[CategoryListed]) -> None:
    """Remember what is announced of these categories."""
    if not facts:
        return
    told = insert(tx, tables.category_facts)
    replacing = told.on_conflict_do_update(
        index_elements=["category_id"], set_={"fact": told.excluded.fact}
    )
    rows = [
        {"category_id": each.category_id, "fact": each.model_dump(mode="json")} for each in facts
    ]
    await tx.execute(replacing, rows)


async def replace_mappings(
    tx: Transaction, found: Sequence[CategoryMapping], *, state: ListState, by: Actor
) -> int:
    """Put the whole list; its version, which only another content raises."""
    if set(found) == set(await mappings(tx)):
        return state.version
    rows = [asdict(each) for each in found]
    return await _replace(tx, tables.mappings, rows, name="category-mappings", state=state, by=by)


async def replace_rules(
    tx: Transaction, found: Sequence[RoutingRule], *, state: ListState, by: Actor
) -> int:
    """Put the whole list; its version, which only another content raises."""
    if sorted(found, key=lambda each: each.priority) == await rules(tx):
        return state.version
    rows = [asdict(each) | {"position": position} for position, each in enumerate(found)]
    return await _replace(tx, tables.rules, rows, name="routing-rules", state=state, by=by)


async def _replace(
    tx: Transaction,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    *,
    name: str,
    state: ListState,
    by: Actor,
) -> int:
    await tx.execute(sa.delete(table))
    if rows:
        await tx.execute(sa.insert(table), list(rows))
    return await raise_version(tx, name, state=state, by=by)


async def raise_version(tx: Transaction, name: str, *, state: ListState, by: Actor) -> int:
    """Note who changed a list that is held; its new version."""
    lists = tables.lists
    changed = {"version": state.version + 1, "last_who": by.name, "last_at": tx.at}
    await tx.execute(sa.update(lists).where(lists.c.name == name).values(changed))
    return state.version + 1


def _state(name: str) -> sa.Select[Any]:
    return sa.select(tables.lists).where(tables.lists.c.name == name)
