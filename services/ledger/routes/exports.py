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
from services.ledger.exports.view import MOST_PICTURED
from services.ledger.exports.work import TooManyRows
from services.ledger.routes.saved_views import Shown
from services.ledger.store import exports, table
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
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)] = "超级大表"
    format: Literal["xlsx", "csv", "geojson"]
    language: Language = "zh"
    photos: bool = False
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


class PhotosNeedWorkbook(Invalid):
    zh = "只有 xlsx 格式可以带照片。"
    en = "Only a workbook (xlsx) can hold photos."


@routes.post("/exports", status_code=202, response_model=ExportView)
async def ask_for_export(body: Wanted, command: Creating) -> Response:
    """Have a file made of the cases in the caller's scope that a view shows."""
    fitting = body.shown.fitting()
    shown = fitting.model_dump(mode="json", by_alias=True)
    scope = command.caller.scope
    if body.photos and body.format != "xlsx":
        raise PhotosNeedWorkbook
    async with command.begin() as tx:
        if body.photos:
            count = await table.count(tx, fitting.condition(), scope=scope)
            if count > MOST_PICTURED:
                raise TooManyRows(most=MOST_PICTURED, rows=count)
        export = Export(
            **asked(command, tx, scope),
            name=body.name,
            document="table",
            options={"photos": True} if body.photos else {},
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
