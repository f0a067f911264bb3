"""Figures by a value that the rollup has no cells for, counted from the period's cases."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.callers import Scope
from services.chassis.transaction import Transaction
from services.ledger.statistics.figures import FIGURES, REPORTS, Figure
from services.ledger.store.cases import COUNTED, day_of
from services.ledger.tables import cases

KEYS = {"person": cases.c.reporter_id, "source": cases.c.source}
"""The reporters' columns that are grouped by."""


async def sums(
    tx: Transaction, by: str, *, scope: Scope, first_day: date | None, last_day: date | None
) -> Mapping[tuple[UUID | str, str], int]:
    """Per (person or source, figure), of what the scope's organisations reported."""
    key = KEYS[by]
    found: Counter[tuple[UUID | str, str]] = Counter()
    for figures in (REPORTS, frozenset(FIGURES) - REPORTS):
        query = _counted(key, sorted(figures), scope, first_day, last_day)
        for row in (await tx.execute(query)).mappings():
            found.update({(row["of"], figure): row[figure] for figure in figures if row[figure]})
    return found


def _counted(
    key: sa.Column[Any],
    figures: list[Figure],
    scope: Scope,
    first_day: date | None,
    last_day: date | None,
) -> sa.Select[Any]:
    day = day_of(figures[0])
    numbers = [sa.func.count().filter(COUNTED[figure]).label(figure) for figure in figures]
    query = sa.select(key.label("of"), *numbers).where(
        cases.c.reporter_organisation_id.in_(scope.organisation_ids),
        key.is_not(None),
        day.is_not(None),
    )
    if first_day is not None:
        query = query.where(day >= first_day)
    if last_day is not None:
        query = query.where(day <= last_day)
    return query.group_by(key)
