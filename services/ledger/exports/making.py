"""Making an export: the rows its owner asked for, page by page, into a file and the store."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from services.chassis.blueprint import Work, Works
from services.chassis.callers import Scope
from services.chassis.due import Claim
from services.chassis.pages import PageRequest
from services.chassis.runtime import Runtime
from services.contracts.ledger import ExportReady
from services.ledger import resources
from services.ledger.domain.case import Case
from services.ledger.exports.cells import Cells
from services.ledger.exports.files import FILES, MEDIA_TYPES, File
from services.ledger.store import exports, journal, table
from services.ledger.store.exports import EXPORTS, Export
from services.ledger.table.columns import COLUMNS

AT_ONCE = 2000
TOLD_EVERY = 10_000
"""Rows between two notes of how far it is."""
MOST = 500_000
"""Rows of one export; who needs more asks for parts of it."""


async def make(runtime: Runtime, claim: Claim) -> None:
    """Make the file and keep it; what an earlier worker left of it is replaced."""
    async with runtime.database.read() as tx:
        export = await exports.find(tx, claim.id)
        categories = await journal.category_names(tx)
    cells = Cells(
        columns=[COLUMNS[name] for name in export.columns or COLUMNS],
        language=export.language,
        zone=ZoneInfo(runtime.settings.time_zone),
        directory=runtime.directory,
        categories=categories,
    )
    with tempfile.TemporaryDirectory(prefix="shirong-export-") as folder:
        path = Path(folder) / f"file.{export.format}"
        file = FILES[export.format](path, cells.head)
        rows = await _write(runtime, claim, export, cells, file)
        if rows is None:
            return
        await asyncio.to_thread(file.close)
        content = await asyncio.to_thread(path.read_bytes)
    key = export.key
    store = resources.of(runtime).objects
    await store.put(key, content, content_type=MEDIA_TYPES[export.format])
    async with runtime.database.begin() as tx:
        kept = await EXPORTS.hold(tx, claim)
        if kept:
            await exports.keep(tx, claim.id, rows=rows, size=len(content))
            await EXPORTS.finish(tx, claim)
            await tx.publish(
                ExportReady(version=1, at=tx.at, export_id=claim.id, owner_id=export.owner_id)
            )
    if not kept:
        # Cancelled meanwhile, or another worker took it over: that one puts the same key again.
        async with runtime.database.read() as tx:
            cancelled = not await exports.is_there(tx, claim.id)
        if cancelled:
            await store.delete(key)


async def _write(
    runtime: Runtime, claim: Claim, export: Export, cells: Cells, file: File
) -> int | None:
    """Every row; how many there were, or nothing when the export was cancelled."""
    scope = Scope(frozenset(export.organisation_ids))
    condition, order = export.question()
    rows, told, after = 0, 0, None
    while rows < MOST:
        paging = PageRequest(AT_ONCE, after, b"")
        async with runtime.database.read() as tx:
            found = await table.page(tx, condition, order, scope=scope, paging=paging)
        page = found[:AT_ONCE]
        await asyncio.to_thread(_add, file, cells, page)
        rows += len(page)
        if rows - told >= TOLD_EVERY:
            told = rows
            async with runtime.database.begin() as tx:
                if not await exports.tell(tx, claim, rows=rows):
                    return None
        if len(found) <= AT_ONCE:
            break
        after = tuple(table.key_of(page[-1], order))
    return rows


def _add(file: File, cells: Cells, page: Sequence[Case]) -> None:
    for case in page:
        here = (case.longitude, case.latitude)
        point = (here[0], here[1]) if here[0] is not None and here[1] is not None else None
        file.add(cells.row(case), point)


WORKS = Works([Work(EXPORTS, make)], at_once=lambda settings: 1)
