"""Reading cases: the pools, one case, its steps."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import AwareDatetime

from services.chassis.callers import CurrentCaller
from services.chassis.commands import etag
from services.chassis.pages import Page, PageRequest, Paging
from services.chassis.web import OwnDatabase, router
from services.contracts.dispatch import Pool
from services.dispatch.domain.case import Status
from services.dispatch.routes.views import CaseView, StepView, view, view_step
from services.dispatch.store import cases as store

routes = router()


@routes.get("/cases")
async def list_cases(
    caller: CurrentCaller,
    database: OwnDatabase,
    paging: Paging,
    pool: Pool | None = None,
    status: Status | None = None,
    organisation_id: UUID | None = None,
    overdue: bool | None = None,
    due_before: Annotated[AwareDatetime | None, Query()] = None,
) -> Page[CaseView]:
    """Cases that concern the caller's organisations, the earliest due first."""
    wanted = store.Wanted(pool, status, organisation_id, overdue, due_before)
    async with database.read() as tx:
        found = await store.find(
            tx,
            wanted,
            scope=caller.scope.organisation_ids,
            after=_after(paging),
            limit=paging.limit + 1,
        )
        views = [view(case, at=tx.at) for case in found]
    return paging.page(views, lambda each: (each.due_at, each.case_id))


@routes.get("/cases/by-number/{number}")
async def read_case_by_number(
    number: str, response: Response, caller: CurrentCaller, database: OwnDatabase
) -> CaseView:
    """The case with this number."""
    async with database.read() as tx:
        case = await store.read_number(tx, number, scope=caller.scope.organisation_ids)
        response.headers["ETag"] = etag(case.version)
        return view(case, at=tx.at)


@routes.get("/cases/{case_id}")
async def read_case(
    case_id: UUID, response: Response, caller: CurrentCaller, database: OwnDatabase
) -> CaseView:
    """The case as it stands; its ETag is what changing it asks for."""
    async with database.read() as tx:
        case = await store.read(tx, case_id, scope=caller.scope.organisation_ids)
        response.headers["ETag"] = etag(case.version)
        return view(case, at=tx.at)


@routes.get("/cases/{case_id}/steps")
async def list_steps(case_id: UUID, caller: CurrentCaller, database: OwnDatabase) -> list[StepView]:
    """Who did what when, from the dispatch on."""
    async with database.read() as tx:
        await store.read(tx, case_id, scope=caller.scope.organisation_ids)
        return [view_step(step) for step in await store.list_steps(tx, case_id)]


def _after(paging: PageRequest) -> tuple[datetime, UUID] | None:
    if paging.after is None:
        return None
    due_at, case_id = paging.after
    return datetime.fromisoformat(due_at), UUID(case_id)
