"""What Prometheus is told of the city's cases."""

from datetime import datetime
from uuid import UUID

from services.chassis.directory import Directory, UnknownOrganisation
from services.chassis.runtime import Runtime
from services.ledger import metrics
from services.ledger.store import standing_now


async def sample(runtime: Runtime) -> None:
    """Take the gauges of cases from the tables, the finished and the empty ones left out."""
    async with runtime.database.read() as tx:
        stages = await standing_now.stages(tx)
        oldest = await standing_now.oldest(tx)
        overdue = await standing_now.overdue(tx)
        at = tx.at
    for gauge in (metrics.cases_standing, metrics.cases_oldest_age, metrics.cases_overdue):
        gauge.clear()
    for (organisation_id, stage), count in stages.items():
        code = _code(organisation_id, runtime.directory)
        metrics.cases_standing.labels(code, stage).inc(count)
    for stage, began in oldest.items():
        metrics.cases_oldest_age.labels(stage).set(_seconds(began, at))
    for organisation_id, count in overdue.items():
        metrics.cases_overdue.labels(_code(organisation_id, runtime.directory)).inc(count)


def _seconds(began: datetime, at: datetime) -> float:
    return max(0.0, (at - began).total_seconds())


def _code(organisation_id: UUID | None, directory: Directory) -> str:
    """The organisation's code: its name may change, its id says nothing to people."""
    if organisation_id is None:
        return ""
    try:
        return directory.find(organisation_id).code
    except UnknownOrganisation:
        return "unknown"
