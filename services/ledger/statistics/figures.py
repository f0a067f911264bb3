"""What a case counts for. Every figure is kept per day and organisation as cases move."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args
from uuid import UUID

from services.ledger.domain.case import Case

Figure = Literal[
    "reported",
    "filed",
    "dispatched",
    "deferred",
    "overdue",
    "handled_on_time",
    "closed",
    "on_time",
    "first_time",
    "submitted",
    "returned",
]
FIGURES: tuple[Figure, ...] = get_args(Figure)

REPORTS: frozenset[Figure] = frozenset({"reported", "filed"})
"""What is counted of reports, by the day they came: how many, and how many became cases."""
OPEN = frozenset({"in_pool", "handed_back", "submitted", "pre_closed"})
"""Stages in which a case can be overdue."""

Side = Literal["responsible", "reporter"]
"""Whose organisation a case is counted for: the responsible one's, or the reporter's."""


@dataclass(frozen=True, order=True)
class Mark:
    """A cell of the rollup. `day` is that of the report for `REPORTS`, else of the dispatch."""

    side: Side
    organisation_id: UUID
    day: date
    figure: Figure


def figures(case: Case) -> list[Figure]:
    """The figures that a dispatched case counts for."""
    if case.number is None:
        return []
    counts: dict[Figure, bool] = {
        "dispatched": True,
        "deferred": case.stage == "deferred",
        "overdue": is_overdue(case),
        "handled_on_time": case.handled_on_time is True,
        "closed": case.stage == "closed",
        "on_time": case.stage == "closed" and case.on_time is True,
        "first_time": case.stage == "closed" and not case.returns and not case.reopenings,
        "submitted": case.first_rectified_at is not None,
        "returned": case.first_rectified_at is not None and case.returns > 0,
    }
    return [figure for figure, counted in counts.items() if counted]


def is_overdue(case: Case) -> bool:
    """Whether it passed the due date that holds now, and is neither closed nor shelved."""
    if case.overdue_at is None or case.stage not in OPEN:
        return False
    return case.due_at is None or case.due_at <= case.overdue_at


def marks(case: Case | None) -> Counter[Mark]:
    """The cells of the rollup that a case stands in."""
    found: Counter[Mark] = Counter()
    if case is None:
        return found
    reporter = case.reporter_organisation_id
    if reporter is not None and case.submitted_day is not None:
        found[Mark("reporter", reporter, case.submitted_day, "reported")] = 1
        if case.number is not None:
            found[Mark("reporter", reporter, case.submitted_day, "filed")] = 1
    for figure in figures(case):
        assert case.dispatched_day is not None, "a numbered case was dispatched"
        if case.organisation_id is not None:
            found[Mark("responsible", case.organisation_id, case.dispatched_day, figure)] = 1
        if reporter is not None:
            found[Mark("reporter", reporter, case.dispatched_day, figure)] = 1
    return found


def moves(before: Case | None, after: Case | None) -> dict[Mark, int]:
    """What a change of a case adds to and takes from the rollup."""
    changed = marks(after)
    changed.subtract(marks(before))
    return {mark: count for mark, count in sorted(changed.items()) if count}
