"""Pictures of written imports, as work: each is handed over to media once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.due import Claim, DueRows
from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.intake.domain.cell_photo import CellPhoto, State
from services.intake.import_tables import cell_photos

CELL_PHOTOS = DueRows("cell-photo", cell_photos, due=cell_photos.c.state == "waiting")
SHEET = 200
"""Characters of a sheet's name that are kept."""


async def add(tx: Transaction, found: Sequence[CellPhoto]) -> None:
    """Have these handed over, unless they are already."""
    if not found:
        return
    rows = [{**vars(each), "sheet": each.sheet[:SHEET]} for each in found]
    statement = insert(tx, cell_photos).on_conflict_do_nothing(index_elements=["id"])
    await tx.execute(statement, rows)
    await CELL_PHOTOS.ask(tx, [each.id for each in found])


async def find(tx: Transaction, photo_id: UUID) -> CellPhoto | None:
    """The picture; `None` where its import was taken back meanwhile."""
    wanted = sa.select(cell_photos).where(cell_photos.c.id == photo_id)
    row = (await tx.execute(wanted)).one_or_none()
    return _cell_photo(row) if row else None


async def reject(tx: Transaction, photo_id: UUID, *, reason: str) -> None:
    """Media took the photo, and can make no picture of it; those from elsewhere aren't here."""
    mine = cell_photos.c.id == photo_id
    await tx.execute(sa.update(cell_photos).where(mine).values(state="refused", reason=reason[:40]))


async def take_back(tx: Transaction, import_id: UUID) -> None:
    """Hand nothing of the import over any more."""
    await tx.execute(sa.delete(cell_photos).where(cell_photos.c.import_id == import_id))


async def counts(tx: Transaction, import_id: UUID) -> dict[str, int]:
    """How many of the import's pictures are in each state."""
    found = await tx.execute(
        sa.select(cell_photos.c.state, sa.func.count().label("pictures"))
        .where(cell_photos.c.import_id == import_id)
        .group_by(cell_photos.c.state)
    )
    return {row.state: row.pictures for row in found}


async def refused(tx: Transaction, import_id: UUID, *, limit: int) -> list[CellPhoto]:
    """Pictures that media refused, in the file's order."""
    found = await tx.execute(
        sa.select(cell_photos)
        .where(cell_photos.c.import_id == import_id, cell_photos.c.state == "refused")
        .order_by(cell_photos.c.sheet, cell_photos.c.row, cell_photos.c.id)
        .limit(limit)
    )
    return list(map(_cell_photo, found))


async def finish(tx: Transaction, claim: Claim, state: State, *, reason: str = "") -> None:
    """Keep what media answered, unless it said more since."""
    if await CELL_PHOTOS.hold(tx, claim):
        waiting = (cell_photos.c.id == claim.id) & (cell_photos.c.state == "waiting")
        values = {"state": state, "reason": reason[:40]}
        await tx.execute(sa.update(cell_photos).where(waiting).values(values))
        await CELL_PHOTOS.finish(tx, claim)


def _cell_photo(row: sa.Row[Any]) -> CellPhoto:
    return CellPhoto(**{name: getattr(row, name) for name in CellPhoto.__dataclass_fields__})
