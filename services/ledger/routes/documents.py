"""Documents of the city, asked for like every export and fetched in the same way."""

from datetime import date, timedelta
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
from services.ledger.exports.album import MOST as MOST_IN_ALBUM
from services.ledger.exports.official import require_few
from services.ledger.exports.work import TooManyForAFile
from services.ledger.routes.exports import ExportView, asked, begin
from services.ledger.store import cases, editions, entries
from services.ledger.store.exports import Export

routes = router()

Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", examples=["2026-11"])]


class MonthAhead(Invalid):
    zh = "{month} 还没有到，不能生成。"
    en = "{month} has not begun yet."


class WeekAhead(Invalid):
    zh = "{day} 所在的一周还没有开始。"
    en = "The week of {day} has not begun yet."


class WantedWeekly(BaseModel):
    """The report of the week (Monday to Sunday) that a day lies in, of an organisation and those
    below it (without one: of the caller's own)."""

    model_config = ConfigDict(extra="forbid")

    day: date
    organisation_id: UUID | None = None
    format: Literal["docx", "xlsx"] = "docx"


class WantedAlbum(BaseModel):
    """Closed cases in the order they are to be shown: at most 100 in a text document, 1,000 in a
    zip."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=60)] = "整治成果对比"
    case_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_IN_ALBUM["zip"])]
    format: Literal["docx", "zip"]


class WantedEdition(BaseModel):
    """A frozen month, as an organisation's people saw it (without one: the caller's own)."""

    model_config = ConfigDict(extra="forbid")

    month: Month
    organisation_id: UUID | None = None


class WantedLedger(BaseModel):
    """The official ledger of a month, of an organisation and those below it (without one: of the
    caller's own). At most 2,000 cases with photos as a workbook, 300 as a text document."""

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


@routes.post("/exports/weekly", status_code=202, response_model=ExportView)
async def ask_for_weekly(
    body: WantedWeekly, command: Creating, runtime: CurrentRuntime
) -> Response:
    """Have the week's 周报 made: beside the week before, with tables and charts."""
    scope, organisation = part(command.caller, body.organisation_id)
    first = body.day - timedelta(days=body.day.weekday())
    async with command.begin() as tx:
        if first > tx.at.astimezone(ZoneInfo(runtime.settings.time_zone)).date():
            raise WeekAhead(day=body.day)
        year, number, _ = first.isocalendar()
        export = Export(
            **asked(command, tx, scope),
            name=f"{organisation}{year}年第{number}周市容整治工作周报",
            document="weekly",
            options={"first": first.isoformat(), "organisation": organisation},
            format=body.format,
            language="zh",
            columns=[],
            where=None,
            ordered=[],
        )
        return await begin(command, tx, export)


@routes.post("/exports/album", status_code=202, response_model=ExportView)
async def ask_for_album(body: WantedAlbum, command: Creating) -> Response:
    """Have an album of comparisons made; every case must be closed and in the caller's scope."""
    scope, ids = command.caller.scope, list(dict.fromkeys(body.case_ids))
    if len(ids) > MOST_IN_ALBUM[body.format]:
        raise TooManyForAFile(most=MOST_IN_ALBUM[body.format], rows=len(ids))
    async with command.begin() as tx:
        if len(await cases.closed_among(tx, ids, scope=scope)) < len(ids):
            raise NotFound
        export = Export(
            **asked(command, tx, scope),
            name=body.title,
            document="album",
            options={"title": body.title, "case_ids": [str(each) for each in ids]},
            format=body.format,
            language="zh",
            columns=[],
            where=None,
            ordered=[],
        )
        return await begin(command, tx, export)


@routes.post("/exports/edition", status_code=202, response_model=ExportView)
async def ask_for_edition(body: WantedEdition, command: Creating) -> Response:
    """Have a frozen edition made as a workbook; `NotFound` where that month isn't frozen."""
    scope, organisation = part(command.caller, body.organisation_id)
    month = date.fromisoformat(f"{body.month}-01")
    chosen = body.organisation_id or command.caller.organisation_id
    async with command.begin() as tx:
        if await editions.table(tx, month, chosen, "organisation") is None:
            raise NotFound
        export = Export(
            **asked(command, tx, scope),
            name=f"{organisation}{body.month}月度版本",
            document="edition",
            options={"month": month.isoformat(), "organisation_id": str(chosen)},
            format="xlsx",
            language="zh",
            columns=[],
            where=None,
            ordered=[],
        )
        return await begin(command, tx, export)
