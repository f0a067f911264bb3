"""Reports: sent, read, amended, withdrawn."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from fastapi import Response

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Changing, Creating, etag
from services.chassis.pages import Page, Paging
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import Role
from services.intake import submitting
from services.intake.domain import report as domain
from services.intake.domain.report import Report, Status
from services.intake.judging import Candidate, judge_candidate
from services.intake.routes.bodies import (
    NewContent,
    NewReport,
    ReportView,
    ReportWithHistory,
    Withdrawal,
)
from services.intake.routes.rights import readable, require_visible
from services.intake.store import judgements
from services.intake.store import reports as store
from services.intake.submitting import Submission

REPORTERS: tuple[Role, ...] = ("inspector", "reviewer", "handler", "supervisor")

routes = router()


@routes.post("/reports", response_model=ReportView, status_code=201)
async def submit(body: NewReport, command: Creating, runtime: CurrentRuntime) -> Response:
    """Report a problem; answered 200 with the first report when it had already come."""
    caller = command.caller
    caller.require(*REPORTERS)
    given = Submission(
        id=body.id or uuid4(),
        content=body.content,
        source=body.source,
        digest=body.digest,
        mode=body.mode,
        urgent_reason=body.urgent_reason,
        captured_at=body.captured_at,
    )
    async with command.begin() as tx:
        report, is_new = await submitting.submit(tx, runtime, given, by=caller.actor)
        location = f"/api/intake/reports/{report.id}"
        view = await _view(tx, report)
        status = 201 if is_new else 200
        return command.answer(status, view, version=report.version, location=location)


@routes.get("/reports", response_model=Page[ReportView])
async def list_reports(
    caller: CurrentCaller, database: OwnDatabase, paging: Paging, status: Status | None = None
) -> Page[ReportView]:
    """The caller's own reports and those of their scope, newest first."""
    async with database.read() as tx:
        found = await store.page(
            tx,
            reporter_id=caller.id,
            organisation_ids=readable(caller).organisation_ids,
            status=status,
            paging=paging,
        )
        fates = await store.photo_fates(tx, found)
    views = [ReportView.of(report, fates=fates) for report in found]
    return paging.page(views, key=lambda view: (view.reported_at, view.id))


@routes.get("/reports/{report_id}", response_model=ReportWithHistory)
async def read_report(
    report_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> ReportWithHistory:
    """One report with its history."""
    async with database.read() as tx:
        report = await store.find(tx, report_id)
        require_visible(report, caller)
        steps = await store.history(tx, report_id)
        fates = await store.photo_fates(tx, [report])
        goes_on_in = await store.goes_on_in(tx, report)
    response.headers["ETag"] = etag(report.version)
    return ReportWithHistory.told(report, fates=fates, steps=steps, goes_on_in=goes_on_in)


@routes.put("/reports/{report_id}", response_model=ReportView)
async def amend(
    report_id: UUID, body: NewContent, command: Changing, runtime: CurrentRuntime
) -> Response:
    """The reporter replaces the content of a report that waits; it is judged anew."""
    async with command.begin() as tx:
        report = await _lock(tx, report_id, command)
        domain.require_own_waiting(report, by=command.caller.actor)
        candidate = Candidate(
            id=report.id,
            organisation_id=report.organisation_id,
            content=body.content,
            urgent_reason=report.urgent_reason,
            source=report.source,
            reported_at=report.reported_at,
        )
        judged = await judge_candidate(tx, candidate, runtime=runtime)
        report, event = domain.amend(
            report, body.content, by=command.caller.actor, at=tx.at, judgement=judged.judgement
        )
        await store.save(tx, report, event, by=command.caller.actor)
        await judgements.add(tx, judged, report_id=report.id, report_version=report.version)
        await tx.publish(event)
        return command.answer(200, await _view(tx, report), version=report.version)


@routes.post("/reports/{report_id}/withdrawal", response_model=ReportView)
async def withdraw(report_id: UUID, body: Withdrawal, command: Changing) -> Response:
    """The reporter takes a waiting report back."""
    async with command.begin() as tx:
        report = await _lock(tx, report_id, command)
        report, event = domain.withdraw(
            report, by=command.caller.actor, at=tx.at, reason=body.reason
        )
        await store.save(tx, report, event, by=command.caller.actor)
        await tx.publish(event)
        return command.answer(200, await _view(tx, report), version=report.version)


async def _lock(tx: Transaction, report_id: UUID, command: Changing) -> Report:
    report = await store.lock(tx, report_id)
    require_visible(report, command.caller)
    command.require_version(report.version, report.last.told)
    return report


async def _view(tx: Transaction, report: Report) -> ReportView:
    fates: Mapping[UUID, store.PhotoFate] = await store.photo_fates(tx, [report])
    return ReportView.of(report, fates=fates)
