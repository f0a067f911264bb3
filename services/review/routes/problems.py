"""The problem pool, read."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import etag
from services.chassis.pages import Page, Paging
from services.chassis.refusals import NotFound
from services.chassis.web import OwnDatabase, router
from services.contracts.identity import Role
from services.contracts.intake import Mode
from services.review import store
from services.review.domain.problem import Status
from services.review.routes.bodies import ProblemView, ProblemWithHistory

READERS: tuple[Role, ...] = ("reviewer", "observer")
"""Who reads every problem of their scope; a leader reads the urgent applications."""

routes = router()


@routes.get("/problems", response_model=Page[ProblemView])
async def list_problems(
    caller: CurrentCaller,
    database: OwnDatabase,
    paging: Paging,
    status: Status | None = None,
    mode: Mode | None = None,
    category: Annotated[str | None, Query(max_length=40)] = None,
) -> Page[ProblemView]:
    """Problems in the caller's scope, the longest waiting first."""
    async with database.read() as tx:
        found = await store.page(
            tx,
            sight=_sight(caller),
            status=status,
            mode=mode,
            category=category,
            paging=paging,
        )
    views = [ProblemView.of(problem, at=tx.at) for problem in found]
    return paging.page(views, key=lambda view: (view.reported_at, view.case_id))


@routes.get("/problems/{case_id}", response_model=ProblemWithHistory)
async def read_problem(
    case_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> ProblemWithHistory:
    """One problem with its judgement, its claim and its history."""
    sight = _sight(caller)
    async with database.read() as tx:
        problem = await store.find(tx, case_id)
        if not sight.covers(problem):
            raise NotFound
        steps = await store.history(tx, case_id)
    response.headers["ETag"] = etag(problem.version)
    return ProblemWithHistory.told(problem, steps=steps, at=tx.at)


def _sight(caller: Caller) -> store.Sight:
    caller.require(*READERS, "leader")
    nothing: frozenset[UUID] = frozenset()
    return store.Sight(
        everything=caller.require(*READERS).organisation_ids if caller.has(*READERS) else nothing,
        urgent=caller.require("leader").organisation_ids if caller.has("leader") else nothing,
    )
