"""Exports of the super table: asked for, made in the background, fetched within a week."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller, Scope
from services.chassis.commands import Command, Creating
from services.chassis.objects import NoSuchObject
from services.chassis.refusals import Conflict, Invalid, NotFound, TooMany
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger import resources
from services.ledger.exports.cells import Language
from services.ledger.exports.kinds import MEDIA_TYPES, Document, Format
from services.ledger.exports.view import MOST_IN_LAYOUT, MOST_PICTURED
from services.ledger.exports.work import TooManyForAFile
from services.ledger.routes.saved_views import Shown, departments
from services.ledger.store import exports, layouts, table
from services.ledger.store.exports import KEPT, Export

routes = router()

MOST = 50
MOST_WAITING = 5

Status = Literal["waiting", "ready", "failed"]


class ExportNotReady(Conflict):
    zh = "导出尚未完成，请稍候。"
    en = "This export is not ready yet."


class TooManyExports(TooMany):
    zh = "您有 {most} 个导出尚未完成，请等其中一个完成后再试。"
    en = "{most} of your exports are not ready yet; wait for one of them."


class Wanted(BaseModel):
    """What to export: a view's columns, cases and order, as a file of one language.

    `photos` puts a small picture before and after into a workbook's last columns.
    `layout_id` fills a department's own workbook instead; its headings say what its columns hold.
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)] = "超级大表"
    format: Literal["xlsx", "csv", "geojson"]
    language: Language = "zh"
    photos: bool = False
    layout_id: UUID | None = None
    shown: Shown = Field(default_factory=Shown)


class ExportView(BaseModel):
    """An export and how far it is; `rows` counts what is written so far."""

    id: UUID
    name: str
    document: Document
    format: Format
    status: Status
    rows: int
    size: int | None
    failed: str | None
    asked_for_at: datetime
    kept_until: datetime

    @classmethod
    def of(cls, export: Export) -> Self:
        made: Status = "ready" if export.size is not None else "waiting"
        status: Status = "failed" if export.failed else made
        until = export.asked_for_at + KEPT
        return cls.model_validate({**vars(export), "status": status, "kept_until": until})


class NeedsWorkbook(Invalid):
    zh = "只有 xlsx 格式可以带照片或套用单位模板，二者不能同时选择。"
    en = "Only a workbook (xlsx) can hold photos or a department's layout, and not both at once."


@routes.post("/exports", status_code=202, response_model=ExportView)
async def ask_for_export(body: Wanted, command: Creating) -> Response:
    """Have a file made of the cases in the caller's scope that a view shows."""
    fitting = body.shown.fitting()
    shown = fitting.model_dump(mode="json", by_alias=True)
    scope = command.caller.scope
    special = body.photos or body.layout_id is not None
    both = body.photos and body.layout_id is not None
    if both or (special and body.format != "xlsx"):
        raise NeedsWorkbook
    options: dict[str, Any] = {"photos": True} if body.photos else {}
    if fitting.extras:
        options["extras"] = fitting.extras
    async with command.begin() as tx:
        if body.layout_id is not None:
            layout = await layouts.find(tx, body.layout_id, departments(command.caller))
            options = {"layout_id": str(layout.id)}
        if special:
            most = MOST_PICTURED if body.photos else MOST_IN_LAYOUT
            count = await table.count(tx, fitting.condition(), scope=scope)
            if count > most:
                raise TooManyForAFile(most=most, rows=count)
        export = Export(
            **asked(command, tx, scope),
            name=body.name,
            document="table",
            options=options,
            format=body.format,
            language=body.language,
            columns=shown["columns"],
            where=shown["where"],
            ordered=shown["order"],
        )
        return await begin(command, tx, export)


def asked(command: Command, tx: Transaction, scope: Scope) -> dict[str, Any]:
    """What every new export has: whose it is, of which organisations, since when."""
    return {
        "id": uuid4(),
        "owner_id": command.caller.id,
        "organisation_ids": sorted(scope.organisation_ids),
        "asked_for_at": tx.at,
        "rows": 0,
        "size": None,
    }


async def begin(command: Command, tx: Transaction, export: Export) -> Response:
    """Ask for an export; `TooManyExports` where its owner has enough to wait for."""
    mine = await exports.of_owner(tx, export.owner_id, limit=MOST)
    waiting = [each for each in mine if each.size is None and each.failed is None]
    if len(waiting) >= MOST_WAITING:
        raise TooManyExports(most=MOST_WAITING)
    await exports.add(tx, export)
    location = f"/api/ledger/exports/{export.id}"
    return command.answer(202, ExportView.of(export), location=location)


@routes.get("/exports")
async def list_exports(caller: CurrentCaller, database: OwnDatabase) -> list[ExportView]:
    """The caller's own exports, the newest first."""
    async with database.read() as tx:
        found = await exports.of_owner(tx, caller.id, limit=MOST)
    return [ExportView.of(each) for each in found]


@routes.get("/exports/{export_id}")
async def read_export(export_id: UUID, caller: CurrentCaller, database: OwnDatabase) -> ExportView:
    """How far an export is."""
    async with database.read() as tx:
        return ExportView.of(await exports.find(tx, export_id, owner_id=caller.id))


@routes.get("/exports/{export_id}/file", response_class=StreamingResponse)
async def fetch_export(
    export_id: UUID, caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> StreamingResponse:
    """The file itself."""
    async with database.read() as tx:
        found = await exports.find(tx, export_id, owner_id=caller.id)
    if found.size is None:
        raise ExportNotReady
    try:
        chunks = await resources.of(runtime).objects.stream(found.key)
    except NoSuchObject:
        raise NotFound from None
    name = quote(f"{found.name}.{found.format}", safe="")
    return StreamingResponse(
        chunks,
        media_type=MEDIA_TYPES[found.format],
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Length": str(found.size),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


@routes.delete("/exports/{export_id}", status_code=204)
async def drop_export(
    export_id: UUID, caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> None:
    """Forget an export; one that is being made is cancelled."""
    async with database.begin() as tx:
        found = await exports.find(tx, export_id, owner_id=caller.id)
        await exports.remove(tx, [found.id])
    if found.size is not None:
        await resources.of(runtime).objects.delete(found.key)
