"""The tables of a weekly report, as rows of texts and numbers: one source for sheet and paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.ledger.bulletin import Indicators, Ranked, Row, Statistics

Value = str | int | float | None

SUMMARY: tuple[tuple[str, Ranked], ...] = (
    ("报送数", "reported"),
    ("立案数", "filed"),
    ("立案率", "filing_rate"),
    ("派发数", "dispatched"),
    ("销号数", "closed"),
    ("挂号数", "deferred"),
    ("超期数", "overdue"),
    ("退件数", "returned"),
    ("按期处置率", "handling_rate"),
    ("按期结案率", "on_time_closure_rate"),
    ("一次办结率", "first_time_rate"),
    ("返工率", "rework_rate"),
)
GROUPS: tuple[tuple[str, Ranked], ...] = (
    ("派发数", "dispatched"),
    ("销号数", "closed"),
    ("销号率", "closure_rate"),
    ("按期结案率", "on_time_closure_rate"),
    ("返工率", "rework_rate"),
    ("挂号数", "deferred"),
    ("超期数", "overdue"),
)
STREETS: tuple[tuple[str, Ranked], ...] = (
    ("报送数", "reported"),
    ("立案数", "filed"),
    ("立案率", "filing_rate"),
    ("派发数", "dispatched"),
    ("销号数", "closed"),
    ("销号率", "closure_rate"),
    ("超期数", "overdue"),
)
TREND: tuple[tuple[str, Ranked], ...] = (
    ("报送数", "reported"),
    ("派发数", "dispatched"),
    ("销号数", "closed"),
)


@dataclass(frozen=True)
class Week:
    """What a weekly report says. `trend` has the first day and the total of each week."""

    organisation: str
    first: date
    last: date
    streets: Statistics
    districts: Statistics
    categories: Statistics
    trend: Sequence[tuple[date, Indicators]]


@dataclass(frozen=True)
class Sheet:
    """A table. Columns whose heading ends in 率 are shares of one."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]

    def is_rate(self, column: int) -> bool:
        return self.heads[column].endswith("率")


def summary(total: Row) -> list[tuple[str, Value, Value, Value, bool]]:
    """Name, this week, the week before, 环比, and whether it is a rate."""
    assert total.before is not None, "a weekly report compares"
    change = total.change or {}
    return [
        (name, total.value(of), total.before.value(of), change.get(of), name.endswith("率"))
        for name, of in SUMMARY
    ]


def groups(
    name: str, first: str, table: Statistics, columns: Sequence[tuple[str, Ranked]]
) -> Sheet:
    """A row for each group, the most first, and the total."""
    ordered = sorted(table.rows, key=lambda row: -(row.figures["dispatched"] or 0))
    rows = [[row.name, *(row.value(of) for _, of in columns)] for row in (*ordered, table.total)]
    return Sheet(name, [first, *(head for head, _ in columns)], rows)


def trend(weeks: Sequence[tuple[date, Indicators]]) -> Sheet:
    """A row for each week, by its first day."""
    rows = [[f"{first:%m-%d}", *(total.value(of) for _, of in TREND)] for first, total in weeks]
    return Sheet("趋势", ["周（起）", *(head for head, _ in TREND)], rows)


def shown(value: Value, *, rate: bool) -> str:
    """A value as paper shows it."""
    if value is None:
        return "—"
    if rate:
        return f"{float(value):.1%}"
    return str(value)


def change_shown(value: Value, *, rate: bool) -> str:
    """环比 with its sign: of a rate in points of a hundred."""
    if value is None:
        return "—"
    return f"{100 * float(value):+.1f} 个百分点" if rate else f"{float(value):+.1%}"
