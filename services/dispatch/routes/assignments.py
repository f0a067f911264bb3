"""Changing where a case is worked: handing back, assigning, naming a rectifier."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field, StringConstraints

from services.chassis.callers import Caller, Scope
from services.chassis.commands import Changing, Creating
from services.chassis.directory import UnknownOrganisation
from services.chassis.rows import Row, RowResults, Rows, work_rows
from services.chassis.transaction import Transaction
from services.chassis.web import router
from services.dispatch.departments.placing import announce
from services.dispatch.domain import case as cases
from services.dispatch.domain import clock
from services.dispatch.domain.case import Case
from services.dispatch.domain.pool import require_active, require_pool
from services.dispatch.routes.views import CaseView, view
from services.dispatch.store import cases as store
from services.dispatch.store import reference

routes = router()

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class HandBack(BaseModel):
    reason: Annotated[Reason, Field(min_length=1)]


class Assignment(BaseModel):
    organisation_id: UUID
    reason: Reason = ""


class Rectifier(BaseModel):
    organisation_id: UUID


class AssignmentRow(Row, Assignment):
    """The assignment of one case of many."""


@routes.post("/cases/{case_id}/hand-back", response_model=CaseView)
async def hand_back(case_id: UUID, body: HandBack, command: Changing) -> Response:
    """A handler says that the case isn't their organisation's."""
    scope = command.caller.require("handler")
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last)
        case, event = cases.hand_back(case, reason=body.reason, by=command.caller.actor, at=tx.at)
        await store.save(tx, case)
        await announce(tx, case, event)
        return command.answer(200, view(case, at=tx.at), version=case.version)


@routes.post("/cases/{case_id}/assignment", response_model=CaseView)
async def assign(case_id: UUID, body: Assignment, command: Changing) -> Response:
    """A reviewer assigns a handed-back case, or corrects where one lies."""
    scope = command.caller.require("reviewer")
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last)
        case = await _assign(tx, case, body, caller=command.caller, scope=scope)
        return command.answer(200, view(case, at=tx.at), version=case.version)


@routes.post("/cases/assignments", response_model=RowResults)
async def assign_many(body: Rows[AssignmentRow], command: Creating) -> Response:
    """A reviewer assigns several cases at once; a refused row doesn't stop the others."""
    scope = command.caller.require("reviewer")

    async def work(tx: Transaction, row: AssignmentRow) -> int:
        case = await store.lock(tx, row.id)
        scope.require(case.organisation_id)
        row.require_version(case.version, case.last)
        return (await _assign(tx, case, row, caller=command.caller, scope=scope)).version

    return await work_rows(command, body.items, work)


@routes.post("/cases/{case_id}/rectifier", response_model=CaseView)
async def name_rectifier(case_id: UUID, body: Rectifier, command: Changing) -> Response:
    """A supervisor names the organisation that rectifies a case of the supervision pool."""
    scope = command.caller.require("supervisor")
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last)
        require_active(command.caller.directory.find(body.organisation_id))
        former = case.rectifier_id
        case, event = cases.name_rectifier(
            case, organisation_id=body.organisation_id, by=command.caller.actor, at=tx.at
        )
        await store.save(tx, case)
        await announce(tx, case, event, former_rectifier=former)
        return command.answer(200, view(case, at=tx.at), version=case.version)


async def _assign(
    tx: Transaction, case: Case, body: Assignment, *, caller: Caller, scope: Scope
) -> Case:
    if not scope.covers(body.organisation_id):
        raise UnknownOrganisation(organisation=body.organisation_id)
    require_pool(caller.directory.find(body.organisation_id))
    limits = await reference.read_limits(tx)
    problem = case.problem
    case, event = cases.assign(
        case,
        organisation_id=body.organisation_id,
        reason=body.reason,
        limit=clock.choose(limits, category_code=problem.category_code, mode=problem.mode),
        calendar=await reference.calendar(tx, since=tx.at),
        by=caller.actor,
        at=tx.at,
    )
    await store.save(tx, case)
    await announce(tx, case, event)
    return case
