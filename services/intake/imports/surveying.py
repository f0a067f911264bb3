"""First step of an import: what is in the file, and what its columns may mean."""

from services.chassis.due import Claim
from services.chassis.history import SYSTEM
from services.chassis.refusals import Refusal
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.intake.domain.spreadsheet_import import SpreadsheetImport, Status, go_on
from services.intake.imports.words import words
from services.intake.sheets import packing
from services.intake.sheets.packing import Request
from services.intake.sheets.parsing import surveyed
from services.intake.sheets.unreadable import KINDS
from services.intake.store import imports, meanings
from services.intake.store.imports import IMPORTS


async def survey(runtime: Runtime, claim: Claim, found: SpreadsheetImport) -> None:
    """Read the file and propose what its columns mean, or say why it can't be read."""
    async with runtime.database.read() as tx:
        content = await imports.content(tx, found.id)
        remembered = await meanings.of_columns(tx, found.organisation_id)
        known = await words(tx, runtime, at=found.created_at)
    try:
        seen = await surveyed(content, Request(found.file_name, known, remembered))
    except Refusal as refusal:
        await fail(runtime, claim, refusal, status=Status.READING)
        return
    told = packing.survey.dump_python(seen, mode="json")
    rows = sum(table.rows for table in seen.tables)
    async with runtime.database.begin() as tx:
        held = await held_in(tx, claim, Status.READING)
        if held is not None:
            read = go_on(
                held,
                Status.PROPOSED,
                did="read",
                by=SYSTEM,
                at=tx.at,
                survey=told,
                total=rows,
                done=rows,
            )
            await imports.save(tx, read)
        await IMPORTS.finish(tx, claim)


async def fail(runtime: Runtime, claim: Claim, refusal: Refusal, *, status: Status) -> None:
    """Keep why the file can't be read; anything else is a fault, and tried again."""
    if refusal.code not in KINDS:
        raise refusal
    async with runtime.database.begin() as tx:
        held = await held_in(tx, claim, status)
        if held is not None:
            failure = {"code": refusal.code, "facts": refusal.facts}
            unreadable = go_on(
                held, Status.UNREADABLE, did="read", by=SYSTEM, at=tx.at, failure=failure
            )
            await imports.save(tx, unreadable)
        await IMPORTS.finish(tx, claim)


async def held_in(tx: Transaction, claim: Claim, status: Status) -> SpreadsheetImport | None:
    """The import, held until commit; `None` if it is another worker's or was cancelled."""
    if not await IMPORTS.hold(tx, claim):
        return None
    found = await imports.lock(tx, claim.id)
    return found if found.status is status else None
