"""Departments' spreadsheets: sent, read, followed; and the records that they told of."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID, uuid4

import anyio
from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Creating, etag
from services.chassis.pages import Page, Paging
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import Role
from services.intake import resources
from services.intake.domain.spreadsheet_import import (
    AT_WORK,
    QUOTA_OVER,
    Outcome,
    Quota,
    SpreadsheetImport,
    Status,
)
from services.intake.imports import confirming, refused_rows
from services.intake.imports.uploads import received
from services.intake.routes.import_bodies import (
    ImportView,
    ImportWithSurvey,
    RecordView,
    RowView,
)
from services.intake.settings import IntakeSettings
from services.intake.sheets import packing
from services.intake.store import cell_photos, import_rows, records
from services.intake.store import imports as store
from services.intake.store.imports import IMPORTS

IMPORTERS: tuple[Role, ...] = ("reviewer", "handler", "lead_administrator", "administrator")
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
            held_for=held_for(caller),
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
        found = await visible(tx, import_id, caller)
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
        found = await visible(tx, import_id, caller)

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
        await visible(tx, import_id, caller)
        found = await import_rows.page(
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
        found = await visible(tx, import_id, caller)
        survey = confirming.surveyed(found)
        while some := await import_rows.page(
            tx, import_id, after=last, limit=REFUSED_AT_ONCE, outcome="refused"
        ):
            entries += [packing.unpacked_entry(each.entry) for each in some]
            last = some[-1].number
    content = await anyio.to_thread.run_sync(refused_rows.workbook, survey, entries)
    name = quote(f"退回-{found.file_name.rpartition('.')[0] or found.file_name}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=XLSX, headers=headers)


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


async def visible(tx: Transaction, import_id: UUID, caller: Caller) -> SpreadsheetImport:
    """The import, if the caller may see it."""
    scope = caller.require(*IMPORTERS)
    found = await store.find(tx, import_id)
    scope.require(found.organisation_id)
    return found


def held_for(caller: Caller) -> tuple[UUID, ...]:
    """The organisations for which somebody may import."""
    return tuple(dict.fromkeys(held for role, held in caller.grants if role in IMPORTERS))
