"""Figures and indicators, each with the sentence that explains it."""

from collections import Counter
from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from services.chassis.callers import CurrentCaller
from services.chassis.refusals import Invalid
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger.bulletin import Ranked, Statistics, compare_with, ranked, tell
from services.ledger.domain.derived import Stage
from services.ledger.reckoning import (
    names_of,
    order_of,
    period_before,
    reckon,
)
from services.ledger.routes.asked import AskedPeriod
from services.ledger.statistics import indicators
from services.ledger.statistics.figures import Figure
from services.ledger.statistics.groups import By, grouping, side_of
from services.ledger.store import standings

routes = router()

StandingBy = Literal["organisation", "district", "street"]


class PeriodOpen(Invalid):
    zh = "环比需要起止日期：请给出 from 和 to。"
    en = "A comparison needs a period with both ends: give `from` and `to`."


class DefinitionView(BaseModel):
    """How an indicator is counted, in the words that a screen shows beside it."""

    code: str
    name_zh: str
    name_en: str
    zh: str
    en: str
    figures: tuple[Figure, ...]


@routes.get("/statistics/definitions")
async def list_definitions(caller: CurrentCaller) -> list[DefinitionView]:
    """Every figure and indicator with its definition."""
    return [DefinitionView.model_validate(asdict(each)) for each in indicators.DEFINITIONS]


@routes.get("/statistics")
async def read_statistics(
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
    period: AskedPeriod,
    by: Annotated[By, Query()] = "organisation",
    compare: bool = False,
    rank_by: Ranked | None = None,
) -> Statistics:
    """The figures of the caller's organisations, per group and together.

    `compare` sets the period before beside them (环比): for a whole month the month before.
    `rank_by` ranks the groups by a rate or figure, the highest first; equals share a rank.
    """
    scope, directory = caller.scope, runtime.directory
    earlier, ago = None, None
    async with database.read() as tx:
        found = await reckon(
            tx, by, scope=scope, directory=directory, first_day=period.first, last_day=period.last
        )
        if compare:
            if period.first is None or period.last is None:
                raise PeriodOpen
            earlier = period_before(period.first, period.last)
            ago = await reckon(
                tx,
                by,
                scope=scope,
                directory=directory,
                first_day=earlier[0],
                last_day=earlier[1],
            )
    told = tell(found, by, first=period.first, last=period.last, directory=directory)
    if ago is not None:
        compare_with(told, ago)
        told.compared_with = earlier
    if rank_by is not None:
        told.rows = ranked(told.rows, rank_by)
    return told


class Standing(BaseModel):
    """A group's cases by the stage at which they stand now; a stage without cases is left out."""

    key: str
    name: str
    name_en: str
    stages: dict[Stage, int]


@routes.get("/statistics/standing")
async def read_standing(
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
    by: Annotated[StandingBy, Query()] = "street",
) -> list[Standing]:
    """Where the cases of the caller's organisations stand: one row a street or organisation."""
    scope = caller.scope
    groups = grouping(by, scope.organisation_ids, directory=runtime.directory)
    async with database.read() as tx:
        found = await standings.matrix(tx, side_of(by), scope=scope)
    rows: dict[UUID, Counter[Stage]] = {}
    for (organisation_id, stage), count in found.items():
        rows.setdefault(groups[organisation_id], Counter())[stage] += count
    listed = []
    for key in sorted(rows, key=lambda each: order_of(each, runtime.directory)):
        name, name_en = names_of(by, key, runtime.directory)
        listed.append(Standing(key=str(key), name=name, name_en=name_en, stages=dict(rows[key])))
    return listed
