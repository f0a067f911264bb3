"""What a period's cases come to, per group and together: the one way to every figure shown."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from services.chassis.callers import Scope
from services.chassis.directory import Directory, UnknownOrganisation
from services.chassis.transaction import Transaction
from services.ledger.domain.months import month_after
from services.ledger.statistics.groups import By, grouping, side_of
from services.ledger.store import counting, durations, rollups
from services.ledger.store.durations import Percentiles, Value
from services.ledger.table.choices import CHOICES

Key = UUID | str
"""An organisation, a person, a category code or a source."""
VALUES: Mapping[By, Value] = {"category": "category", "person": "person", "source": "source"}


@dataclass(frozen=True)
class Reckoned:
    """A group's figures and the seconds its cases took; `members` are its organisations."""

    figures: Counter[str] = field(default_factory=Counter)
    spent: Percentiles = field(default_factory=dict)
    members: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Reckoning:
    """Every group that has a case, and all of them together."""

    groups: Mapping[Key, Reckoned]
    total: Reckoned


async def reckon(
    tx: Transaction,
    by: By,
    *,
    scope: Scope,
    directory: Directory,
    first_day: date | None,
    last_day: date | None,
) -> Reckoning:
    """The figures of the scope's organisations in a period of days, both included."""
    side, value = side_of(by), VALUES.get(by)
    groups = grouping(by, scope.organisation_ids, directory=directory)
    days = {"first_day": first_day, "last_day": last_day}
    if value in ("person", "source"):
        sums = await counting.sums(tx, by, scope=scope, **days)
    else:
        sums = await rollups.sums(tx, side, by_category=value is not None, scope=scope, **days)
    spent = await durations.read(tx, side, by=value, groups=groups, scope=scope, **days)
    found: dict[Key, Reckoned] = {}
    total: Counter[str] = Counter()
    for (of, figure), count in sums.items():
        key = groups[of] if value is None and isinstance(of, UUID) else of
        if key not in found:
            members = frozenset(each for each, its in groups.items() if its == key)
            found[key] = Reckoned(spent=spent.groups.get(key, {}), members=members)
        found[key].figures[figure] += count
        total[figure] += count
    return Reckoning(found, Reckoned(total, spent.total, scope.organisation_ids))


def period_before(first: date, last: date) -> tuple[date, date]:
    """The period to compare with: the month before a whole month, else as many days before."""
    if first.day == 1 and last + timedelta(days=1) == month_after(first):
        ends = first - timedelta(days=1)
        return ends.replace(day=1), ends
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)


def names_of(by: By, key: Key, directory: Directory) -> tuple[str, str]:
    """Chinese and English name; a person's is identity's to tell."""
    if by == "source":
        return CHOICES["source"].get(str(key), (str(key), str(key)))
    if by == "person":
        return "", ""
    if isinstance(key, str):
        return key, key
    try:
        found = directory.find(key)
    except UnknownOrganisation:
        return "", ""
    return found.name, found.name_en


def order_of(key: Key, directory: Directory) -> str:
    """What groups are listed by: organisations by their codes."""
    if isinstance(key, str):
        return key
    try:
        return directory.find(key).code
    except UnknownOrganisation:
        return f"~{key}"
