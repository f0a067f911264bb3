"""Median and 90th percentile of the hours in each stage, taken from the cases themselves."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from services.chassis.callers import Scope
from services.chassis.transaction import Transaction
from services.ledger.statistics.figures import Side
from services.ledger.statistics.indicators import LEGS, Leg
from services.ledger.store.counting import KEYS
from services.ledger.tables import cases

PERCENTS = (50, 90)

Value = Literal["category", "person", "source"]
"""What cases are grouped by beside organisations."""

Percentiles = dict[tuple[Leg, int], int]
"""Seconds by leg and percent; a leg that no case finished is missing."""


async def percentiles(
    tx: Transaction,
    side: Side,
    *,
    by: Value | None,
    groups: Mapping[UUID, UUID] | None,
    scope: Scope,
    first_day: date | None,
    last_day: date | None,
) -> dict[UUID | str, Percentiles]:
    """Per group, nearest rank as `indicators.percentile` has it; `groups` maps organisations.

    With `by` the groups are a column's values; without both all cases are one group, called `""`.
    """
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
    group: sa.ColumnElement[Any] = sa.literal("")
    if by == "category":
        group = sa.func.coalesce(cases.c.category, "")
    elif by is not None:
        group = KEYS[by]
        chosen.append(group.is_not(None))
    elif groups is not None:
        group = _group(organisation, groups)
    found: dict[UUID | str, Percentiles] = {}
    for leg in LEGS:
        for row in await tx.execute(_ranked(group, leg, chosen)):
            found.setdefault(row.of, {})[leg, row.percent] = row.value
    return found


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


def _ranked(
    group: sa.ColumnElement[Any], leg: Leg, chosen: list[sa.ColumnElement[bool]]
) -> sa.Select[Any]:
    """Number the values of each group and take those at the ranks asked for."""
    value = cases.c[f"{leg}_seconds"]
    grouped = (
        sa.select(group.label("of"), value.label("value"))
        .where(value.is_not(None), *chosen)
        .subquery()
    )
    ordered = sa.select(
        grouped,
        sa.func.row_number().over(partition_by=grouped.c.of, order_by=grouped.c.value).label("n"),
        sa.func.count().over(partition_by=grouped.c.of).label("all"),
    ).subquery()
    percents = sa.union_all(
        *(sa.select(sa.literal(percent).label("percent")) for percent in PERCENTS)
    ).subquery()
    share, percent = ordered.c.n * 100, percents.c.percent
    at_rank = (share >= ordered.c["all"] * percent) & (share - 100 < ordered.c["all"] * percent)
    return sa.select(ordered.c.of, percent, ordered.c.value).join_from(ordered, percents, at_rank)
