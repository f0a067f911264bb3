"""A problem becomes a report: judged, kept with its judgement, announced; sent twice it is one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.history import Actor
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.contracts.intake import Mode
from services.intake.domain import report as domain
from services.intake.domain.report import Content, Report
from services.intake.judging import Candidate, judge_candidate
from services.intake.store import judgements, reports


@dataclass(frozen=True)
class Submission:
    """What somebody reports. `digest` is equal for equal content."""

    id: UUID
    content: Content
    source: str
    digest: bytes
    mode: Mode = "general"
    urgent_reason: str = ""
    captured_at: datetime | None = None


async def submit(
    tx: Transaction, runtime: Runtime, given: Submission, *, by: Actor
) -> tuple[Report, bool]:
    """The report, and whether it is new; under an id that is taken it must be the same one."""
    assert by.organisation_id is not None, "whoever reports does so for an organisation"
    candidate = Candidate(
        id=given.id,
        organisation_id=by.organisation_id,
        content=given.content,
        urgent_reason=given.urgent_reason,
        source=given.source,
        reported_at=tx.at,
    )
    judged = await judge_candidate(tx, candidate, runtime=runtime)
    report, event = domain.submit(
        given.content,
        id=given.id,
        by=by,
        organisation_id=by.organisation_id,
        at=tx.at,
        mode=given.mode,
        urgent_reason=given.urgent_reason,
        source=given.source,
        captured_at=given.captured_at,
        digest=given.digest,
        judgement=judged.judgement,
    )
    if not await reports.add(tx, report, event, by=by):
        report = await reports.find(tx, given.id)
        domain.require_same(report, by=by, digest=given.digest)
        return report, False
    await judgements.add(tx, judged, report_id=report.id, report_version=report.version)
    await tx.publish(event)
    return report, True
