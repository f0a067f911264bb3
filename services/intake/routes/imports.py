"""Departments' spreadsheets: sent, their columns confirmed, previewed, written, taken back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID, uuid4

import anyio
from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Changing, Creating, etag
from services.chassis.pages import Page, Paging
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import Role
from services.intake import resources
from services.intake.domain.refusals import ImportNotThere, NoConflictThere
from services.intake.domain.spreadsheet_import import (
    AT_WORK,
    QUOTA_OVER,
    STATUS_WORDS,
    Outcome,
    Quota,
    SpreadsheetImport,
    Status,
    decide,
    go_on,
    require_decided,
)
from services.intake.imports import confirming, refused_rows
from services.intake.imports.uploads import received
from services.intake.routes.import_bodies import (
    Decisions,
    ImportView,
    ImportWithSurvey,
    NewMeanings,
    RecordView,
    RowDecision,
    RowView,
)
from services.intake.settings import IntakeSettings
from services.intake.sheets import packing
from services.intake.store import cell_photos, records, reference
from services.intake.store import imports as store
from services.intake.store.imports import IMPORTS, ImportRow

IMPORTERS: tuple[Role, ...] = ("reviewer", "handler", "lead_administrator", "administrator")
HELD = frozenset({Status.WRITING, Status.UNDOING})
"""While a worker holds an import in one long transaction, nobody waits for it."""
REFUSED_AT_ONCE = 2_000
REFUSALS = 200
"""Refused pictures that are told one by one."""
FOLLOWED = {"status", "version", "done", "total", "counts"}
PAUSE = 0.5
LOOKS = 1_200
"""Seconds between looks at an import that is followed, and how many: ten minutes of them."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "organisation_id": {"type": "string", "format": "uuid"},
                    },
                }
            }
        },
    }
}

routes = router()


@routes.post("/imports", response_model=ImportView, status_code=201, openapi_extra=FORM)
async def upload(request: Request, command: Creating, runtime: CurrentRuntime) -> Response:
    """Send a department's file; answered 200 with the first import when it had already come."""
    caller = command.caller
    scope = caller.require(*IMPORTERS)
    sent = await received(request)
    organisation_id = sent.organisation_id or caller.organisation_id
    scope.require(organisation_id)
    quota = _quota(runtime)
    async with command.begin(fingerprint=sent.fingerprint) as tx:
        found = SpreadsheetImport(
            id=uuid4(),
            organisation_id=organisation_id,
            importer_id=caller.id,
            file_name=sent.name,
            sha256=sent.sha256,
            size=len(sent.content),
            created_at=tx.at,
            status=Status.READING,
            version=1,
            last_who=caller.name,
            last_did="uploaded",
            last_at=tx.at,
            held_for=_held_for(caller),
            rule=await store.last_rule(tx, organisation_id),
        )
        there = await store.add(tx, found, sent.content)
        if there is not None:
            found = await store.find(tx, there)
        else:
            sent_today = await store.sent_since(tx, organisation_id, tx.at - QUOTA_OVER)
            quota.require(sent_today, at=tx.at)
            await IMPORTS.ask(tx, [found.id])
        location = f"/api/intake/imports/{found.id}"
        status = 201 if there is None else 200
        return command.answer(
            status, ImportView.of(found), version=found.version, location=location
        )


