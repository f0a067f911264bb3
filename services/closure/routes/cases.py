"""Reading cases, their rounds and their history."""

from uuid import UUID

from fastapi import Response

from services.chassis.callers import CurrentCaller
from services.chassis.commands import etag
from services.chassis.pages import Page, Paging
from services.chassis.web import OwnDatabase, router
from services.closure import store
from services.closure.domain.case import Outcome, Status
from services.closure.routes import rights
from services.closure.routes.views import CaseView, CaseWithRounds, StepView

routes = router()


@routes.get("/cases", response_model=Page[CaseView])
async def list_cases(
    caller: CurrentCaller,
    database: OwnDatabase,
    paging: Paging,
    status: Status | None = None,
    organisation_id: UUID | None = None,
    deferral: Outcome | None = None,
) -> Page[CaseView]:
    """Cases of the caller's scope, the soonest due first.

    `organisation_id` narrows to those it is responsible for or named to rectify, `deferral` to
    those whose latest request came to this: `undecided` ones wait for an answer.
    """
    async with database.read() as tx:
        found = await store.page(
            tx,
            organisation_ids=caller.scope.organisation_ids,
            status=status,
            organisation_id=organisation_id,
            deferral=deferral,
            paging=paging,
        )
    views = [CaseView.of(case) for case in found]
    return paging.page(views, key=lambda view: (view.due_at, view.case_id))


@routes.get("/cases/{case_id}", response_model=CaseWithRounds)
async def read_case(
    case_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> CaseWithRounds:
    """One case with its present and earlier rounds."""
    async with database.read() as tx:
        case = await store.find(tx, case_id)
        rights.require_seen(case, by=caller)
        earlier = await store.earlier_rounds(tx, case)
    response.headers["ETag"] = etag(case.version)
    return CaseWithRounds.told(case, earlier=earlier)


@routes.get("/cases/{case_id}/steps", response_model=Page[StepView])
async def read_steps(
    case_id: UUID, caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[StepView]:
    """Who did what when and for which organisation, from the first step on."""
    async with database.read() as tx:
        rights.require_seen(await store.find(tx, case_id), by=caller)
        kept = await store.history(tx, case_id, paging=paging)
    return paging.page([StepView.of(each) for each in kept], key=lambda view: (view.id,))
