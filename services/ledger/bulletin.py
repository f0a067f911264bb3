"""A table of indicators as it is shown, printed and frozen."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.chassis.directory import Directory
from services.ledger.reckoning import VALUES, Key, Reckoned, Reckoning, names_of, order_of
from services.ledger.statistics import indicators
from services.ledger.statistics.figures import FIGURES, REPORTS, Figure
from services.ledger.statistics.groups import By, side_of

Ranked = Figure | indicators.Rate
"""What can be ranked and compared."""


class Hours(BaseModel):
    """Median and 90th percentile; `null` when no case finished the stretch."""

    median: float | None
    p90: float | None


class Indicators(BaseModel):
    """Figures and what follows from them; a rate of nothing is `null`."""

    figures: dict[Figure, int | None]
    filing_rate: float | None
    handling_rate: float | None
    closure_rate: float | None
    on_time_closure_rate: float | None
    on_time_rate: float | None
    rework_rate: float | None
    first_time_rate: float | None
    hours: dict[indicators.Leg, Hours]

    def value(self, name: Ranked) -> float | None:
        """A rate, or a figure."""
        return getattr(self, name) if name in indicators.RATES else self.figures[name]  # type: ignore[index]


class Row(Indicators):
    """A group's indicators.

    `key` opens the cases as `of=`: an organisation's or person's id, a source, or a category code
    (empty: none given). `cases` does it in the super table, with `counts` set to any figure.
    `before` are the same of the period before, `change` by which
    share figures grew, and by how much rates did (0.01 is a point of a hundred).
    """

    key: str | None
    name: str
    name_en: str
    cases: dict[str, Any]
    before: Indicators | None = None
    change: dict[str, float | None] | None = None
    rank: int | None = None


class Statistics(BaseModel):
    """`compared_with` are the first and last day of the period before."""

    by: By
    rows: list[Row]
    total: Row
    compared_with: tuple[date, date] | None = None


def tell(
    found: Reckoning, by: By, *, first: date | None, last: date | None, directory: Directory
) -> Statistics:
    """The indicators of every group, organisations in the order of their codes."""
    days = {name: day.isoformat() for name, day in (("from", first), ("to", last)) if day}
    rows = [
        _row(by, key, found.groups[key], days, directory)
        for key in sorted(found.groups, key=lambda each: order_of(each, directory))
    ]
    return Statistics(by=by, rows=rows, total=_row(by, None, found.total, days, directory))


def compare_with(told: Statistics, ago: Reckoning) -> None:
    """Set an earlier period beside a table."""
    for row in told.rows:
        key = row.key if told.by in ("category", "source") else UUID(row.key or "")
        _compare(row, _indicators(told.by, ago.groups.get(key or "", Reckoned())))
    _compare(told.total, _indicators(told.by, ago.total))


def _indicators(by: By, reckoned: Reckoned) -> Indicators:
    counts = reckoned.figures
    shown: dict[Figure, int | None] = {figure: counts[figure] for figure in FIGURES}
    if side_of(by) == "responsible":
        # A report has no responsible organisation yet, so it counts for reporters alone.
        shown |= dict.fromkeys(REPORTS)
        counts = Counter({name: count for name, count in counts.items() if name not in REPORTS})
    rates = {name: rate(counts) for name, rate in indicators.RATES.items()}
    hours = {
        leg: Hours(
            median=indicators.hours(reckoned.spent.get((leg, 50))),
            p90=indicators.hours(reckoned.spent.get((leg, 90))),
        )
        for leg in indicators.LEGS
    }
    return Indicators(figures=shown, hours=hours, **rates)


def _row(
    by: By, key: Key | None, reckoned: Reckoned, days: dict[str, str], directory: Directory
) -> Row:
    name, name_en = ("合计", "Total") if key is None else names_of(by, key, directory)
    return Row(
        key=None if key is None else str(key),
        name=name,
        name_en=name_en,
        cases=_cases(by, key, reckoned, days),
        **dict(_indicators(by, reckoned)),
    )


def _cases(by: By, key: Key | None, reckoned: Reckoned, days: dict[str, str]) -> dict[str, Any]:
    """The condition of the super table that a figure's cases meet, but for the figure itself."""
    asked: dict[str, Any] = {"counts": None, "side": side_of(by), **days}
    if key is not None and by in VALUES:
        asked[by] = str(key)
    elif key is not None:
        asked["of"] = sorted(str(each) for each in reckoned.members)
    return asked


def _compare(row: Row, before: Indicators) -> None:
    row.before = before
    row.change = {
        figure: indicators.change(row.figures[figure], before.figures[figure]) for figure in FIGURES
    }
    for rate in indicators.RATES:
        now, then = row.value(rate), before.value(rate)
        row.change[rate] = None if now is None or then is None else now - then


def ranked(rows: list[Row], by: Ranked) -> list[Row]:
    """The rows by rank; those without a value come last and have none."""
    values = [value for row in rows if (value := row.value(by)) is not None]
    for row in rows:
        value = row.value(by)
        if value is not None:
            row.rank = 1 + sum(each > value for each in values)
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0))