@routes.get("/imports", response_model=Page[ImportView])
async def list_imports(
    caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[ImportView]:
    """The imports of the caller's scope, newest first."""
    scope = caller.require(*IMPORTERS)
    async with database.read() as tx:
        found = await store.page(tx, organisation_ids=scope.organisation_ids, paging=paging)
    return paging.page(list(map(ImportView.of, found)), key=lambda each: (each.created_at, each.id))


@routes.get("/imports/{import_id}", response_model=ImportWithSurvey)
async def read_import(
    import_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> ImportWithSurvey:
    """One import: how far it is, its tables and what their columns may mean, and once it was
    written what became of its pictures."""
    async with database.read() as tx:
        found = await _visible(tx, import_id, caller)
        pictures = await cell_photos.counts(tx, import_id)
        refused = await cell_photos.refused(tx, import_id, limit=REFUSALS)
    response.headers["ETag"] = etag(found.version)
    return ImportWithSurvey.told(found, pictures=pictures, refused=refused)


@routes.get("/imports/{import_id}/progress", response_class=StreamingResponse)
async def follow(
    import_id: UUID,
    request: Request,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
) -> StreamingResponse:
    """How far the import is, as server-sent events, until it waits for a person or is over."""
    async with database.read() as tx:
        found = await _visible(tx, import_id, caller)

    async def told() -> AsyncIterator[str]:
        now, said = found, ""
        for _ in range(LOOKS):
            if now.status is Status.WRITING:
                written = await resources.of(runtime).writings.done(import_id)
                now = replace(now, done=written)
            line = ImportView.of(now).model_dump_json(include=FOLLOWED)
            if line != said:
                yield f"data: {line}\n\n"
                said = line
            if now.status not in AT_WORK or await request.is_disconnected():
                return
            await asyncio.sleep(PAUSE)
            async with database.read() as tx:
                now = await store.find(tx, import_id)

    # A gateway would otherwise hold the events back until there are many.
    return StreamingResponse(
        told(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


@routes.get("/imports/{import_id}/rows", response_model=list[RowView])
async def list_rows(
    import_id: UUID,
    caller: CurrentCaller,
    database: OwnDatabase,
    outcome: Outcome | None = None,
    undecided: bool = False,
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[RowView]:
    """What would become of the rows, in the file's order, those with a number beyond `after`."""
    async with database.read() as tx:
        await _visible(tx, import_id, caller)
        found = await store.rows(
            tx, import_id, after=after, limit=limit, outcome=outcome, undecided=undecided
        )
    return [RowView.of(each) for each in found]


@routes.get("/imports/{import_id}/refused-rows", response_class=Response)
async def read_refused_rows(
    import_id: UUID, caller: CurrentCaller, database: OwnDatabase
) -> Response:
    """The refused rows as a workbook, each with its reason, to mend and send again."""
    entries, last = [], 0
    async with database.read() as tx:
        found = await _visible(tx, import_id, caller)
        survey = confirming.surveyed(found)
        while some := await store.rows(
            tx, import_id, after=last, limit=REFUSED_AT_ONCE, outcome="refused"
        ):
            entries += [packing.unpacked_entry(each.entry) for each in some]
            last = some[-1].number
    content = await anyio.to_thread.run_sync(refused_rows.workbook, survey, entries)
    name = quote(f"退回-{found.file_name.rpartition('.')[0] or found.file_name}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=XLSX, headers=headers)


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
        remembered = await store.word_meanings_of(tx, found.organisation_id)
        given = {
            field: {**remembered.get(field, {}), **body.words.get(field, {})}
            for field in {*remembered, *body.words}
        }
        listed = await reference.categories(tx)
        schemes = {each.scheme for each in listed}
        schemes |= {each.scheme for each in await reference.mappings(tx)}
        survey = confirming.surveyed(found)
        meanings = confirming.confirmed(
            survey,
            choices=choices,
            words=given,
            directory=runtime.directory,
            categories=frozenset(each.code for each in listed),
            schemes=frozenset(schemes),
        )
        await store.remember(
            tx,
            found.organisation_id,
            columns=confirming.by_heading(survey, meanings),
            words=body.words,
        )
        return _go_on(
            command,
            tx,
            found,
            Status.COMPARING,
            did="mapped",
            meanings=packing.meanings.dump_python(meanings, mode="json"),
            held_for=_held_for(command.caller),
            counts={},
            done=0,
        )

    return await _step(import_id, command, confirm)


@routes.put("/imports/{import_id}/decisions", response_model=ImportView)
async def put_decisions(import_id: UUID, body: Decisions, command: Changing) -> Response:
    """Decide conflicts, by a rule or row by row."""

    async def decided(tx: Transaction, found: SpreadsheetImport) -> SpreadsheetImport:
        after = decide(found, rule=body.rule, by=command.caller.actor, at=tx.at)
        rows = await store.rows_of(tx, import_id, [each.number for each in body.rows])
        for decision in body.rows:
            _require_conflict(rows.get(decision.number), decision)
            await store.decide(
                tx, import_id, decision.number, decision.model_dump(exclude={"number"})
            )
        return after

    return await _step(import_id, command, decided)


@routes.post("/imports/{import_id}/writing", response_model=ImportView)
async def write(import_id: UUID, command: Changing, runtime: CurrentRuntime) -> Response:
    """Have everything written that was previewed, or nothing."""

    async def approved(tx: Transaction, found: SpreadsheetImport) -> SpreadsheetImport:
        after = _go_on(command, tx, found, Status.WRITING, did="approved", done=0)
        undecided, doubtful = await store.undecided(tx, import_id)
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
        found = await _visible(tx, import_id, command.caller)
    if found.status is Status.WRITING:
        command.require_version(found.version, found.last)
        await resources.of(runtime).writings.ask_to_stop(import_id, who=command.caller.name)
        return command.answer(202, ImportView.of(found), version=found.version)

    async def cancelled(tx: Transaction, found: SpreadsheetImport) -> SpreadsheetImport:
        return _go_on(command, tx, found, Status.CANCELLED, did="cancelled")

    return await _step(import_id, command, cancelled)


@routes.get("/records/{record_id}", response_model=RecordView)
async def read_record(
    record_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> RecordView:
    """What departments of the caller's scope say of a problem in their spreadsheets."""
    scope = caller.require(*IMPORTERS)
    async with database.read() as tx:
        record = await records.find(tx, record_id)
    scope.require(*record.organisation_ids)
    response.headers["ETag"] = etag(record.version)
    return RecordView.of(record, scope=scope)


def _quota(runtime: CurrentRuntime) -> Quota:
    settings = runtime.settings
    assert isinstance(settings, IntakeSettings), "intake runs with its own settings"
    return Quota(settings.import_files_a_day, settings.import_bytes_a_day)


Step = Callable[[Transaction, SpreadsheetImport], Awaitable[SpreadsheetImport]]


async def _step(import_id: UUID, command: Changing, step: Step) -> Response:
    async with command.begin() as tx:
        found = await _visible(tx, import_id, command.caller)
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


async def _visible(tx: Transaction, import_id: UUID, caller: Caller) -> SpreadsheetImport:
    scope = caller.require(*IMPORTERS)
    found = await store.find(tx, import_id)
    scope.require(found.organisation_id)
    return found


def _held_for(caller: Caller) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(held for role, held in caller.grants if role in IMPORTERS))


def _require_conflict(row: ImportRow | None, decision: RowDecision) -> None:
    if row is None or row.outcome != "conflict":
        raise NoConflictThere(number=decision.number)
    asked = {each["field"] for each in (row.comparison or {}).get("conflicts", ())}
    answered = decision.winners.keys() == asked or row.doubtful
    if not answered or not decision.winners.keys() <= asked:
        raise NoConflictThere(number=decision.number)
    if row.doubtful and decision.same_problem is None:
        raise NoConflictThere(number=decision.number)
