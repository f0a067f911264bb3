"""The matrix of organisations and stages, moved in the projection's own transaction."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from services.chassis.callers import Scope
from services.chassis.transaction import Transaction
from services.ledger.domain.derived import Stage
from services.ledger.statistics.figures import Side
from services.ledger.statistics.standings import Stand
from services.ledger.tables import standing

KEY = ("side", "organisation_id", "stage")


def put(
    moves: Mapping[Stand, int], *, sqlite: bool
) -> list[tuple[sa.Executable, list[dict[str, Any]]]]:
    """The statements that add to the cells, with their rows; a cell at zero goes away."""
    # In one order, whoever writes.
    moved = [{**asdict(stand), "count": count} for stand, count in sorted(moves.items()) if count]
    if not moved:
        return []
    statement = (sqlite_insert if sqlite else postgresql_insert)(standing)
    adding = statement.on_conflict_do_update(
        index_elements=list(KEY), set_={"count": standing.c.count + statement.excluded.count}
    )
    emptied = sa.delete(standing).where(standing.c.count == sa.bindparam("nothing"))
    return [
        (adding, moved),
        (emptied.execution_options(synchronize_session=None), [{"nothing": 0}]),
    ]


async def add(tx: Transaction, moves: Mapping[Stand, int]) -> None:
    """Add to the cells."""
    for statement, rows in put(moves, sqlite=tx.is_sqlite):
        await tx.execute(statement, rows)


async def empty(tx: Transaction) -> None:
    """Forget every cell; the cases can be counted again."""
    await tx.execute(sa.delete(standing))


async def matrix(tx: Transaction, side: Side, *, scope: Scope) -> dict[tuple[UUID, Stage], int]:
    """How many cases of each organisation in the scope stand at each stage."""
    query = sa.select(
        standing.c.organisation_id, standing.c.stage, standing.c.count.label("cases")
    ).where(standing.c.side == side, standing.c.organisation_id.in_(scope.organisation_ids))
    return {(row.organisation_id, row.stage): row.cases for row in await tx.execute(query)}
