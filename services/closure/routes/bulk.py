"""Many cases in one command: each row takes effect or is refused on its own.

Rows are worked in the order of their case ids, so that two such commands can't wait for each
other; they are answered in the order they came.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel

from services.chassis.commands import Command, Creating, StaleVersion
from services.chassis.problems import language_of
from services.chassis.refusals import Refusal
from services.chassis.transaction import Transaction
from services.chassis.web import router
from services.closure import store
from services.closure.domain import rectification as domain
from services.closure.domain.case import Case
from services.closure.routes import rights
from services.closure.routes.bodies import AnyRow, PassRow, ReturnRow, Row, Rows
from services.contracts.event import Event

Allow = Callable[[Case], None]
Decide = Callable[[Case, AnyRow, datetime], tuple[Case, Event]]

routes = router()


class RowProblem(BaseModel):
    """Why a row was refused, as a single command would be."""

    type: str
    detail: str


class RowResult(BaseModel):
    """`version` is the case's new one when the row is done."""

    case_id: UUID
    done: bool
    version: int | None = None
    problem: RowProblem | None = None


class Results(BaseModel):
    """One result per row."""

    items: list[RowResult]


@routes.post("/cases/verifications", response_model=Results)
async def verify(body: Rows[PassRow], command: Creating, request: Request) -> Response:
    """A verifier passes many rectifications."""
    caller = command.caller
    scope = caller.require("verifier")
    return await _each(
        command,
        body.items,
        language=language_of(request),
        allow=lambda case: scope.require(case.organisation_id),
        decide=lambda case, row, at: domain.verify(case, by=caller.actor, at=at, note=row.note),
    )


@routes.post("/cases/approvals", response_model=Results)
async def approve(body: Rows[PassRow], command: Creating, request: Request) -> Response:
    """A lead administrator closes many cases."""
    caller = command.caller
    scope = caller.require("lead_administrator")
    return await _each(
        command,
        body.items,
        language=language_of(request),
        allow=lambda case: scope.require(case.organisation_id),
        decide=lambda case, row, at: domain.approve(case, by=caller.actor, at=at, note=row.note),
    )


@routes.post("/cases/returns", response_model=Results)
async def send_back(body: Rows[ReturnRow], command: Creating, request: Request) -> Response:
    """A verifier or a lead administrator refuses many rectifications, each with its reason."""
    caller = command.caller
    caller.require(*rights.RETURNERS.values())
    return await _each(
        command,
        body.items,
        language=language_of(request),
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
    command: Command,
    rows: list[AnyRow],
    *,
    language: str,
    allow: Allow,
    decide: Decide[AnyRow],
) -> Response:
    results: dict[int, RowResult] = {}
    async with command.begin() as tx:
        for place, row in sorted(enumerate(rows), key=lambda each: each[1].case_id):
            try:
                version = await _one(tx, row, allow, decide)
            except Refusal as refusal:
                problem = RowProblem(
                    type=f"/problems/{refusal.code}", detail=refusal.sentence(language)
                )
                results[place] = RowResult(case_id=row.case_id, done=False, problem=problem)
            else:
                results[place] = RowResult(case_id=row.case_id, done=True, version=version)
        return command.answer(200, Results(items=[results[place] for place in range(len(rows))]))


async def _one(tx: Transaction, row: AnyRow, allow: Allow, decide: Decide[AnyRow]) -> int:
    async with tx.session.begin_nested():
        case = await store.lock(tx, row.case_id)
        allow(case)
        _require_version(case, row)
        case, event = decide(case, row, tx.at)
        await store.save(tx, case)
        await tx.publish(event)
    return case.version


def _require_version(case: Case, row: Row) -> None:
    if case.version != row.version:
        raise StaleVersion(version=case.version, **case.last.facts)
