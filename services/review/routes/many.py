"""Many verdicts in one command, each with its own outcome."""

from collections.abc import Callable, Sequence
from uuid import UUID

from fastapi import Response

from services.chassis.commands import Creating
from services.chassis.rows import AnyRow, Row, RowResults, Rows, work_rows
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, router
from services.contracts.event import Event
from services.review import store
from services.review.domain import verdicts as domain
from services.review.domain.problem import Problem
from services.review.routes.bodies import Code, Note, Rejection
from services.review.routes.deciding import require_current

Decide = Callable[[Problem, AnyRow, Transaction], tuple[Problem, Event]]

routes = router()


class ApprovalRow(Row):
    """What isn't given stays as it was judged."""

    category_code: Code | None = None
    organisation_id: UUID | None = None
    note: Note = ""


class RejectionRow(Row, Rejection):
    """A rejection of one problem of many."""


@routes.post("/problems/approvals", response_model=RowResults)
async def approve_many(
    body: Rows[ApprovalRow], command: Creating, runtime: CurrentRuntime
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

    return await _decide_all(command, body.items, decide)


@routes.post("/problems/rejections", response_model=RowResults)
async def reject_many(body: Rows[RejectionRow], command: Creating) -> Response:
    """Reject up to 500 problems, each with its reason."""

    def decide(problem: Problem, row: RejectionRow, tx: Transaction) -> tuple[Problem, Event]:
        return domain.reject(problem, by=command.caller.actor, at=tx.at, reason=row.reason)

    return await _decide_all(command, body.items, decide)


async def _decide_all(
    command: Creating, rows: Sequence[AnyRow], decide: Decide[AnyRow]
) -> Response:
    scope = command.caller.require("reviewer")
    by = command.caller.actor

    async def work(tx: Transaction, row: AnyRow) -> int:
        problem = await store.lock(tx, row.id)
        require_current(problem, scope=scope, asked=row, by=by, at=tx.at)
        problem, event = decide(problem, row, tx)
        await store.save(tx, problem, event, by=by)
        await tx.publish(event)
        return problem.version

    return await work_rows(command, rows, work)
