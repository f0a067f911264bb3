"""Judging a report with what the city knows now; a judgement that fails never stops a report."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.chassis import logs
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.intake import metrics, resources
from services.intake.domain.report import Content
from services.intake.judgement.duplicates import reach_of
from services.intake.judgement.judge import EMPTY, Subject, categorise, explain, judge
from services.intake.judgement.location import locate
from services.intake.knowledge import Known
from services.intake.store import judgements, reports
from services.intake.store.judgements import Record

log = logs.get()

MODEL, KEYWORDS = "model", "keywords"


@dataclass(frozen=True)
class Candidate:
    """A report as far as it must be known to be judged."""

    id: UUID
    organisation_id: UUID
    content: Content
    urgent_reason: str
    source: str
    reported_at: datetime

    @property
    def inputs(self) -> dict[str, Any]:
        """What the judgement was made of, as it is kept."""
        place = self.content.place
        return {
            "description": self.content.description,
            "address": place.address,
            "longitude": place.longitude,
            "latitude": place.latitude,
            "category_code": self.content.category_code,
            "photo_ids": [str(each) for each in self.content.photo_ids],
            "urgent_reason": self.urgent_reason,
            "source": self.source,
            "organisation_id": str(self.organisation_id),
        }


async def judge_candidate(tx: Transaction, candidate: Candidate, *, runtime: Runtime) -> Record:
    """The judgement as it is kept, or the empty one, logged, when anything in it goes wrong."""
    known = resources.of(runtime).known
    try:
        # In a savepoint, so that a query that fails leaves the report's transaction usable.
        async with tx.session.begin_nested():
            record = await _judge(tx, candidate, known, ZoneInfo(runtime.settings.time_zone))
    except Exception as error:
        log.warning("judgement failed", case_id=str(candidate.id), exc_info=error)
        record = Record(EMPTY, None, {}, candidate.inputs, {})
    by = KEYWORDS if record.model_id is None else MODEL
    outcome = "told" if record.judgement.category.code else "open"
    metrics.judged.labels(by, outcome).inc()
    return record


async def _judge(tx: Transaction, candidate: Candidate, known: Known, zone: ZoneInfo) -> Record:
    lists = await known.lists(tx)
    knowledge, model_id = known.knowledge(lists), known.model_id
    content = candidate.content
    category = categorise(content, knowledge=knowledge)
    home = known.chain(candidate.organisation_id)
    location = locate(
        content.place,
        territories=known.territories(lists),
        at_home={candidate.organisation_id},
    )
    area = known.chain(location.area_id) if location.area_id else home
    looks = await reports.looks(tx, content.photo_ids)
    subject = Subject(
        content=content,
        urgent_reason=candidate.urgent_reason,
        source=candidate.source,
        reported_at=candidate.reported_at,
        day=candidate.reported_at.astimezone(zone).date(),
        area_codes=[each.code for each in area],
        location=location,
        looks=tuple(looks.values()),
    )
    judgement = judge(
        subject,
        category,
        knowledge=knowledge,
        earlier=await reports.near(
            tx,
            content.place,
            besides=candidate.id,
            reach=reach_of(category.code),
            until=candidate.reported_at,
        ),
        past=await judgements.past(tx, category=category.code, area_id=location.area_id)
        if category.code
        else (),
    )
    explanation = explain(judgement, content=content, urgent_reason=candidate.urgent_reason)
    return Record(judgement, model_id, dict(lists.versions), candidate.inputs, explanation)
