"""Judging a report with what the city knows now; a judgement that fails never stops a report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis import logs
from services.chassis.directory import Directory, UnknownOrganisation
from services.chassis.transaction import Transaction
from services.contracts.intake import Judgement
from services.intake.domain.report import Content
from services.intake.judgement.duplicates import RECENT
from services.intake.judgement.judge import EMPTY, Knowledge, Subject, judge
from services.intake.store import reference, reports

log = logs.get()


@dataclass(frozen=True)
class Candidate:
    """A report as far as it must be known to be judged."""

    id: UUID
    organisation_id: UUID
    content: Content
    urgent_reason: str
    source: str
    reported_at: datetime


async def judge_candidate(
    tx: Transaction, candidate: Candidate, *, directory: Directory
) -> Judgement:
    """The judgement, or the empty one, logged, when anything in it goes wrong."""
    try:
        # In a savepoint, so that a query that fails leaves the report's transaction usable.
        async with tx.session.begin_nested():
            return await _judge(tx, candidate, directory)
    except Exception as error:
        log.warning("judgement failed", case_id=str(candidate.id), exc_info=error)
        return EMPTY


async def _judge(tx: Transaction, candidate: Candidate, directory: Directory) -> Judgement:
    knowledge = Knowledge(
        categories=await reference.categories(tx),
        rules=await reference.rules(tx),
        earlier=await reports.near(
            tx,
            candidate.content.place,
            besides=candidate.id,
            since=candidate.reported_at - RECENT,
            until=candidate.reported_at,
        ),
        find_organisation=lambda code: _active(directory, code),
    )
    subject = Subject(
        content=candidate.content,
        urgent_reason=candidate.urgent_reason,
        source=candidate.source,
        reported_at=candidate.reported_at,
        area_codes=_area_codes(directory, candidate.organisation_id),
    )
    return judge(subject, knowledge=knowledge)


def _active(directory: Directory, code: str) -> UUID | None:
    try:
        organisation = directory.find_code(code)
    except UnknownOrganisation:
        return None
    return organisation.id if organisation.active else None


def _area_codes(directory: Directory, organisation_id: UUID) -> list[str]:
    try:
        return [each.code for each in directory.chain(organisation_id)]
    except UnknownOrganisation:
        return []
