"""Median and 90th percentile of the hours in each stage, taken from the cases themselves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.chassis.callers import Scope
from services.chassis.transaction import Transaction
from services.ledger.statistics.figures import Side
from services.ledger.statistics.indicators import LEGS, Leg, percentile
from services.ledger.store.counting import KEYS
from services.ledger.tables import cases

PERCENTS = (50, 90)

Value = Literal["category", "person", "source"]
"""What cases are grouped by beside organisations."""

Percentiles = dict[tuple[Leg, int], int]
"""Seconds by leg and percent; a leg that no case finished is missing."""


@dataclass(frozen=True)
class Durations:
    """Nearest ranks, as `indicators.percentile` has them, per group and of all cases together."""

    groups: dict[UUID | str, Percentiles] = field(default_factory=dict)
    total: Percentiles = field(default_factory=dict)


async def read(
    tx: Transaction,
    side: Side,
    *,
    by: Value | None,
    groups: Mapping[UUID, UUID],
    scope: Scope,
    first_day: date | None,
    last_day: date | None,
) -> Durations:
    """How long the scope's cases took; groups are a column's values, else `groups` maps
    organisations to them."""
    organisation = (
        cases.c.organisation_id if side == "responsible" else cases.c.reporter_organisation_id
    )
    chosen: list[sa.ColumnElement[bool]] = [
        cases.c.dispatched_day.is_not(None),
        organisation.in_(scope.organisation_ids),
    ]
    if first_day is not None:
        chosen.append(cases.c.dispatched_day >= first_day)
    if last_day is not None:
        chosen.append(cases.c.dispatched_day <= last_day)
    group: sa.ColumnElement[Any]
    if by is None:
        group = _group(organisation, groups)
    elif by == "category":
        group = sa.func.coalesce(cases.c.category, "")
    else:
        group = KEYS[by]
        chosen.append(group.is_not(None))
    taken = [cases.c[f"{leg}_seconds"] for leg in LEGS]
    read = sa.select(group.label("of"), *taken).where(*chosen).subquery()
    return await (_sorted_here(tx, read) if tx.is_sqlite else _sorted_there(tx, read))


def _group(
    organisation: sa.ColumnElement[UUID], groups: Mapping[UUID, UUID]
) -> sa.ColumnElement[UUID]:
    moved = {each: of for each, of in groups.items() if each != of}
    if not moved:
        return organisation
    return sa.case(
        *((organisation == each, sa.literal(of, sa.Uuid())) for each, of in moved.items()),
        else_=organisation,
    )


async def _sorted_there(tx: Transaction, read: sa.Subquery) -> Durations:
    """PostgreSQL reads the cases once, for the groups and for all together."""
    shares = sa.literal([percent / 100 for percent in PERCENTS], ARRAY(sa.Double))
    ranks = [
        sa.func.percentile_disc(shares).within_group(read.c[f"{leg}_seconds"]).label(leg)
        for leg in LEGS
    ]
    is_total = sa.func.grouping(read.c.of).label("is_total")
    query = sa.select(read.c.of, is_total, *ranks).group_by(sa.func.rollup(read.c.of))
    found = Durations()
    for row in (await tx.execute(query)).mappings():
        told: Percentiles = {
            (leg, percent): seconds
            for leg in LEGS
            for percent, seconds in zip(PERCENTS, row[leg] or (), strict=False)
        }
        if row["is_total"]:
            found.total.update(told)
        else:
            found.groups[row["of"]] = told
    return found


async def _sorted_here(tx: Transaction, read: sa.Subquery) -> Durations:
    """SQLite knows no ranks; a group's seconds come as one list for each leg."""
    lists = [sa.func.json_group_array(read.c[f"{leg}_seconds"]).label(leg) for leg in LEGS]
    query = sa.select(read.c.of, *lists).group_by(read.c.of)
    found, together = Durations(), dict[Leg, list[int]]()
    for row in (await tx.execute(query)).mappings():
        taken: dict[Leg, list[int]] = {
            leg: [each for each in json.loads(row[leg]) if each is not None] for leg in LEGS
        }
        found.groups[row["of"]] = _percentiles(taken)
        for leg, values in taken.items():
            together.setdefault(leg, []).extend(values)
    found.total.update(_percentiles(together))
    return found


def _percentiles(taken: Mapping[Leg, Sequence[int]]) -> Percentiles:
    found: Percentiles = {}
    for leg, values in taken.items():
        ordered = sorted(values)
        for percent in PERCENTS:
            seconds = percentile(ordered, percent=percent)
            if seconds is not None:
                found[leg, percent] = seconds
    return found
