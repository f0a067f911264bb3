"""Second step: every row beside what is known, and what would become of it. Nothing is written."""

import asyncio
from collections.abc import Mapping
from typing import Self

from services.chassis.due import Claim
from services.chassis.history import SYSTEM
from services.chassis.refusals import Refusal
from services.chassis.runtime import Runtime
from services.intake.domain.spreadsheet_import import (
    SpreadsheetImport,
    Status,
    go_on,
)
from services.intake.imports.desk import Desk
from services.intake.imports.surveying import fail, held_in
from services.intake.imports.words import words
from services.intake.sheets import packing
from services.intake.sheets.packing import Request
from services.intake.sheets.parsing import read_entries
from services.intake.sheets.survey import Meanings
from services.intake.store import import_rows, imports, records
from services.intake.store.import_rows import ImportRow
from services.intake.store.imports import IMPORTS


class Stopped(Exception):
    """The import was cancelled, or is another worker's."""


async def preview(runtime: Runtime, claim: Claim, found: SpreadsheetImport) -> None:
    """Say of every row what would become of it."""
    async with runtime.database.read() as tx:
        content = await imports.content(tx, found.id)
        known = await words(tx, runtime, at=found.created_at)
        version = await records.version(tx)
        earlier = await import_rows.decided(tx, found.id)
    meanings = meanings_of(found)
    async with runtime.database.begin() as tx:
        if await held_in(tx, claim, Status.COMPARING) is None:
            await IMPORTS.finish(tx, claim)
            return
        await import_rows.clear(tx, found.id)
    desk = Desk(runtime, found, earlier)
    asked = Request(found.file_name, known, {}, meanings)
    try:
        async with _Keeping(runtime, claim) as keeping:
            async for batch in read_entries(content, asked):
                rows = await desk.rows(batch)
                await keeping.begin(rows, batch.pictures, done=desk.number)
    except Stopped:
        async with runtime.database.begin() as tx:
            await IMPORTS.finish(tx, claim)
        return
    except Refusal as refusal:
        await fail(runtime, claim, refusal, status=Status.COMPARING)
        return
    async with runtime.database.begin() as tx:
        held = await held_in(tx, claim, Status.COMPARING)
        if held is not None:
            counts = dict(desk.counts)
            ready = go_on(
                held,
                Status.READY,
                did="compared",
                by=SYSTEM,
                at=tx.at,
                counts=counts,
                done=desk.number,
                total=desk.number,
            )
            await imports.save(tx, ready, records_version=version)
        await IMPORTS.finish(tx, claim)


class _Keeping:
    """Keeps the rows of one batch while the next one is compared."""

    def __init__(self, runtime: Runtime, claim: Claim) -> None:
        self._database, self._claim = runtime.database, claim
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._end()

    async def begin(
        self, rows: list[ImportRow], pictures: Mapping[str, bytes], *, done: int
    ) -> None:
        """Once the batch before is kept; `Stopped` when the work isn't this worker's any more."""
        await self._end()
        self._task = asyncio.create_task(self._keep(rows, pictures, done))

    async def _end(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            await task

    async def _keep(self, rows: list[ImportRow], pictures: Mapping[str, bytes], done: int) -> None:
        async with self._database.begin() as tx:
            status = await imports.tell_progress(tx, self._claim, done=done)
            if status is not Status.COMPARING:
                raise Stopped
            await import_rows.add(tx, self._claim.id, rows)
            await import_rows.add_pictures(tx, self._claim.id, pictures)


def meanings_of(found: SpreadsheetImport) -> Meanings:
    """What somebody said the columns mean."""
    assert found.meanings is not None, "columns are confirmed before rows are compared"
    return packing.meanings.validate_python(found.meanings)
