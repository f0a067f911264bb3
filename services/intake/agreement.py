"""How judgement and reviewers agree over time, and whether what is reported has changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.chassis.transaction import Transaction
from services.intake.judgement import measures
from services.intake.store import judgements

RECENT = timedelta(days=30)
BEFORE = timedelta(days=90)
WEEK, WEEKS = timedelta(days=7), 12
ENOUGH = 50
"""Reports in either period below which drift says nothing."""


@dataclass(frozen=True)
class Period:
    """What was decided from one instant to another, and how much of it had been judged so."""

    since: datetime
    until: datetime
    decided: int
    right: int
    open: int
    organisation_right: int

    @property
    def share(self) -> float | None:
        """Of the categories that were judged at all, how many were right."""
        judged = self.decided - self.open
        return self.right / judged if judged else None


async def recent(tx: Transaction) -> Period:
    """The last 30 days."""
    return await _period(tx, tx.at - RECENT, tx.at)


async def weeks(tx: Transaction) -> list[Period]:
    """The last twelve weeks, the present one first."""
    starts = [tx.at - WEEK * (back + 1) for back in range(WEEKS)]
    return [await _period(tx, start, start + WEEK) for start in starts]


async def drift(tx: Transaction) -> float | None:
    """The population stability index of judged majors; `None` while there are too few."""
    since = tx.at - RECENT
    now = await judgements.judged_majors(tx, since=since, until=tx.at)
    before = await judgements.judged_majors(tx, since=since - BEFORE, until=since)
    if min(sum(now.values()), sum(before.values())) < ENOUGH:
        return None
    majors = sorted({*now, *before}, key=str)
    return round(
        measures.stability(
            [before.get(each, 0) for each in majors], [now.get(each, 0) for each in majors]
        ),
        4,
    )


async def _period(tx: Transaction, since: datetime, until: datetime) -> Period:
    found = await judgements.agreement(tx, since=since, until=until)
    return Period(since, until, found.decided, found.right, found.open, found.organisation_right)
