"""Counters per side, organisation, day and figure, moved in the projection's own transaction: a
month's report reads hundreds of cells instead of a million cases."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from services.chassis.callers import Scope
from services.chassis.transaction import Transaction
from services.ledger.statistics.figures import FIGURES, REPORTS, Figure, Mark, Side
from services.ledger.store.cases import COUNTED
from services.ledger.tables import cases, rollup

Cell = tuple[Side, UUID, Figure]

KEY = ("side", "organisation_id", "day", "figure", "category")


@dataclass(frozen=True)
class Difference:
    """A sum of the rollup that isn't the number of cases it should be."""

    side: Side
    organisation_id: UUID
    figure: Figure
    rollup: int
    cases: int


def put(
    moves: Mapping[Mark, int], *, sqlite: bool
) -> list[tuple[sa.Executable, list[dict[str, Any]]]]:
    """The statements that add to the cells, with their rows; a cell at zero goes away."""
    moved = {mark: count for mark, count in sorted(moves.items()) if count}
    if not moved:
        return []
    statement = (sqlite_insert if sqlite else postgresql_insert)(rollup)
    adding = statement.on_conflict_do_update(
        index_elements=list(KEY), set_={"count": rollup.c.count + statement.excluded.count}
    )
    written: list[tuple[sa.Executable, list[dict[str, Any]]]] = [
        (adding, [{**_row(mark), "count": count} for mark, count in moved.items()])
    ]
    if left := [mark for mark, count in moved.items() if count < 0]:
        cell = sa.and_(*(rollup.c[name] == sa.bindparam(f"of_{name}") for name in KEY))
        emptied = sa.delete(rollup).where(cell, rollup.c.count == 0)
        written.append(
            (
                emptied.execution_options(synchronize_session=None),
                [{f"of_{name}": value for name, value in _row(mark).items()} for mark in left],
            )
        )
    return written


def _row(mark: Mark) -> dict[str, Any]:
    return {**asdict(mark), "category": ""}


async def add(tx: Transaction, cells: Mapping[Mark, int]) -> None:
    """Add to the cells."""
    for statement, rows in put(cells, sqlite=tx.is_sqlite):
        await tx.execute(statement, rows)


async def empty(tx: Transaction) -> None:
    """Forget every cell; the cases can be counted again."""
    await tx.execute(sa.delete(rollup))


async def sums(
    tx: Transaction, side: Side, *, scope: Scope, first_day: date | None, last_day: date | None
) -> Mapping[UUID, Counter[str]]:
    """The figures of each of the scope's organisations that has any."""
    query = (
        sa.select(
            rollup.c.organisation_id, rollup.c.figure, sa.func.sum(rollup.c.count).label("cases")
        )
        .where(rollup.c.side == side, rollup.c.organisation_id.in_(scope.organisation_ids))
        .group_by(rollup.c.organisation_id, rollup.c.figure)
    )
    if first_day is not None:
        query = query.where(rollup.c.day >= first_day)
    if last_day is not None:
        query = query.where(rollup.c.day <= last_day)
    found: dict[UUID, Counter[str]] = {}
    for row in (await tx.execute(query)).mappings():
        figures = found.setdefault(row["organisation_id"], Counter())
        figures[row["figure"]] = int(row["cases"])
    return found


async def differences(tx: Transaction) -> list[Difference]:
    """Where the rollup and the cases disagree; empty when all is well."""
    if not tx.is_sqlite:
        # Both sides must look at one moment, while workers go on writing.
        await tx.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    kept, counted = await _kept(tx), await _counted(tx)
    keys = sorted({*kept, *counted}, key=str)
    return [
        Difference(*key, rollup=kept[key], cases=counted[key])
        for key in keys
        if kept[key] != counted[key]
    ]


async def _kept(tx: Transaction) -> Counter[Cell]:
    cell = (rollup.c.side, rollup.c.organisation_id, rollup.c.figure)
    query = sa.select(*cell, sa.func.sum(rollup.c.count).label("cases")).group_by(*cell)
    rows = (await tx.execute(query)).mappings()
    return Counter(
        {(row["side"], row["organisation_id"], row["figure"]): int(row["cases"]) for row in rows}
    )


async def _counted(tx: Transaction) -> Counter[Cell]:
    counted: Counter[Cell] = Counter()
    sides: dict[Side, sa.Column[UUID]] = {
        "responsible": cases.c.organisation_id,
        "reporter": cases.c.reporter_organisation_id,
    }
    for side, organisation in sides.items():
        told = [figure for figure in FIGURES if side == "reporter" or figure not in REPORTS]
        numbers = [sa.func.count().filter(COUNTED[figure]).label(figure) for figure in told]
        query = sa.select(organisation.label("of"), *numbers).where(organisation.is_not(None))
        for row in (await tx.execute(query.group_by(organisation))).mappings():
            counted.update({(side, row["of"], figure): row[figure] for figure in told})
    return counted
