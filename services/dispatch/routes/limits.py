"""The city's rules for every case: how long each may take, and how its number is written."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing
from services.chassis.web import OwnDatabase, router
from services.contracts.intake import Mode
from services.dispatch.domain import clock, number
from services.dispatch.domain.clock import Limit
from services.dispatch.store import reference

routes = router()


class LimitBody(BaseModel):
    """Working days or hours for the categories that begin with a code; `*` is every category."""

    category_code: Annotated[str, Field(min_length=1, max_length=40)]
    mode: Mode
    working_days: Annotated[int | None, Field(ge=1, le=250)] = None
    hours: Annotated[int | None, Field(ge=1, le=8760)] = None


class Limits(BaseModel):
    limits: Annotated[list[LimitBody], Field(max_length=5000)]


class NumberFormat(BaseModel):
    """Such as `{prefix}-{year}-{sequence:05d}`."""

    format: Annotated[str, Field(max_length=100)]


@routes.get("/limits")
async def read_limits(caller: CurrentCaller, database: OwnDatabase) -> Limits:
    """Every limit; where none matches, general cases have 7 working days, urgent ones 24 hours."""
    async with database.read() as tx:
        return _view(await reference.read_limits(tx))


@routes.put("/limits", response_model=Limits)
async def put_limits(body: Limits, command: Replacing) -> Response:
    """An administrator replaces all limits; cases that run keep theirs."""
    command.caller.require_everywhere("administrator")
    limits = [
        Limit(each.category_code, each.mode, each.working_days, each.hours) for each in body.limits
    ]
    clock.require_sound(limits)
    async with command.begin() as tx:
        await reference.replace_limits(tx, limits)
        return command.answer(200, _view(await reference.read_limits(tx)))


@routes.get("/number-format")
async def read_number_format(caller: CurrentCaller, database: OwnDatabase) -> NumberFormat:
    """How the next case number is written."""
    async with database.read() as tx:
        return NumberFormat(format=(await reference.read_rules(tx)).number_format)


@routes.put("/number-format", response_model=NumberFormat)
async def put_number_format(body: NumberFormat, command: Replacing) -> Response:
    """An administrator changes how numbers are written; those given stay as they are."""
    command.caller.require_everywhere("administrator")
    number.require_format(body.format)
    async with command.begin() as tx:
        await reference.save_number_format(tx, body.format)
        return command.answer(200, body)


def _view(limits: list[Limit]) -> Limits:
    return Limits(
        limits=[
            LimitBody(
                category_code=limit.category_code,
                mode=limit.mode,
                working_days=limit.working_days,
                hours=limit.hours,
            )
            for limit in limits
        ]
    )
