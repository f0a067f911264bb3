"""What a period's cases come to, per group and together: the one way to every figure shown."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from services.chassis.callers import Scope
from services.chassis.directory import Directory, UnknownOrganisation
from services.chassis.transaction import Transaction
from services.ledger.domain.months import month_after
from services.ledger.statistics.groups import By, grouping, side_of
from services.ledger.statistics.indicators import Leg, Percentiles, Seconds, percentiles
from services.ledger.store import counting, rollups
from services.ledger.store.counting import Value
from services.ledger.table.choices import CHOICES

Key = UUID | str
"""An organisation, a person, a category code or a source."""
Spent = Mapping[Leg, Seconds]
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
    await tx.expect_many_rows()
    side, value = side_of(by), VALUES.get(by)
    groups = grouping(by, scope.organisation_ids, directory=directory)
    days = {"first_day": first_day, "last_day": last_day}
    figures, seconds = defaultdict[Key, Counter[str]](Counter), defaultdict[Key, list[Spent]](list)
    if value is None:
        kept = await rollups.sums(tx, side, scope=scope, **days)
        for organisation_id, counts in kept.items():
            figures[groups[organisation_id]].update(counts)
    elif side == "reporter":
        for key, counts in (await counting.reported(tx, value, scope=scope, **days)).items():
            figures[key].update(counts)
    counted = await counting.dispatched(tx, side, value, scope=scope, **days)
    for of, its in counted.items():
        key = groups[of] if value is None and isinstance(of, UUID) else of
        figures[key].update(its.figures)
        seconds[key].append(its.seconds)
    members = defaultdict[Key, set[UUID]](set)
    if value is None:
        for each, group in groups.items():
            members[group].add(each)
    found = {
        key: Reckoned(counts, percentiles(seconds[key]), frozenset(members[key]))
        for key, counts in figures.items()
    }
    total = Reckoned(
        sum(figures.values(), Counter()),
        percentiles([each for its in seconds.values() for each in its]),
        scope.organisation_ids,
    )
    return Reckoning(found, total)


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
