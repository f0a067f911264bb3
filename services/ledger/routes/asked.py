"""The parts of a query that lists and statistics share: period, grouping, scope."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from services.chassis.callers import Scope
from services.chassis.directory import Directory
from services.chassis.refusals import Invalid
from services.ledger.statistics.groups import By, grouping, side_of


class PeriodReversed(Invalid):
    zh = "起始日期 {first} 晚于截止日期 {last}。"
    en = "The period begins on {first}, after its end on {last}."


class GroupMalformed(Invalid):
    zh = "of 应为单位编号：{of}"
    en = "`of` must be an organisation's id: {of}"


@dataclass(frozen=True)
class Period:
    """Days of the city's calendar, both included; open where `None`."""

    first: date | None
    last: date | None


def period(
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> Period:
    if first is not None and last is not None and first > last:
        raise PeriodReversed(first=first, last=last)
    return Period(first, last)


AskedPeriod = Annotated[Period, Depends(period)]


@dataclass(frozen=True)
class Members:
    """Whose cases a row of the statistics counts: organisations, narrowed by a value of theirs."""

    responsible: frozenset[UUID] | None = None
    reporters: frozenset[UUID] | None = None
    category: str | None = None
    person: UUID | None = None
    source: str | None = None


def members(by: By, of: str | None, *, scope: Scope, directory: Directory) -> Members:
    """What stands behind one row, or (without `of`) behind the total."""
    ids, category, person, source = scope.organisation_ids, None, None, None
    if by == "category":
        category = of
    elif by == "person":
        person = None if of is None else _id(of)
    elif by == "source":
        source = of
    elif of is not None:
        group = _id(of)
        groups = grouping(by, ids, directory=directory)
        ids = frozenset(each for each, its in groups.items() if its == group)
    if side_of(by) == "reporter":
        return Members(reporters=ids, person=person, source=source)
    return Members(responsible=ids, category=category)


def _id(of: str) -> UUID:
    try:
        return UUID(of)
    except ValueError:
        raise GroupMalformed(of=of) from None
