"""Shelving a case: asked for by those who work it, granted or refused by others."""

from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response

from services.chassis.commands import Changing
from services.chassis.web import CurrentRuntime, router
from services.closure import store
from services.closure.domain import deferral as domain
from services.closure.routes import rights
from services.closure.routes.bodies import DeferralRequest, Pass, Refused
from services.closure.routes.views import CaseView

routes = router()


@routes.post("/cases/{case_id}/deferral", response_model=CaseView)
async def request(
    case_id: UUID, body: DeferralRequest, command: Changing, runtime: CurrentRuntime
) -> Response:
    """Ask to shelve the case until a date, or a shelved one for longer."""
    caller = command.caller
    scope = caller.require(*rights.ASKERS)
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id, case.rectifier_organisation_id)
        command.require_version(case.version, case.last.told)
        case, event = domain.request(
            case,
            by=caller.actor,
            at=tx.at,
            until=body.until,
            reason=body.reason,
            zone=ZoneInfo(runtime.settings.time_zone),
        )
        await store.save(tx, case)
        await tx.publish(event)
        return command.answer(200, CaseView.of(case), version=case.version)


@routes.post("/cases/{case_id}/deferral/grant", response_model=CaseView)
async def grant(case_id: UUID, body: Pass, command: Changing, runtime: CurrentRuntime) -> Response:
    """Shelve the case until the date that was asked for."""
    caller = command.caller
    scope = caller.require(*rights.DECIDERS)
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last.told)
        case, event = domain.grant(
            case,
            by=caller.actor,
            at=tx.at,
            note=body.note,
            zone=ZoneInfo(runtime.settings.time_zone),
        )
        await store.save(tx, case)
        await tx.publish(event)
        return command.answer(200, CaseView.of(case), version=case.version)


@routes.post("/cases/{case_id}/deferral/refusal", response_model=CaseView)
async def refuse(case_id: UUID, body: Refused, command: Changing) -> Response:
    """Refuse the request: the case stays as it is."""
    caller = command.caller
    scope = caller.require(*rights.DECIDERS)
    async with command.begin() as tx:
        case = await store.lock(tx, case_id)
        scope.require(case.organisation_id)
        command.require_version(case.version, case.last.told)
        case, event = domain.refuse(case, by=caller.actor, at=tx.at, reason=body.reason)
        await store.save(tx, case)
        await tx.publish(event)
        return command.answer(200, CaseView.of(case), version=case.version)
