"""Reminders: which timers a case has, and when they ring (domain rule 6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.contracts.dispatch import Audience
from services.dispatch.domain.calendar import Calendar
from services.dispatch.domain.clock import Clock, warning

MOMENT = timedelta(seconds=1)
"""How soon after the due date a case is overdue."""


class Timer(StrEnum):
    DUE_SOON = "due_soon"
    DUE = "due"
    OVERDUE = "overdue"
    OVERDUE_HEAD = "overdue_head"
    OVERDUE_LEADER = "overdue_leader"
    RESUME = "resume"


AUDIENCE: Mapping[Timer, tuple[Audience, ...]] = {
    Timer.DUE_SOON: ("handler",),
    Timer.DUE: ("handler", "head"),
    Timer.OVERDUE_HEAD: ("head",),
    Timer.OVERDUE_LEADER: ("leader",),
}

WORKED = frozenset(Timer) - {Timer.RESUME}
"""The timers of a case somebody works on."""
CHECKED = frozenset({Timer.OVERDUE})
"""Those of a rectified case: nobody is reminded, but the due date counts."""
SHELVED = frozenset({Timer.RESUME})

NEVER_LATE = frozenset({Timer.OVERDUE, Timer.RESUME})
"""Timers that change what a case is, so they ring even when their moment has passed."""


@dataclass(frozen=True)
class Reminder:
    """A timer for one due date of a case. `sent_at` is when it rang."""

    timer: Timer
    at: datetime
    due_at: datetime
    sent_at: datetime | None = None

    def rings(self, now: datetime) -> bool:
        return self.sent_at is None and self.at <= now


def plan(
    timers: frozenset[Timer],
    before: Iterable[Reminder],
    *,
    clock: Clock,
    due_at: datetime,
    calendar: Calendar,
    at: datetime,
) -> tuple[Reminder, ...]:
    """The case's reminders from now on.

    What rang for this due date doesn't ring again, what should have rung by now still does, and
    a moment that had passed before anybody could plan for it is left out.
    """
    same = {each.timer: each for each in before if each.due_at == due_at}
    sent = {timer: each for timer, each in same.items() if each.sent_at is not None}
    late = {timer for timer, each in same.items() if each.rings(at)} | NEVER_LATE
    planned = (
        Reminder(timer, _moment(timer, clock=clock, due_at=due_at, calendar=calendar), due_at)
        for timer in timers - sent.keys()
    )
    kept = [each for each in planned if each.at > at or each.timer in late]
    return tuple(sorted([*sent.values(), *kept], key=lambda each: (each.at, each.timer)))


def _moment(timer: Timer, *, clock: Clock, due_at: datetime, calendar: Calendar) -> datetime:
    day = calendar.day_of(due_at)
    match timer:
        case Timer.DUE_SOON if clock.is_by_hours:
            return warning(started_at=clock.started_at, due_at=due_at)
        case Timer.DUE_SOON:
            return calendar.start_of(calendar.before(day))
        case Timer.DUE:
            return due_at
        case Timer.OVERDUE:
            return due_at + MOMENT
        case Timer.OVERDUE_HEAD:
            return _later(due_at, 1, calendar)
        case Timer.OVERDUE_LEADER:
            return _later(due_at, 3, calendar)
        case Timer.RESUME:
            return calendar.start_of(day)


def _later(due_at: datetime, working_days: int, calendar: Calendar) -> datetime:
    """The same time of day, working days later."""
    day = calendar.after(calendar.day_of(due_at), working_days=working_days)
    local = due_at.astimezone(calendar.zone)
    return local.replace(year=day.year, month=day.month, day=day.day).astimezone(due_at.tzinfo)
