"""Judging what came in without a judgement: rows of imports, and reports of earlier versions."""

from uuid import UUID

from services.chassis.runtime import Runtime
from services.intake.domain.report import Report
from services.intake.judging import Candidate, judge_candidate
from services.intake.store import judgements, reports

AT_ONCE = 200


async def judge_unjudged(runtime: Runtime) -> int:
    """Judge every report of which no judgement is kept; how many. Nothing is announced: who
    reviews the report sees the judgement when they open it."""
    last: UUID | None = None
    done = 0
    while True:
        async with runtime.database.begin() as tx:
            ids = await judgements.unjudged(tx, after=last, limit=AT_ONCE)
            for report_id in ids:
                report = await reports.find(tx, report_id)
                record = await judge_candidate(tx, candidate_of(report), runtime=runtime)
                await judgements.add(tx, record, report_id=report.id, report_version=report.version)
        if not ids:
            return done
        last, done = ids[-1], done + len(ids)


def candidate_of(report: Report) -> Candidate:
    """A report that is there, to be judged again."""
    return Candidate(
        id=report.id,
        organisation_id=report.organisation_id,
        content=report.content,
        urgent_reason=report.urgent_reason,
        source=report.source,
        reported_at=report.reported_at,
    )
