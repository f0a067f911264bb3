"""Solving a case: rectification, verification, approval, return, recheck."""

from uuid import UUID

from fastapi import Response

from services.chassis.commands import Changing
from services.chassis.web import router
from services.closure import store
from services.closure.domain import rectification as domain
from services.closure.routes import rights
from services.closure.routes.bodies import Pass, Recheck, Rectification, ReturnReason
from services.closure.routes.views import CaseView

routes = router()


@routes.post("/cases/{case_id}/rectification", response_model=CaseView)
async def submit(case_id: UUID, body: Rectification, command: Changing) -> Response:
    """The organisation says how it solved the problem; a new round begins."""
    caller = command.caller
    caller.require(*rights.ASKERS)
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        rights.require_rectifier(case, by=caller)
        command.require_version(case.version, case.last.told)
        case, event = domain.submit(
            case,
            by=caller.actor,
            at=tx.at,
            solution=body.solution,
            after_photo_ids=body.after_photo_ids,
        )
        await store.save(tx, case)
        await tx.publish(event)
        return command.answer(200, CaseView.of(case), version=case.version)


@routes.post("/cases/{case_id}/verification", response_model=CaseView)
async def verify(case_id: UUID, body: Pass, command: Changing) -> Response:
    """A verifier passes the rectification of somebody else: pre-closure."""
    caller = command.caller
    scope = caller.require("verifier")
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last.told)
        case, event = domain.verify(case, by=caller.actor, at=tx.at, note=body.note)
        await store.save(tx, case)
        await tx.publish(event)
        return command.answer(200, CaseView.of(case), version=case.version)


@routes.post("/cases/{case_id}/approval", response_model=CaseView)
async def approve(case_id: UUID, body: Pass, command: Changing) -> Response:
    """A lead administrator who neither rectified nor verified closes the case."""
    caller = command.caller
    scope = caller.require("lead_administrator")
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last.told)
        case, event = domain.approve(case, by=caller.actor, at=tx.at, note=body.note)
        await store.save(tx, case)
        await tx.publish(event)
        return command.answer(200, CaseView.of(case), version=case.version)


@routes.post("/cases/{case_id}/return", response_model=CaseView)
async def send_back(case_id: UUID, body: ReturnReason, command: Changing) -> Response:
    """A verifier, or after the pre-closure a lead administrator, refuses the rectification."""
    caller = command.caller
    caller.require(*rights.RETURNERS.values())
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        rights.require_returner(case, by=caller)
        command.require_version(case.version, case.last.told)
        case, event = domain.send_back(
            case,
            by=caller.actor,
            at=tx.at,
            reason=body.reason,
            failed_photo_ids=body.failed_photo_ids,
        )
        await store.save(tx, case)
        await tx.publish(event)
        return command.answer(200, CaseView.of(case), version=case.version)


@routes.post("/cases/{case_id}/recheck", response_model=CaseView)
async def recheck(case_id: UUID, body: Recheck, command: Changing) -> Response:
    """A supervisor found a closed case unsolved: it is open again under its number."""
    caller = command.caller
    scope = caller.require("supervisor")
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last.told)
        case, event = domain.reopen(
            case, by=caller.actor, at=tx.at, reason=body.reason, photo_ids=body.photo_ids
        )
        await store.save(tx, case)
        await tx.publish(event)
        return command.answer(200, CaseView.of(case), version=case.version)
