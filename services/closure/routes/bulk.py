"""Many cases in one command, each with its own outcome."""

from collections.abc import Callable
from datetime import datetime

from fastapi import Response

from services.chassis.commands import Command, Creating
from services.chassis.rows import AnyRow, RowResults, Rows, work_rows
from services.chassis.transaction import Transaction
from services.chassis.web import router
from services.closure import store
from services.closure.domain import rectification as domain
from services.closure.domain.case import Case
from services.closure.routes import rights
from services.closure.routes.bodies import PassRow, ReturnRow
from services.contracts.event import Event

Allow = Callable[[Case], None]
Decide = Callable[[Case, AnyRow, datetime], tuple[Case, Event]]

routes = router()


@routes.post("/cases/verifications", response_model=RowResults)
async def verify(body: Rows[PassRow], command: Creating) -> Response:
    """A verifier passes many rectifications."""
    caller = command.caller
    scope = caller.require("verifier")
    return await _each(
        command,
        body.items,
        allow=lambda case: scope.require(case.organisation_id),
        decide=lambda case, row, at: domain.verify(case, by=caller.actor, at=at, note=row.note),
    )


@routes.post("/cases/approvals", response_model=RowResults)
async def approve(body: Rows[PassRow], command: Creating) -> Response:
    """A lead administrator closes many cases."""
    caller = command.caller
    scope = caller.require("lead_administrator")
    return await _each(
        command,
        body.items,
        allow=lambda case: scope.require(case.organisation_id),
        decide=lambda case, row, at: domain.approve(case, by=caller.actor, at=at, note=row.note),
    )


@routes.post("/cases/returns", response_model=RowResults)
async def send_back(body: Rows[ReturnRow], command: Creating) -> Response:
    """A verifier or a lead administrator refuses many rectifications, each with its reason."""
    caller = command.caller
    caller.require(*rights.RETURNERS.values())
    return await _each(
        command,
        body.items,
        allow=lambda case: rights.require_returner(case, by=caller),
        decide=lambda case, row, at: domain.send_back(
            case,
            by=caller.actor,
            at=at,
            reason=row.reason,
            failed_photo_ids=row.failed_photo_ids,
        ),
    )


async def _each(
    command: Command, rows: list[AnyRow], *, allow: Allow, decide: Decide[AnyRow]
) -> Response:
    async def work(tx: Transaction, row: AnyRow) -> int:
        case = await store.lock(tx, row.id)
        allow(case)
        row.require_version(case.version, case.last.told)
        case, event = decide(case, row, tx.at)
        await store.save(tx, case)
        await tx.publish(event)
        return case.version

    return await work_rows(command, rows, work)
