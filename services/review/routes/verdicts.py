"""A reviewer's verdict on one problem."""

from uuid import UUID

from fastapi import Response

from services.chassis.callers import Scope
from services.chassis.commands import Changing, Command
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, router
from services.review import store
from services.review.domain import verdicts as domain
from services.review.domain.problem import Problem
from services.review.domain.refusals import UnknownTarget
from services.review.routes.bodies import Approval, Merger, ProblemView, Rejection
from services.review.routes.deciding import lock_in_scope, require_current

routes = router()


@routes.post("/problems/{case_id}/approval", response_model=ProblemView)
async def approve(
    case_id: UUID, body: Approval, command: Changing, runtime: CurrentRuntime
) -> Response:
    """A reviewer confirms the problem, with corrections."""
    scope = command.caller.require("reviewer")
    async with command.begin() as tx:
        problem = await lock_in_scope(tx, case_id, scope=scope, command=command)
        problem, event = domain.approve(
            problem,
            by=command.caller.actor,
            at=tx.at,
            directory=runtime.directory,
            category_code=body.category_code,
            organisation_id=body.organisation_id,
            description=body.description,
            place=body.place.place if body.place else None,
            note=body.note,
        )
        await store.save(tx, problem, event, by=command.caller.actor)
        await tx.publish(event)
        view = ProblemView.of(problem, at=tx.at)
        return command.answer(200, view, version=problem.version)


@routes.post("/problems/{case_id}/rejection", response_model=ProblemView)
async def reject(case_id: UUID, body: Rejection, command: Changing) -> Response:
    """A reviewer refuses the report; the reporter is shown the reason."""
    scope = command.caller.require("reviewer")
    async with command.begin() as tx:
        problem = await lock_in_scope(tx, case_id, scope=scope, command=command)
        problem, event = domain.reject(
            problem, by=command.caller.actor, at=tx.at, reason=body.reason
        )
        await store.save(tx, problem, event, by=command.caller.actor)
        await tx.publish(event)
        view = ProblemView.of(problem, at=tx.at)
        return command.answer(200, view, version=problem.version)


@routes.post("/problems/{case_id}/merger", response_model=ProblemView)
async def merge(case_id: UUID, body: Merger, command: Changing) -> Response:
    """A reviewer ends the problem in another one that tells of the same."""
    scope = command.caller.require("reviewer")
    async with command.begin() as tx:
        problem, into = await _lock_both(tx, case_id, body, scope=scope, command=command)
        problem, event = domain.merge(
            problem,
            into=into,
            chain_end=await store.chain_end(tx, into),
            by=command.caller.actor,
            at=tx.at,
            reason=body.reason,
        )
        await store.save(tx, problem, event, by=command.caller.actor)
        await tx.publish(event)
        view = ProblemView.of(problem, at=tx.at)
        return command.answer(200, view, version=problem.version)


async def _lock_both(
    tx: Transaction, case_id: UUID, body: Merger, *, scope: Scope, command: Command
) -> tuple[Problem, Problem]:
    """Both problems at once, so that two mergers can't lead into each other."""
    found = await store.lock_many(tx, [case_id, body.into_case_id])
    problem, into = found.get(case_id), found.get(body.into_case_id)
    if problem is None:
        raise NotFound
    require_current(problem, scope=scope, asked=command, by=command.caller.actor, at=tx.at)
    if into is None or not scope.covers(into.reporter_organisation_id):
        raise UnknownTarget(case_id=body.into_case_id)
    return problem, into
