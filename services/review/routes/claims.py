"""Claims: taken, renewed, given back."""

from uuid import UUID

from fastapi import Response
from pydantic import BaseModel

from services.chassis.commands import Changing
from services.chassis.web import CurrentRuntime, router
from services.review import store
from services.review.domain import claims as domain
from services.review.routes.bodies import ProblemView
from services.review.routes.deciding import lock_in_scope
from services.review.settings import ReviewSettings

routes = router()


class Nothing(BaseModel):
    """A claim says nothing but who and when."""


@routes.post("/problems/{case_id}/claim", response_model=ProblemView)
async def claim(
    case_id: UUID, body: Nothing, command: Changing, runtime: CurrentRuntime
) -> Response:
    """Take a problem to work on it, or renew one's own claim."""
    scope = command.caller.require("reviewer")
    settings = runtime.settings
    assert isinstance(settings, ReviewSettings), "review runs with its own settings"
    async with command.begin() as tx:
        problem = await lock_in_scope(tx, case_id, scope=scope, command=command)
        problem, event = domain.claim(
            problem, by=command.caller.actor, at=tx.at, lasts=settings.claim_lasts
        )
        await store.save(tx, problem, event, by=command.caller.actor)
        await tx.publish(event)
        view = ProblemView.of(problem, at=tx.at)
        return command.answer(200, view, version=problem.version)


@routes.delete("/problems/{case_id}/claim", response_model=ProblemView)
async def release(case_id: UUID, command: Changing) -> Response:
    """Give one's own claim back."""
    scope = command.caller.require("reviewer")
    async with command.begin() as tx:
        problem = await lock_in_scope(tx, case_id, scope=scope, command=command)
        problem, event = domain.release(problem, by=command.caller.actor, at=tx.at)
        await store.save(tx, problem, event, by=command.caller.actor)
        await tx.publish(event)
        view = ProblemView.of(problem, at=tx.at)
        return command.answer(200, view, version=problem.version)
