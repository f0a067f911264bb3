"""A leader's decision on an urgent application. A deputy holds the role through the token."""

from uuid import UUID

from fastapi import Response

from services.chassis.commands import Changing
from services.chassis.web import router
from services.review import store
from services.review.domain import verdicts as domain
from services.review.routes.bodies import Confirmation, Declination, ProblemView
from services.review.routes.deciding import lock_in_scope

routes = router()


@routes.post("/problems/{case_id}/confirmation", response_model=ProblemView)
async def confirm(case_id: UUID, body: Confirmation, command: Changing) -> Response:
    """The problem is urgent and goes to the supervision pool."""
    scope = command.caller.require("leader")
    async with command.begin() as tx:
        problem = await lock_in_scope(tx, case_id, scope=scope, command=command)
        problem, event = domain.confirm(problem, by=command.caller.actor, at=tx.at, note=body.note)
        await store.save(tx, problem, event, by=command.caller.actor)
        await tx.publish(event)
        view = ProblemView.of(problem, at=tx.at)
        return command.answer(200, view, version=problem.version)


@routes.post("/problems/{case_id}/declination", response_model=ProblemView)
async def decline(case_id: UUID, body: Declination, command: Changing) -> Response:
    """The problem is not urgent and waits in the pool as a general one."""
    scope = command.caller.require("leader")
    async with command.begin() as tx:
        problem = await lock_in_scope(tx, case_id, scope=scope, command=command)
        problem, event = domain.decline(
            problem, by=command.caller.actor, at=tx.at, reason=body.reason
        )
        await store.save(tx, problem, event, by=command.caller.actor)
        await tx.publish(event)
        view = ProblemView.of(problem, at=tx.at)
        return command.answer(200, view, version=problem.version)
