"""Frozen monthly editions: listed, read, and frozen on demand once the month is over."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Creating
from services.chassis.refusals import Conflict, Invalid, NotFound
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger import editions as freezing
from services.ledger.bulletin import Statistics
from services.ledger.routes.documents import Month
from services.ledger.statistics.groups import By
from services.ledger.store import editions
from services.ledger.store.editions import Edition

routes = router()

MOST = 120
"""Editions of a list: ten years."""
PATTERN = r"^20\d\d-(0[1-9]|1[0-2])$"


class MonthNotOver(Invalid):
    zh = "{month} 尚未结束，不能冻结月度版本。"
    en = "{month} is not over yet, so its edition can't be frozen."


class AlreadyFrozen(Conflict):
    zh = "{month} 的月度版本已于 {at} 冻结，不能更改。"
    en = "The edition of {month} was frozen at {at}; it can't be changed."


class NotAnEditionsGrouping(Invalid):
    zh = "月度版本按 organisation、district、street 或 category 分组。"
    en = "An edition is grouped by organisation, district, street or category."


class EditionView(BaseModel):
    """An edition. `sha256` seals its whole content."""

    month: str
    frozen_at: datetime
    frozen_by: UUID | None
    sha256: str

    @classmethod
    def of(cls, edition: Edition) -> "EditionView":
        return cls.model_validate({**vars(edition), "month": f"{edition.month:%Y-%m}"})


class EditionTable(BaseModel):
    """The indicators of an organisation's month as they stood at the freezing."""

    edition: EditionView
    organisation_id: UUID
    organisation: str
    table: Statistics


class NewEdition(BaseModel):
    model_config = ConfigDict(extra="forbid")

    month: Month


@routes.post("/editions", status_code=201, response_model=EditionView)
async def freeze(body: NewEdition, command: Creating, runtime: CurrentRuntime) -> Response:
    """Freeze a month that is over, for good; it concerns every organisation."""
    command.caller.require_everywhere("lead_administrator", "administrator")
    month = first_day(body.month)
    zone = ZoneInfo(runtime.settings.time_zone)
    async with runtime.database.read() as tx:
        if not freezing.has_ended(month, tx.at, zone):
            raise MonthNotOver(month=body.month)
        tables = await freezing.tables_of(tx, month, runtime.directory)
    async with command.begin() as tx:
        edition = Edition(month, tx.at, command.caller.id, freezing.seal(tables))
        if not await freezing.freeze(tx, edition, tables, directory=runtime.directory):
            there = await editions.find(tx, month)
            assert there is not None, "it was in the way"
            at = there.frozen_at.astimezone(zone)
            raise AlreadyFrozen(month=body.month, at=f"{at:%Y-%m-%d %H:%M}")
        location = f"/api/ledger/editions/{body.month}"
        return command.answer(201, EditionView.of(edition), location=location)


@routes.get("/editions")
async def list_editions(caller: CurrentCaller, database: OwnDatabase) -> list[EditionView]:
    """Every edition, the latest month first."""
    async with database.read() as tx:
        return [EditionView.of(each) for each in await editions.newest(tx, limit=MOST)]


@routes.get("/editions/{month}")
async def read_edition(
    month: Annotated[str, Path(pattern=PATTERN)],
    caller: CurrentCaller,
    database: OwnDatabase,
    organisation_id: UUID | None = None,
    by: Annotated[By, Query()] = "organisation",
) -> EditionTable:
    """A table of an edition: of an organisation in the caller's scope, else of the caller's own."""
    if by not in freezing.GROUPINGS:
        raise NotAnEditionsGrouping
    chosen = organisation_id or caller.organisation_id
    caller.scope.require(chosen)
    async with database.read() as tx:
        edition = await editions.find(tx, first_day(month))
        table = await editions.table(tx, first_day(month), chosen, by)
    if edition is None or table is None:
        raise NotFound
    return EditionTable(
        edition=EditionView.of(edition),
        organisation_id=table.organisation_id,
        organisation=table.name,
        table=Statistics.model_validate(table.told),
    )


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
