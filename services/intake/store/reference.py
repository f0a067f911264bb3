"""Reference data: categories, mappings and routing rules, each a list that is put as a whole."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa

from services.chassis import reference_lists
from services.chassis.history import Actor
from services.chassis.inbox_store import insert
from services.chassis.reference_lists import ListState
from services.chassis.transaction import Transaction
from services.contracts.intake import CategoryListed
from services.intake import tables
from services.intake.domain.reference import Category, CategoryMapping, RoutingRule


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
    return await reference_lists.replace(tx, tables.categories, rows, state=state, by=by)


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
    return await reference_lists.replace(tx, tables.mappings, rows, state=state, by=by)


async def replace_rules(
    tx: Transaction, found: Sequence[RoutingRule], *, state: ListState, by: Actor
) -> int:
    """Put the whole list; its version, which only another content raises."""
    if sorted(found, key=lambda each: each.priority) == await rules(tx):
        return state.version
    rows = [asdict(each) | {"position": position} for position, each in enumerate(found)]
    return await reference_lists.replace(tx, tables.rules, rows, state=state, by=by)
