"""Documents of the city, asked for like every export and fetched in the same way."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import Caller, Scope
from services.chassis.commands import Creating
from services.chassis.directory import UnknownOrganisation
from services.chassis.refusals import Invalid, NotFound
from services.chassis.web import CurrentRuntime, router
from services.ledger.domain.months import bounds
from services.ledger.exports.official import require_few
from services.ledger.routes.exports import ExportView, asked, begin
from services.ledger.store import entries
from services.ledger.store.exports import Export

routes = router()

Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", examples=["2026-11"])]


class MonthAhead(Invalid):
    zh = "{month} 还没有到，不能生成。"
    en = "{month} has not begun yet."


class WantedLedger(BaseModel):
    """The official ledger of a month, of an organisation and those below it (without one: of the
    caller's own). At most 2,000 cases with photos as a workbook, 500 as a text document."""

    model_config = ConfigDict(extra="forbid")

    month: Month
    organisation_id: UUID | None = None
    format: Literal["xlsx", "docx"]
    photos: bool = True


def part(caller: Caller, organisation_id: UUID | None) -> tuple[Scope, str]:
    """What the caller may see of an organisation and those below it, and its name."""
    chosen = organisation_id or caller.organisation_id
    caller.scope.require(chosen)
    try:
        name = caller.directory.find(chosen).name
    except UnknownOrganisation:
        raise NotFound from None
    below = caller.directory.subtree(chosen)
    return Scope(frozenset(below & caller.scope.organisation_ids)), name


@routes.post("/exports/ledger", status_code=202, response_model=ExportView)
async def ask_for_ledger(
    body: WantedLedger, command: Creating, runtime: CurrentRuntime
) -> Response:
    """Have the month's 整治工作台账 made: its closings as the official ledger has them."""
    scope, organisation = part(command.caller, body.organisation_id)
    month = date.fromisoformat(f"{body.month}-01")
    since, before = bounds(month, ZoneInfo(runtime.settings.time_zone))
    async with command.begin() as tx:
        if since > tx.at:
            raise MonthAhead(month=body.month)
        count = await entries.count_closings(tx, since=since, before=before, scope=scope)
        require_few(count, body.format, photos=body.photos)
        export = Export(
            **asked(command, tx, scope),
            name=f"{organisation}{body.month}整治工作台账",
            document="ledger",
            options={
                "month": month.isoformat(),
                "organisation": organisation,
                "photos": body.photos,
            },
            format=body.format,
            language="zh",
            columns=[],
            where=None,
            ordered=[],
        )
        return await begin(command, tx, export)
