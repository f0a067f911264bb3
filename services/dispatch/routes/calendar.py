"""The working calendar, for administrators to read and correct."""

from datetime import date
from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel, Field

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.transaction import Transaction
from services.chassis.web import OwnDatabase, router
from services.dispatch.domain import calendar
from services.dispatch.domain.calendar import Source, Year
from services.dispatch.store import reference

routes = router()

YearNumber = Annotated[int, Path(ge=2000, le=2200)]
Days = Annotated[list[date], Field(max_length=366)]


class YearBody(BaseModel):
    """The State Council's days; weekends that are free anyway may be listed or not."""

    announced: bool
    days_off: Days
    working_days: Days


class LocalDaysOff(BaseModel):
    days: Days


class YearView(BaseModel):
    """`source` is null as long as only weekends and local days off are known."""

    year: int
    version: int
    announced: bool
    days_off: list[date]
    working_days: list[date]
    local_days_off: list[date]
    source: Source | None


@routes.get("/calendar/{year}")
async def read_year(
    year: YearNumber, response: Response, caller: CurrentCaller, database: OwnDatabase
) -> YearView:
    """A year's days; a year nobody told of has weekends only."""
    async with database.read() as tx:
        held = await reference.read_year(tx, year)
    version = held.version if held else 0
    response.headers["ETag"] = etag(version)
    return _view(held.content if held else Year(year), version)


@routes.put("/calendar/{year}", response_model=YearView)
async def put_year(year: YearNumber, body: YearBody, command: Replacing) -> Response:
    """An administrator enters a year; open cases are counted again, local days off stay."""
    command.caller.require_everywhere("administrator")
    async with command.begin() as tx:
        before, version = await _lock_year(tx, year, command)
        after = calendar.edit(
            before,
            announced=body.announced,
            days_off=frozenset(body.days_off),
            working_days=frozenset(body.working_days),
        )
        return await _keep(tx, before, after, version, command)


@routes.put("/calendar/{year}/local-days-off", response_model=YearView)
async def put_local_days_off(year: YearNumber, body: LocalDaysOff, command: Replacing) -> Response:
    """An administrator enters the city's own days off; open cases are counted again."""
    command.caller.require_everywhere("administrator")
    async with command.begin() as tx:
        before, version = await _lock_year(tx, year, command)
        after = calendar.take_off(before, frozenset(body.days))
        return await _keep(tx, before, after, version, command)


async def _lock_year(tx: Transaction, year: int, command: Replacing) -> tuple[Year, int]:
    await reference.lock_rules(tx)
    held = await reference.read_year(tx, year)
    if held is None:
        command.require_version(0)
        return Year(year), 0
    command.require_version(held.version, held.last)
    return held.content, held.version


async def _keep(
    tx: Transaction, before: Year, after: Year, version: int, command: Replacing
) -> Response:
    if after != before:
        version += 1
        await reference.save_year(tx, after, version=version, by=command.caller.actor)
    return command.answer(200, _view(after, version), version=version)


def _view(year: Year, version: int) -> YearView:
    return YearView(
        year=year.year,
        version=version,
        announced=year.announced,
        days_off=sorted(year.days_off),
        working_days=sorted(year.working_days),
        local_days_off=sorted(year.local_days_off),
        source=year.source,
    )
