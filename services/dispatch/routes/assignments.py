"""Changing where a case is worked: handing back, assigning, naming a rectifier."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field, StringConstraints

from services.chassis.callers import Caller, Scope
from services.chassis.commands import Changing, Creating, StaleVersion
from services.chassis.directory import UnknownOrganisation
from services.chassis.problems import language_of
from services.chassis.refusals import Refusal
from services.chassis.transaction import Transaction
from services.chassis.web import router
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


class AssignmentItem(Assignment):
    """One row of many, decided on `version`."""

    case_id: UUID
    version: int


class Assignments(BaseModel):
    items: Annotated[list[AssignmentItem], Field(min_length=1, max_length=500)]


class RowProblem(BaseModel):
    type: str
    detail: str


class RowResult(BaseModel):
    """What became of one row; `version` is the case's when it was done."""

    case_id: UUID
    done: bool
    version: int | None
    problem: RowProblem | None


class Results(BaseModel):
    """A result for each row, in the order of the rows."""

    items: list[RowResult]


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
        await tx.publish(event)
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


@routes.post("/cases/assignments", response_model=Results)
async def assign_many(body: Assignments, request: Request, command: Creating) -> Response:
    """A reviewer assigns several cases at once; a refused row doesn't stop the others."""
    scope = command.caller.require("reviewer")
    results: dict[int, RowResult] = {}
    async with command.begin() as tx:
        # Everyone locks cases in one order, so that two lists can't wait for each other.
        for index, item in sorted(enumerate(body.items), key=lambda each: each[1].case_id):
            try:
                async with tx.session.begin_nested():
                    case = await store.lock(tx, item.case_id)
                    scope.require(case.organisation_id)
                    _require_version(case, item.version)
                    case = await _assign(tx, case, item, caller=command.caller, scope=scope)
                results[index] = _done(case)
            except Refusal as refusal:
                results[index] = _refused(item.case_id, refusal, language_of(request))
        return command.answer(200, Results(items=[results[each] for each in sorted(results)]))


@routes.post("/cases/{case_id}/rectifier", response_model=CaseView)
async def name_rectifier(case_id: UUID, body: Rectifier, command: Changing) -> Response:
    """A supervisor names the organisation that rectifies a case of the supervision pool."""
    scope = command.caller.require("supervisor")
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last)
        require_active(command.caller.directory.find(body.organisation_id))
        case, event = cases.name_rectifier(
            case, organisation_id=body.organisation_id, by=command.caller.actor, at=tx.at
        )
        await store.save(tx, case)
        await tx.publish(event)
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
    await tx.publish(event)
    return case


def _require_version(case: Case, version: int) -> None:
    if case.version == version:
        return
    facts: dict[str, Any] = {"version": case.version, "who": case.last.who}
    when = case.last.when.isoformat(timespec="seconds")
    raise StaleVersion(**facts, when=when, did_zh=case.last.zh, did_en=case.last.en)


def _done(case: Case) -> RowResult:
    return RowResult(case_id=case.case_id, done=True, version=case.version, problem=None)


def _refused(case_id: UUID, refusal: Refusal, language: str) -> RowResult:
    problem = RowProblem(type=f"/problems/{refusal.code}", detail=refusal.sentence(language))
    return RowResult(case_id=case_id, done=False, version=None, problem=problem)
