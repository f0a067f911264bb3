"""The super table and the timelines."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from services.chassis.callers import CurrentCaller
from services.chassis.pages import Page, Paging
from services.chassis.refusals import Invalid
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger.domain.derived import Stage
from services.ledger.routes.asked import AskedPeriod, members
from services.ledger.routes.views import CaseView, photos_of
from services.ledger.statistics.figures import REPORTS, Figure
from services.ledger.statistics.groups import By, side_of
from services.ledger.store import cases, journal, photos, table
from services.ledger.store.cases import Wanted

routes = router()


class GroupedDifferently(Invalid):
    zh = "报送数、立案数按街道、上报人或来源统计，请使用 by=street、person 或 source。"
    en = "Reports are counted by street, person or source; ask with one of these as `by`."


class OneCategory(Invalid):
    zh = "按类别分组时不能再用 category 筛选。"
    en = "A list by category can't be filtered by another category too."


class StepView(BaseModel):
    """One step, as it was told: who, when, for which organisation, and the fact's own content."""

    publisher: str
    version: int
    code: str
    zh: str
    en: str
    at: datetime
    by: UUID | None
    organisation_id: UUID | None
    details: dict[str, Any]


@routes.get("/cases")
async def list_cases(
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
    paging: Paging,
    period: AskedPeriod,
    stage: Stage | None = None,
    organisation_id: UUID | None = None,
    category: Annotated[str | None, Query(max_length=40)] = None,
    number: Annotated[str | None, Query(max_length=60)] = None,
    overdue: bool | None = None,
    figure: Figure | None = None,
    by: By | None = None,
    of: Annotated[str | None, Query(max_length=60)] = None,
) -> Page[CaseView]:
    """The newest cases first, of any organisation in the caller's scope.

    `figure` with the statistics' own `by`, `from` and `to`, and a row's `key` as `of`, lists
    exactly the cases that the figure counts. The period is that of the report, or with a figure
    other than `reported` that of the dispatch. Without figure and `by` it is a plain search.
    """
    scope, of_group = caller.scope, None
    if figure in REPORTS and (by is None or side_of(by) != "reporter"):
        raise GroupedDifferently
    if figure is not None or by is not None:
        by = by or "organisation"
        if by == "category" and category is not None:
            raise OneCategory
        of_group = members(by, of, scope=scope, directory=runtime.directory)
    wanted = Wanted(
        stage=stage,
        organisation_id=organisation_id,
        category=of_group.category if of_group and by == "category" else category,
        number=number,
        first_day=period.first,
        last_day=period.last,
        overdue=overdue,
        figure=figure,
        responsible=of_group.responsible if of_group else None,
        reporters=of_group.reporters if of_group else None,
        person=of_group.person if of_group else None,
        source=of_group.source if of_group else None,
    )
    async with database.read() as tx:
        found = await cases.page(tx, wanted, scope=scope, paging=paging)
        ready = await photos.ready(tx, {photo for each in found for photo in photos_of(each)})
    page = paging.page(found, lambda each: (each.begun_at, each.case_id))
    return Page(items=[CaseView.of(each, ready=ready) for each in page.items], next=page.next)


@routes.get("/cases/{case_id}")
async def read_case(case_id: UUID, caller: CurrentCaller, database: OwnDatabase) -> CaseView:
    """One row of the super table."""
    async with database.read() as tx:
        found = await cases.find(tx, case_id, scope=caller.scope)
        ready = await photos.ready(tx, photos_of(found))
        told = await table.told_with(tx, {case_id})
    return CaseView.of(found, ready=ready, records=told.get(case_id, ()))


@routes.get("/cases/{case_id}/timeline")
async def read_timeline(
    case_id: UUID, caller: CurrentCaller, database: OwnDatabase
) -> list[StepView]:
    """Everything that happened to a case, earliest first; nothing is edited or left out."""
    async with database.read() as tx:
        await cases.find(tx, case_id, scope=caller.scope)
        steps = await journal.timeline(tx, case_id)
    return [StepView(**asdict(each)) for each in steps]
