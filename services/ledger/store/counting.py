"""What a period's cases came to, counted from the cases themselves: how long they took, and the
figures by a value that the rollup has no cells for."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

import numpy as np
import sqlalchemy as sa

from services.chassis.callers import Scope
from services.chassis.transaction import Transaction
from services.ledger.statistics.figures import FIGURES, REPORTS, Figure, Side
from services.ledger.statistics.indicators import LEGS, Leg, Seconds
from services.ledger.store.cases import COUNTED, day_of
from services.ledger.tables import cases

Value = Literal["category", "person", "source"]
"""What cases are counted by beside organisations."""
VALUES: Mapping[Value, sa.ColumnElement[Any]] = {
    "category": sa.func.coalesce(cases.c.category, ""),
    "person": cases.c.reporter_id,
    "source": cases.c.source,
}
WHOSE: Mapping[Side, sa.Column[UUID]] = {
    "responsible": cases.c.organisation_id,
    "reporter": cases.c.reporter_organisation_id,
}
DISPATCHED = [figure for figure in FIGURES if figure not in REPORTS]


@dataclass(frozen=True)
class Counted:
    """A key's cases: how many of each figure, and the seconds of those that finished a leg."""

    figures: Counter[str] = field(default_factory=Counter)
    seconds: dict[Leg, Seconds] = field(default_factory=dict)


async def dispatched(
    tx: Transaction,
    side: Side,
    by: Value | None,
    *,
    scope: Scope,
    first_day: date | None,
    last_day: date | None,
) -> dict[UUID | str, Counted]:
    """By a value the figures and seconds of what was dispatched; by organisation the seconds
    alone, for its figures stand in the rollup."""
    figures = DISPATCHED if by is not None else []
    key = WHOSE[side] if by is None else VALUES[by]
    columns = [sa.func.count().filter(COUNTED[figure]).label(figure) for figure in figures]
    columns += [_pack(cases.c[f"{leg}_seconds"], sqlite=tx.is_sqlite).label(leg) for leg in LEGS]
    query = _period(sa.select(key.label("of"), *columns), "dispatched", first_day, last_day).where(
        WHOSE[side].in_(scope.organisation_ids), key.is_not(None)
    )
    return {
        row["of"]: Counted(
            Counter({figure: row[figure] for figure in figures}),
            {leg: _unpack(row[leg]) for leg in LEGS},
        )
        for row in (await tx.execute(query.group_by(key))).mappings()
    }


async def reported(
    tx: Transaction, by: Value, *, scope: Scope, first_day: date | None, last_day: date | None
) -> dict[UUID | str, Counter[str]]:
    """The figures of what the scope's organisations reported."""
    key = VALUES[by]
    numbers = [sa.func.count().filter(COUNTED[figure]).label(figure) for figure in REPORTS]
    query = _period(sa.select(key.label("of"), *numbers), "reported", first_day, last_day).where(
        WHOSE["reporter"].in_(scope.organisation_ids), key.is_not(None)
    )
    return {
        row["of"]: Counter({figure: row[figure] for figure in REPORTS})
        for row in (await tx.execute(query.group_by(key))).mappings()
    }


def _period(
    query: sa.Select[Any], figure: Figure, first_day: date | None, last_day: date | None
) -> sa.Select[Any]:
    day = day_of(figure)
    query = query.where(day.is_not(None))
    if first_day is not None:
        query = query.where(day >= first_day)
    return query if last_day is None else query.where(day <= last_day)


def _pack(column: sa.Column[int], *, sqlite: bool) -> sa.ColumnElement[Any]:
    """All values of a group as one: thousands of rows would take longer on their way than they
    take to be read, and to be ranked by the database far longer than here."""
    if sqlite:
        return sa.func.json_group_array(column).filter(column.is_not(None))
    return sa.func.string_agg(sa.func.int8send(column), sa.literal(b"", sa.LargeBinary))


def _unpack(packed: bytes | str | None) -> Seconds:
    if isinstance(packed, bytes):
        return np.frombuffer(packed, ">i8").astype(np.int64)
    return np.array(json.loads(packed or "[]"), np.int64)
