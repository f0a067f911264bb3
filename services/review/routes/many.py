"""Many verdicts in one transaction; a row that is refused stops no other."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field

from services.chassis.commands import Creating, StaleVersion
from services.chassis.problems import language_of
from services.chassis.refusals import NotFound, Refusal
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, router
from services.contracts.event import Event
from services.review import store
from services.review.domain import verdicts as domain
from services.review.domain.claims import require_free
from services.review.domain.problem import Problem
from services.review.routes.bodies import Code, Note, Reason

LARGEST = 500

routes = router()


class Row(BaseModel):
    """A problem and the version the verdict was decided on."""

    case_id: UUID
    version: int = Field(ge=0, le=2**31 - 1)


class ApprovalRow(Row):
    """What isn't given stays as it was judged."""

    category_code: Code | None = None
    organisation_id: UUID | None = None
    note: Note = ""


class RejectionRow(Row):
    reason: Reason


class Approvals(BaseModel):
    items: list[ApprovalRow] = Field(min_length=1, max_length=LARGEST)


class Rejections(BaseModel):
    items: list[RejectionRow] = Field(min_length=1, max_length=LARGEST)


class RowProblem(BaseModel):
    """`type` is stable, `detail` is for people."""

    type: str
    detail: str


class RowResult(BaseModel):
    """`version` is the problem's present one; empty where there is no such problem in scope."""

    case_id: UUID
    done: bool
    version: int | None
    problem: RowProblem | None = None


class Results(BaseModel):
    """A result per row, in the order of the rows."""

    results: list[RowResult]


AnyRow = TypeVar("AnyRow", bound=Row)
Decide = Callable[[Problem, AnyRow, Transaction], tuple[Problem, Event]]


@routes.post("/problems/approvals", response_model=Results)
async def approve_many(
    body: Approvals, command: Creating, runtime: CurrentRuntime, request: Request
) -> Response:
    """Approve up to 500 problems."""

    def decide(problem: Problem, row: ApprovalRow, tx: Transaction) -> tuple[Problem, Event]:
        return domain.approve(
            problem,
            by=command.caller.actor,
            at=tx.at,
            directory=runtime.directory,
            category_code=row.category_code,
            organisation_id=row.organisation_id,
            note=row.note,
        )

    return await _decide_all(body.items, command=command, request=request, decide=decide)


@routes.post("/problems/rejections", response_model=Results)
async def reject_many(body: Rejections, command: Creating, request: Request) -> Response:
    """Reject up to 500 problems, each with its reason."""

    def decide(problem: Problem, row: RejectionRow, tx: Transaction) -> tuple[Problem, Event]:
        return domain.reject(problem, by=command.caller.actor, at=tx.at, reason=row.reason)

    return await _decide_all(body.items, command=command, request=request, decide=decide)


async def _decide_all(
    rows: Sequence[AnyRow], *, command: Creating, request: Request, decide: Decide[AnyRow]
) -> Response:
    scope = command.caller.require("reviewer")
    results = []
    async with command.begin() as tx:
        found = await store.lock_many(tx, [row.case_id for row in rows])
        visible = {
            case_id: problem
            for case_id, problem in found.items()
            if scope.covers(problem.reporter_organisation_id)
        }
        for row in rows:
            refused = None
            try:
                async with tx.session.begin_nested():
                    problem = _current(visible, row, command=command, tx=tx)
                    problem, event = decide(problem, row, tx)
                    await store.save(tx, problem, event, by=command.caller.actor)
                    await tx.publish(event)
                visible[row.case_id] = problem
            except Refusal as refusal:
                detail = refusal.sentence(language_of(request))
                refused = RowProblem(type=f"/problems/{refusal.code}", detail=detail)
            present = visible.get(row.case_id)
            results.append(
                RowResult(
                    case_id=row.case_id,
                    done=refused is None,
                    version=present.version if present else None,
                    problem=refused,
                )
            )
        return command.answer(200, Results(results=results))


def _current(
    visible: dict[UUID, Problem], row: Row, *, command: Creating, tx: Transaction
) -> Problem:
    problem = visible.get(row.case_id)
    if problem is None:
        raise NotFound
    require_free(problem, by=command.caller.actor, at=tx.at)
    if problem.version != row.version:
        raise StaleVersion(version=problem.version, **problem.last.facts)
    return problem
