"""Imports: the file and how far it is."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.columns import Instant
from services.chassis.due import LEASE, Claim, DueRows
from services.chassis.inbox_store import insert
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.intake.domain.spreadsheet_import import (
    AT_WORK,
    OVER,
    WAITING,
    Rule,
    Sent,
    SpreadsheetImport,
    Status,
)
from services.intake.import_tables import import_files, import_pictures, import_rows, imports

IMPORTS = DueRows("spreadsheet-import", imports, due=imports.c.status.in_(sorted(AT_WORK)))
"""Imports that a worker has something to do for."""
KEPT = tuple(SpreadsheetImport.__dataclass_fields__)


async def add(tx: Transaction, found: SpreadsheetImport, content: bytes) -> UUID | None:
    """Keep a new import; the id of the living one of the same file, with nothing kept, if there
    is one."""
    added = await tx.execute(
        insert(tx, imports)
        .values(**_row(found), attempts=0)
        .on_conflict_do_nothing(index_elements=["organisation_id", "live_sha256"])
        .returning(imports.c.id)
    )
    if added.one_or_none() is None:
        there = await tx.execute(
            sa.select(imports.c.id).where(
                imports.c.organisation_id == found.organisation_id,
                imports.c.live_sha256 == found.sha256,
            )
        )
        return UUID(str(there.scalar_one()))
    await tx.execute(sa.insert(import_files).values(import_id=found.id, content=content))
    return None


async def find(tx: Transaction, import_id: UUID) -> SpreadsheetImport:
    """The import; `NotFound` when there is none."""
    return _import(await tx.execute(sa.select(imports).where(imports.c.id == import_id)))


async def lock(tx: Transaction, import_id: UUID) -> SpreadsheetImport:
    """Read the import and hold it until commit."""
    wanted = sa.select(imports).where(imports.c.id == import_id).with_for_update()
    return _import(await tx.execute(wanted))


async def save(
    tx: Transaction, found: SpreadsheetImport, *, records_version: int | None = None
) -> None:
    """Write an import's present state; with a preview the table's version it was made on."""
    values = _row(found)
    if records_version is not None:
        values["records_version"] = records_version
    await tx.execute(sa.update(imports).where(imports.c.id == found.id).values(values))


async def previewed_on(tx: Transaction, import_id: UUID) -> int | None:
    """The table's version that the preview was made on."""
    found = await tx.execute(sa.select(imports.c.records_version).where(imports.c.id == import_id))
    version: int | None = found.scalar_one()
    return version


async def page(
    tx: Transaction, *, organisation_ids: Collection[UUID], paging: PageRequest
) -> list[SpreadsheetImport]:
    """The organisations' imports, newest first, one beyond the page."""
    wanted = sa.select(imports).where(imports.c.organisation_id.in_(organisation_ids))
    if paging.after is not None:
        at, import_id = datetime.fromisoformat(paging.after[0]), UUID(paging.after[1])
        last = sa.tuple_(sa.literal(at, Instant), sa.literal(import_id, sa.Uuid))
        wanted = wanted.where(sa.tuple_(imports.c.created_at, imports.c.id) < last)
    newest = wanted.order_by(imports.c.created_at.desc(), imports.c.id.desc())
    rows = await tx.execute(newest.limit(paging.limit + 1))
    return [_from_row(row) for row in rows]


async def content(tx: Transaction, import_id: UUID) -> bytes:
    """The file's bytes."""
    found = await tx.execute(
        sa.select(import_files.c.content).where(import_files.c.import_id == import_id)
    )
    return bytes(found.scalar_one())


async def tell_progress(
    tx: Transaction, claim: Claim, *, done: int, total: int | None = None
) -> Status | None:
    """Note how far the work is and that its worker lives; the import's status, `None` if another
    worker has it now."""
    values: dict[str, Any] = {"done": done, "leased_until": tx.at + LEASE}
    if total is not None:
        values["total"] = total
    told = await tx.execute(
        sa.update(imports)
        .where(imports.c.id == claim.id, imports.c.claim == claim.token)
        .values(values)
        .returning(imports.c.status)
    )
    status = told.scalar()
    return Status(status) if status else None


async def sent_since(tx: Transaction, organisation_id: UUID, at: datetime) -> Sent:
    """What a department sent after an instant, whatever became of it."""
    number, size = sa.func.count(), sa.func.coalesce(sa.func.sum(imports.c.size), 0)
    first = sa.func.min(imports.c.created_at)
    wanted = sa.select(number, size, first).where(
        imports.c.organisation_id == organisation_id, imports.c.created_at > at
    )
    row: Any = (await tx.execute(wanted)).one()
    return Sent(row[0], int(row[1]), row[2] or at)


async def forgotten(tx: Transaction, *, until: datetime, limit: int) -> list[UUID]:
    """Imports that have waited for a person since before an instant."""
    waiting = imports.c.status.in_(sorted(WAITING)) & (imports.c.last_at < until)
    return list((await tx.execute(sa.select(imports.c.id).where(waiting).limit(limit))).scalars())


async def emptied(tx: Transaction, *, until: datetime, limit: int) -> list[UUID]:
    """Take file, rows and pictures from imports that were over before an instant; which ones."""
    there = sa.exists().where(import_files.c.import_id == imports.c.id)
    over = imports.c.status.in_(sorted(OVER)) & (imports.c.last_at < until)
    wanted = sa.select(imports.c.id).where(over, there).limit(limit)
    found = list((await tx.execute(wanted.with_for_update(skip_locked=True))).scalars())
    for table in (import_rows, import_pictures, import_files):
        await tx.execute(sa.delete(table).where(table.c.import_id.in_(found)))
    return found


async def last_rule(tx: Transaction, organisation_id: UUID) -> Rule | None:
    """The rule by which a department's last conflicts were decided."""
    found = await tx.execute(
        sa.select(imports.c.rule)
        .where(
            imports.c.organisation_id == organisation_id,
            imports.c.status == Status.WRITTEN,
            imports.c.rule.is_not(None),
        )
        .order_by(imports.c.last_at.desc())
        .limit(1)
    )
    rule: Rule | None = found.scalar()
    return rule


def _row(found: SpreadsheetImport) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in KEPT},
        "held_for": [str(each) for each in found.held_for],
        "live_sha256": None if found.status in OVER else found.sha256,
    }


def _import(result: sa.Result[Any]) -> SpreadsheetImport:
    row = result.one_or_none()
    if row is None:
        raise NotFound
    return _from_row(row)


def _from_row(row: sa.Row[Any]) -> SpreadsheetImport:
    values = {name: getattr(row, name) for name in KEPT}
    values["status"] = Status(row.status)
    values["held_for"] = tuple(UUID(each) for each in row.held_for)
    return SpreadsheetImport(**values)
