"""The city's rules for every case: how long each may take, and how its number is written."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.web import OwnDatabase, router
from services.contracts.intake import Mode
from services.dispatch.domain import clock, number
from services.dispatch.domain.clock import Limit
from services.dispatch.store import reference

LIMITS, NUMBER_FORMAT = "limits", "number-format"

routes = router()


class LimitBody(BaseModel):
    """Working days or hours for the categories that begin with a code; `*` is every category."""

    category_code: Annotated[str, Field(min_length=1, max_length=40)]
    mode: Mode
    working_days: Annotated[int | None, Field(ge=1, le=250)] = None
    hours: Annotated[int | None, Field(ge=1, le=8760)] = None


class Limits(BaseModel):
    limits: Annotated[list[LimitBody], Field(max_length=5000)]


class LimitsView(Limits):
    version: int


class NumberFormat(BaseModel):
    """Such as `{prefix}-{year}-{sequence:05d}`."""

    format: Annotated[str, Field(max_length=100)]


class NumberFormatView(NumberFormat):
    version: int


@routes.get("/limits")
async def read_limits(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> LimitsView:
    """Every limit; where none matches, general cases have 7 working days, urgent ones 24 hours."""
    async with database.read() as tx:
        version = await reference_lists.version(tx, LIMITS)
        limits = await reference.read_limits(tx)
    response.headers["ETag"] = etag(version)
    return _view(limits, version)


@routes.put("/limits", response_model=LimitsView)
async def put_limits(body: Limits, command: Replacing) -> Response:
    """An administrator replaces all limits; cases that run keep theirs."""
    command.caller.require_everywhere("administrator")
    limits = [
        Limit(each.category_code, each.mode, each.working_days, each.hours) for each in body.limits
    ]
    clock.require_sound(limits)
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, LIMITS)
        command.require_version(state.version, state.last)
        by = command.caller.actor
        version = await reference.replace_limits(tx, limits, state=state, by=by)
        view = _view(await reference.read_limits(tx), version)
        return command.answer(200, view, version=version)


@routes.get("/number-format")
async def read_number_format(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> NumberFormatView:
    """How the next case number is written."""
    async with database.read() as tx:
        version = await reference_lists.version(tx, NUMBER_FORMAT)
        rules = await reference.read_rules(tx)
    response.headers["ETag"] = etag(version)
    return NumberFormatView(format=rules.number_format, version=version)


@routes.put("/number-format", response_model=NumberFormatView)
async def put_number_format(body: NumberFormat, command: Replacing) -> Response:
    """An administrator changes how numbers are written; those given stay as they are."""
    command.caller.require_everywhere("administrator")
    number.require_format(body.format)
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, NUMBER_FORMAT)
        command.require_version(state.version, state.last)
        by = command.caller.actor
        version = await reference.save_number_format(tx, body.format, state=state, by=by)
        view = NumberFormatView(format=body.format, version=version)
        return command.answer(200, view, version=version)


def _view(limits: list[Limit], version: int) -> LimitsView:
    return LimitsView(
        version=version,
        limits=[
            LimitBody(
                category_code=limit.category_code,
                mode=limit.mode,
                working_days=limit.working_days,
                hours=limit.hours,
            )
            for limit in limits
        ],
    )
