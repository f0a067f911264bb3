"""The rows of imports with what would become of each, and the pictures in their cells."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.bulk import insert_all
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.intake.domain.spreadsheet_import import Outcome
from services.intake.import_tables import import_pictures, import_rows


@dataclass(frozen=True)
class ImportRow:
    """A row and what would become of it; `entry`, `match` and `comparison` as JSON.

    `decision` is what somebody answered: `same_problem` to a doubtful match, `winners` by field.
    """

    number: int
    outcome: Outcome
    entry: list[Any]
    record_id: UUID | None = None
    case_id: UUID | None = None
    match: dict[str, Any] | None = None
    comparison: dict[str, Any] | None = None
    doubtful: bool = False
    decision: dict[str, Any] | None = None


async def clear(tx: Transaction, import_id: UUID) -> None:
    """Forget an earlier preview."""
    for table in (import_rows, import_pictures):
        await tx.execute(sa.delete(table).where(table.c.import_id == import_id))


async def add(tx: Transaction, import_id: UUID, found: Sequence[ImportRow]) -> None:
    await insert_all(tx, import_rows, [{"import_id": import_id, **vars(each)} for each in found])


async def add_pictures(tx: Transaction, import_id: UUID, pictures: Mapping[str, bytes]) -> None:
    for sha256, picture in pictures.items():
        values = {"import_id": import_id, "sha256": sha256, "content": picture}
        await tx.execute(sa.insert(import_pictures).values(values))


async def picture(tx: Transaction, import_id: UUID, sha256: str) -> bytes:
    """A picture that lay in a cell; `NotFound` when there is none such."""
    found = await tx.execute(
        sa.select(import_pictures.c.content).where(
            import_pictures.c.import_id == import_id, import_pictures.c.sha256 == sha256
        )
    )
    content = found.scalar()
    if content is None:
        raise NotFound
    return bytes(content)


async def page(
    tx: Transaction,
    import_id: UUID,
    *,
    after: int,
    limit: int,
    outcome: Outcome | None = None,
    undecided: bool = False,
) -> list[ImportRow]:
    """Rows in the file's order."""
    wanted = sa.select(import_rows).where(
        import_rows.c.import_id == import_id, import_rows.c.number > after
    )
    if outcome is not None:
        wanted = wanted.where(import_rows.c.outcome == outcome)
    if undecided:
        wanted = wanted.where(import_rows.c.outcome == "conflict", import_rows.c.decision.is_(None))
    found = await tx.execute(wanted.order_by(import_rows.c.number).limit(limit))
    return [_import_row(row) for row in found]


async def numbered(
    tx: Transaction, import_id: UUID, numbers: Collection[int]
) -> dict[int, ImportRow]:
    """These rows, by number."""
    found = await tx.execute(
        sa.select(import_rows).where(
            import_rows.c.import_id == import_id, import_rows.c.number.in_(numbers)
        )
    )
    return {row.number: _import_row(row) for row in found}


async def decided(tx: Transaction, import_id: UUID) -> dict[int, ImportRow]:
    """Rows that somebody decided, by number."""
    found = await tx.execute(
        sa.select(import_rows).where(
            import_rows.c.import_id == import_id, import_rows.c.decision.is_not(None)
        )
    )
    return {row.number: _import_row(row) for row in found}


async def decide(
    tx: Transaction, import_id: UUID, number: int, decision: Mapping[str, Any]
) -> None:
    await tx.execute(
        sa.update(import_rows)
        .where(import_rows.c.import_id == import_id, import_rows.c.number == number)
        .values(decision=dict(decision))
    )


async def undecided(tx: Transaction, import_id: UUID) -> tuple[int, int]:
    """How many conflicts, and how many doubtful matches, nobody decided."""
    asked = (
        import_rows.c.import_id == import_id,
        import_rows.c.outcome == "conflict",
        import_rows.c.decision.is_(None),
    )
    found = await tx.execute(
        sa.select(
            sa.func.count().filter(~import_rows.c.doubtful),
            sa.func.count().filter(import_rows.c.doubtful),
        ).where(*asked)
    )
    row: Any = found.one()
    conflicts, doubtful = row
    return conflicts, doubtful


def _import_row(row: sa.Row[Any]) -> ImportRow:
    return ImportRow(**{name: getattr(row, name) for name in ImportRow.__dataclass_fields__})
