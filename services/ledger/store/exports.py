"""Exports: who asked for what, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.due import LEASE, Claim, DueRows
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.ledger.exports.cells import Language
from services.ledger.exports.kinds import Document, Format
from services.ledger.table.conditions import CONDITION, Condition, Order
from services.ledger.tables import exports

KEPT = timedelta(days=7)
EXPORTS = DueRows("export", exports, exports.c.made < exports.c.wanted)


@dataclass(frozen=True)
class Export:
    """`organisation_ids` is the owner's scope when it was asked for; `size` in bytes once made.

    `options` is what was asked of the document beside its cases; each kind has its own.
    """

    id: UUID
    owner_id: UUID
    organisation_ids: list[UUID]
    name: str
    document: Document
    options: dict[str, Any]
    format: Format
    language: Language
    columns: list[str]
    where: dict[str, Any] | None
    ordered: list[dict[str, Any]]
    asked_for_at: datetime
    rows: int
    size: int | None
    failed: str | None = None

    @property
    def key(self) -> str:
        """Where the file lies in the store."""
        return f"exports/{self.asked_for_at:%Y/%m}/{self.id}.{self.format}"

    def question(self) -> tuple[Condition | None, list[Order]]:
        """What was asked for, as the table takes it."""
        condition = None if self.where is None else CONDITION.validate_python(self.where)
        return condition, [Order.model_validate(each) for each in self.ordered]


async def add(tx: Transaction, export: Export) -> None:
    """Ask for an export."""
    values = {name: getattr(export, name) for name in _KEPT}
    values["organisation_ids"] = [str(each) for each in export.organisation_ids]
    await tx.execute(sa.insert(exports).values(**values, wanted=1, made=0))
    await EXPORTS.ask(tx, [export.id])


async def find(tx: Transaction, export_id: UUID, *, owner_id: UUID | None = None) -> Export:
    """An export, of this owner where one is named; `NotFound` for any other."""
    query = _READ.where(exports.c.id == export_id)
    if owner_id is not None:
        query = query.where(exports.c.owner_id == owner_id)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return _export(row)


async def of_owner(tx: Transaction, owner_id: UUID, *, limit: int) -> list[Export]:
    """A person's exports, the newest first."""
    query = _READ.where(exports.c.owner_id == owner_id)
    rows = await tx.execute(query.order_by(exports.c.asked_for_at.desc()).limit(limit))
    return [_export(row) for row in rows]


async def is_there(tx: Transaction, export_id: UUID) -> bool:
    found = await tx.execute(sa.select(exports.c.id).where(exports.c.id == export_id))
    return found.one_or_none() is not None


async def tell(tx: Transaction, claim: Claim, *, rows: int) -> bool:
    """Note how far it is and keep the claim; whether it is still wanted of this worker."""
    mine = (exports.c.id == claim.id) & (exports.c.claim == claim.token)
    kept = {"rows": rows, "leased_until": tx.at + LEASE}
    told = sa.update(exports).where(mine).values(**kept).returning(exports.c.id)
    return (await tx.execute(told)).one_or_none() is not None


async def keep(tx: Transaction, export_id: UUID, *, rows: int, size: int) -> None:
    """The file is in the store."""
    mine = exports.c.id == export_id
    await tx.execute(sa.update(exports).where(mine).values(rows=rows, size=size, made=1))


async def remove(tx: Transaction, ids: Sequence[UUID]) -> None:
    """Forget exports, made or not."""
    await tx.execute(sa.delete(exports).where(exports.c.id.in_(ids)))


async def expired(tx: Transaction, *, limit: int) -> list[Export]:
    """Those that were kept long enough."""
    query = _READ.where(exports.c.asked_for_at < tx.at - KEPT)
    return [_export(row) for row in await tx.execute(query.limit(limit))]


_KEPT = tuple(name for name in Export.__dataclass_fields__ if name != "failed")
_READ = sa.select(*(exports.c[name] for name in _KEPT), exports.c.parked_reason.label("failed"))


def _export(row: Any) -> Export:
    values = dict(row._mapping)
    values["organisation_ids"] = [UUID(each) for each in values["organisation_ids"]]
    return Export(**values)
