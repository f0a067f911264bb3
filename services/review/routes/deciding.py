"""What every command on one problem begins with."""

from datetime import datetime
from uuid import UUID

from services.chassis.callers import Scope
from services.chassis.commands import Command
from services.chassis.history import Actor
from services.chassis.rows import Row
from services.chassis.transaction import Transaction
from services.review import store
from services.review.domain.claims import require_free
from services.review.domain.problem import Problem


async def lock_in_scope(
    tx: Transaction, case_id: UUID, *, scope: Scope, command: Command
) -> Problem:
    """The problem, held until commit: in scope, not another's claim, as the sender saw it."""
    problem = await store.lock(tx, case_id)
    require_current(problem, scope=scope, asked=command, by=command.caller.actor, at=tx.at)
    return problem


def require_current(
    problem: Problem, *, scope: Scope, asked: Command | Row, by: Actor, at: datetime
) -> None:
    """Refuse what is out of scope, claimed by another, or changed since it was read."""
    scope.require(problem.reporter_organisation_id)
    # A claim raises the version too; who holds it until when tells the second one more.
    require_free(problem, by=by, at=at)
    asked.require_version(problem.version, problem.last.told)
