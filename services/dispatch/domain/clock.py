"""Due dates: how much time a case has, counted so that it can be counted again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from services.chassis.refusals import Invalid
from services.contracts.intake import Mode
from services.dispatch.domain.calendar import Calendar

EVERY_CATEGORY = "*"
WARNED_AT = 0.8
"""The share of the time after which the lamp is yellow."""

Lamp = Literal["green", "yellow", "red"]


class LimitInvalid(Invalid):
    zh = "期限有误：{category} {mode} {zh}。"
    en = "The limit of {category} {mode} {en}."


@dataclass(frozen=True)
class Limit:
    """The time that categories beginning with a code have: working days or hours, never both."""

    category_code: str
    mode: Mode
    working_days: int | None = None
    hours: int | None = None

    def covers(self, category_code: str | None, mode: Mode) -> bool:
        if self.mode != mode:
            return False
        if self.category_code == EVERY_CATEGORY:
            return True
        return category_code is not None and category_code.startswith(self.category_code)

    @property
    def closeness(self) -> int:
        """A longer code is closer to the category; `*` is the furthest."""
        return 0 if self.category_code == EVERY_CATEGORY else len(self.category_code)


UNSTATED: dict[Mode, Limit] = {
    "general": Limit(EVERY_CATEGORY, "general", working_days=7),
    "urgent": Limit(EVERY_CATEGORY, "urgent", hours=24),
}
"""What holds where the city says nothing: domain rule 1, and a day for urgent cases."""


def choose(limits: Iterable[Limit], *, category_code: str | None, mode: Mode) -> Limit:
    """The limit with the longest matching category code."""
    covering = (limit for limit in limits if limit.covers(category_code, mode))
    return max(covering, key=lambda limit: limit.closeness, default=UNSTATED[mode])


def require_sound(limits: Iterable[Limit]) -> None:
    """`LimitInvalid` unless each limit is days or hours and none is stated twice."""
    seen = set()
    for limit in limits:
        key = (limit.category_code, limit.mode)
        facts = {"category": limit.category_code, "mode": limit.mode}
        if (limit.working_days is None) == (limit.hours is None):
            en = "must be either working days or hours"
            raise LimitInvalid(**facts, zh="须且只能填写工作日或小时之一", en=en)
        if key in seen:
            raise LimitInvalid(**facts, zh="重复", en="is stated twice")
        seen.add(key)


@dataclass(frozen=True)
class Clock:
    """What a due date is counted from.

    `until` is an approved deferral's date and outweighs the limit. A return leaves at least
    `return_days` working days after `returned_at`.
    """

    started_at: datetime
    working_days: int | None = None
    hours: int | None = None
    until: date | None = None
    returned_at: datetime | None = None
    return_days: int | None = None

    @property
    def is_by_hours(self) -> bool:
        return self.hours is not None and self.until is None and self.returned_at is None


@dataclass(frozen=True)
class Due:
    """The last moment in time, and whether an unannounced year's calendar was used."""

    at: datetime
    provisional: bool = False


def fresh(limit: Limit, *, at: datetime) -> Clock:
    """A clock that starts now with the full limit."""
    return Clock(at, working_days=limit.working_days, hours=limit.hours)


def deferred(clock: Clock, *, until: date, at: datetime) -> Clock:
    """The clock of a shelved case: nothing counts but the approved date (domain rule 2)."""
    return replace(clock, started_at=at, until=until, returned_at=None, return_days=None)


def returned(clock: Clock, *, working_days: int, at: datetime) -> Clock:
    """The clock of a returned case, with its least time (domain rule 3)."""
    return replace(clock, returned_at=at, return_days=working_days)


def due(clock: Clock, calendar: Calendar) -> Due:
    """When a case with this clock is due by this calendar."""
    if clock.until is not None:
        first = Due(calendar.end_of(clock.until))
    elif clock.hours is not None:
        first = Due(clock.started_at + timedelta(hours=clock.hours))
    else:
        assert clock.working_days is not None, "a clock has an end"
        first = _counted(calendar, clock.started_at, clock.working_days)
    if clock.returned_at is None or clock.return_days is None:
        return first
    least = _counted(calendar, clock.returned_at, clock.return_days)
    return max(first, least, key=lambda each: each.at)


def lamp(*, started_at: datetime, due_at: datetime, at: datetime) -> Lamp:
    """Red when the due date has passed, yellow when most of the time is used."""
    if at > due_at:
        return "red"
    return "yellow" if at >= warning(started_at=started_at, due_at=due_at) else "green"


def warning(*, started_at: datetime, due_at: datetime) -> datetime:
    """When four fifths of the time are used."""
    return started_at + (due_at - started_at) * WARNED_AT


def _counted(calendar: Calendar, start: datetime, working_days: int) -> Due:
    first = calendar.day_of(start)
    last = calendar.after(first, working_days=working_days)
    return Due(calendar.end_of(last), calendar.is_provisional(after=first, until=last))
