"""Figures and indicators, each with the sentence that explains it."""

from collections import Counter
from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from services.chassis.callers import CurrentCaller
from services.chassis.directory import Directory, UnknownOrganisation
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger.domain.derived import Stage
from services.ledger.routes.asked import AskedPeriod
from services.ledger.statistics import indicators
from services.ledger.statistics.figures import FIGURES, Figure
from services.ledger.statistics.groups import By, grouping, side_of
from services.ledger.store import durations, rollups, standings
from services.ledger.store.durations import Percentiles

routes = router()

StandingBy = Literal["organisation", "district", "street"]


class Hours(BaseModel):
    """Median and 90th percentile; `null` when no case finished the stretch."""

    median: float | None
    p90: float | None


class Row(BaseModel):
    """A group's figures and what follows from them; a rate of nothing is `null`.

    `key` opens the cases as `of=`: an organisation's id, or a category code (empty: none given).
    """

    key: str | None
    name: str
    name_en: str
    figures: dict[Figure, int | None]
    closure_rate: float | None
    on_time_rate: float | None
    rework_rate: float | None
    hours: dict[indicators.Leg, Hours]


class Statistics(BaseModel):
    by: By
    rows: list[Row]
    total: Row


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
) -> Statistics:
    """The figures of the caller's organisations, per group and together."""
    scope, side, by_category = caller.scope, side_of(by), by == "category"
    groups = grouping(by, scope.organisation_ids, directory=runtime.directory)
    days = {"first_day": period.first, "last_day": period.last}
    async with database.read() as tx:
        sums = await rollups.sums(tx, side, by_category=by_category, scope=scope, **days)
        spent = await durations.percentiles(
            tx, side, by_category=by_category, groups=groups, scope=scope, **days
        )
        spent_by_all = await durations.percentiles(
            tx, side, by_category=False, groups=None, scope=scope, **days
        )
    counts: dict[UUID | str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for (of, figure), count in sums.items():
        group = groups[of] if isinstance(of, UUID) else of
        counts.setdefault(group, Counter())[figure] += count
        total[figure] += count
    rows = [
        _row(by, key, _names(key, runtime.directory), counts[key], spent.get(key, {}))
        for key in sorted(counts, key=lambda each: _order(each, runtime.directory))
    ]
    return Statistics(
        by=by, rows=rows, total=_row(by, None, ("合计", "Total"), total, spent_by_all.get("", {}))
    )


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
    for key in sorted(rows, key=lambda each: _order(each, runtime.directory)):
        name, name_en = _names(key, runtime.directory)
        listed.append(Standing(key=str(key), name=name, name_en=name_en, stages=dict(rows[key])))
    return listed


def _row(
    by: By,
    key: UUID | str | None,
    names: tuple[str, str],
    counts: Counter[str],
    spent: Percentiles,
) -> Row:
    shown: dict[Figure, int | None] = {figure: counts[figure] for figure in FIGURES}
    if by != "street":
        # A report has no responsible organisation yet, so it counts for streets alone.
        shown["reported"] = None
    return Row(
        key=None if key is None else str(key),
        name=names[0],
        name_en=names[1],
        figures=shown,
        closure_rate=indicators.closure_rate(counts),
        on_time_rate=indicators.on_time_rate(counts),
        rework_rate=indicators.rework_rate(counts),
        hours={
            leg: Hours(
                median=indicators.hours(spent.get((leg, 50))),
                p90=indicators.hours(spent.get((leg, 90))),
            )
            for leg in indicators.LEGS
        },
    )


def _names(key: UUID | str, directory: Directory) -> tuple[str, str]:
    if isinstance(key, str):
        return key, key
    try:
        found = directory.find(key)
    except UnknownOrganisation:
        return "", ""
    return found.name, found.name_en


def _order(key: UUID | str, directory: Directory) -> str:
    if isinstance(key, str):
        return key
    try:
        return directory.find(key).code
    except UnknownOrganisation:
        return f"~{key}"
