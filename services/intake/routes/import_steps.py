"""What people do with an import: columns confirmed, conflicts decided, written, taken back."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import Response

from services.chassis.commands import Changing
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, router
from services.intake import resources
from services.intake.domain.refusals import ImportNotThere, NoConflictThere
from services.intake.domain.spreadsheet_import import (
    AT_WORK,
    STATUS_WORDS,
    SpreadsheetImport,
    Status,
    decide,
    go_on,
    require_decided,
)
from services.intake.imports import confirming
from services.intake.routes.import_bodies import Decisions, ImportView, NewMeanings, RowDecision
from services.intake.routes.imports import held_for, visible
from services.intake.sheets import packing
from services.intake.store import import_rows, meanings, reference
from services.intake.store import imports as store
from services.intake.store.import_rows import ImportRow
from services.intake.store.imports import IMPORTS

HELD = frozenset({Status.WRITING, Status.UNDOING})
"""While a worker holds an import in one long transaction, nobody waits for it."""

routes = router()


@routes.put("/imports/{import_id}/meanings", response_model=ImportView)
async def confirm_meanings(
    import_id: UUID, body: NewMeanings, command: Changing, runtime: CurrentRuntime
) -> Response:
    """Say what the columns mean, which the department's next file is proposed by; then every row
    is compared with what is known."""
    choices = None
    if body.tables is not None:
        choices = [{at: each.choice for at, each in table.items()} for table in body.tables]

    async def confirm(tx: Transaction, found: SpreadsheetImport) -> SpreadsheetImport:
        remembered = await meanings.of_words(tx, found.organisation_id)
        given = {
            field: {**remembered.get(field, {}), **body.words.get(field, {})}
            for field in {*remembered, *body.words}
        }
        listed = await reference.categories(tx)
        schemes = {each.scheme for each in listed}
        schemes |= {each.scheme for each in await reference.mappings(tx)}
        survey = confirming.surveyed(found)
        confirmed = confirming.confirmed(
            survey,
            choices=choices,
            words=given,
            directory=runtime.directory,
            categories=frozenset(each.code for each in listed),
            schemes=frozenset(schemes),
        )
        await meanings.remember(
            tx,
            found.organisation_id,
            columns=confirming.by_heading(survey, confirmed),
            words=body.words,
        )
        return _go_on(
            command,
            tx,
            found,
            Status.COMPARING,
            did="mapped",
            meanings=packing.meanings.dump_python(confirmed, mode="json"),
            held_for=held_for(command.caller),
            counts={},
            done=0,
        )

    return await _step(import_id, command, confirm)


@routes.put("/imports/{import_id}/decisions", response_model=ImportView)
async def put_decisions(import_id: UUID, body: Decisions, command: Changing) -> Response:
    """Decide conflicts, by a rule or row by row."""

    async def decided(tx: Transaction, found: SpreadsheetImport) -> SpreadsheetImport:
        after = decide(found, rule=body.rule, by=command.caller.actor, at=tx.at)
        rows = await import_rows.numbered(tx, import_id, [each.number for each in body.rows])
        for decision in body.rows:
            _require_conflict(rows.get(decision.number), decision)
            await import_rows.decide(
                tx, import_id, decision.number, decision.model_dump(exclude={"number"})
            )
        return after

    return await _step(import_id, command, decided)


@routes.post("/imports/{import_id}/writing", response_model=ImportView)
async def write(import_id: UUID, command: Changing, runtime: CurrentRuntime) -> Response:
    """Have everything written that was previewed, or nothing."""

    async def approved(tx: Transaction, found: SpreadsheetImport) -> SpreadsheetImport:
        after = _go_on(command, tx, found, Status.WRITING, did="approved", done=0)
        undecided, doubtful = await import_rows.undecided(tx, import_id)
        require_decided(found, undecided=undecided, doubtful=doubtful)
        await resources.of(runtime).writings.begin(import_id)
        return after

    return await _step(import_id, command, approved)


@routes.post("/imports/{import_id}/undoing", response_model=ImportView)
async def undo(import_id: UUID, command: Changing) -> Response:
    """Take a written import back as a whole; what others said since stays."""

    async def taken_back(tx: Transaction, found: SpreadsheetImport) -> SpreadsheetImport:
        return _go_on(command, tx, found, Status.UNDOING, did="undone")

    return await _step(import_id, command, taken_back)


@routes.post("/imports/{import_id}/cancellation", response_model=ImportView)
async def cancel(import_id: UUID, command: Changing, runtime: CurrentRuntime) -> Response:
    """Give an import up before it is written; what is at work stops. Of one that is being written
    it is asked (202): what was written goes, unless it was done by then."""
    async with runtime.database.read() as tx:
        found = await visible(tx, import_id, command.caller)
    if found.status is Status.WRITING:
        command.require_version(found.version, found.last)
        await resources.of(runtime).writings.ask_to_stop(import_id, who=command.caller.name)
        return command.answer(202, ImportView.of(found), version=found.version)

    async def cancelled(tx: Transaction, found: SpreadsheetImport) -> SpreadsheetImport:
        return _go_on(command, tx, found, Status.CANCELLED, did="cancelled")

    return await _step(import_id, command, cancelled)


Step = Callable[[Transaction, SpreadsheetImport], Awaitable[SpreadsheetImport]]


async def _step(import_id: UUID, command: Changing, step: Step) -> Response:
    async with command.begin() as tx:
        found = await visible(tx, import_id, command.caller)
        if found.status in HELD:
            zh, en = STATUS_WORDS[found.status]
            raise ImportNotThere(status_zh=zh, status=en)
        found = await store.lock(tx, import_id)
        command.require_version(found.version, found.last)
        after = await step(tx, found)
        await store.save(tx, after)
        if after.status in AT_WORK:
            await IMPORTS.ask(tx, [import_id])
        return command.answer(200, ImportView.of(after), version=after.version)


def _go_on(
    command: Changing,
    tx: Transaction,
    found: SpreadsheetImport,
    status: Status,
    *,
    did: str,
    **changed: Any,
) -> SpreadsheetImport:
    return go_on(found, status, did=did, by=command.caller.actor, at=tx.at, **changed)


def _require_conflict(row: ImportRow | None, decision: RowDecision) -> None:
    if row is None or row.outcome != "conflict":
        raise NoConflictThere(number=decision.number)
    asked = {each["field"] for each in (row.comparison or {}).get("conflicts", ())}
    answered = decision.winners.keys() == asked or row.doubtful
    if not answered or not decision.winners.keys() <= asked:
        raise NoConflictThere(number=decision.number)
    if row.doubtful and decision.same_problem is None:
        raise NoConflictThere(number=decision.number)
