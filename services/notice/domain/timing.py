"""When a message goes out: at once, after a burst has ended, after quiet hours, with a digest."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from services.notice.domain.rules import Urgency

SETTLED = timedelta(seconds=1)
"""So long after the last notice of a burst its letter goes out …"""
LONGEST_GATHERING = timedelta(seconds=10)
"""… and so long after its first at the latest."""
PAUSE = timedelta(seconds=3)
"""Between two letters to people: robots take twenty a minute, and nobody reads quicker."""
PAUSE_OF_MACHINES = timedelta(seconds=1)
"""Between two letters to another system."""
WAKING = timedelta(hours=12)
"""Older facts that come (again) are put into the inbox and wake nobody."""
DIGEST_AT = time(8, 30)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Quiet:
    """Minutes of the day in the city's time, from `start` until before `end`, midnight between
    them or not."""

    start: int
    end: int

    def holds(self, at: datetime) -> bool:
        """`at` in the city's time."""
        minute = at.hour * 60 + at.minute
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True)
class Habits:
    """How an owner wants a channel used."""

    least: Urgency
    digest: bool
    quiet: Quiet | None


@dataclass(frozen=True)
class Due:
    """When a channel sends next, and since when a burst is being gathered."""

    send_at: datetime | None = None
    gathering_since: datetime | None = None
    rests_until: datetime | None = None


def wanted(habits: Habits, urgency: Urgency) -> bool:
    """Whether a notice goes over the channel at all."""
    return urgency == "urgent" or (urgency == "normal" and habits.least == "normal")


def free_at(habits: Habits, urgency: Urgency, *, at: datetime, zone: tzinfo) -> datetime:
    """From when on a message may go out: `at` itself unless quiet hours or a digest hold it."""
    if urgency == "urgent":
        return at
    here = at.astimezone(zone)
    if habits.digest:
        today = datetime.combine(here.date(), DIGEST_AT, zone)
        here = today if here < today else datetime.combine(here.date() + DAY, DIGEST_AT, zone)
    if habits.quiet is not None and habits.quiet.holds(here):
        hours, minutes = divmod(habits.quiet.end, 60)
        ends = datetime.combine(here.date(), time(hours, minutes), zone)
        here = (
            ends if here < ends else datetime.combine(here.date() + DAY, time(hours, minutes), zone)
        )
    return at if here <= at else here


def added(due: Due, urgency: Urgency, *, free: datetime, at: datetime) -> Due:
    """What a channel's next sending becomes by one more message."""
    if urgency == "urgent":
        return Due(at, due.gathering_since, due.rests_until)
    if free > at:
        return Due(min(due.send_at or free, free), due.gathering_since, due.rests_until)
    since = due.gathering_since or at
    if due.send_at is not None and due.send_at <= at:
        return Due(due.send_at, since, due.rests_until)
    settled = max(at + SETTLED, due.rests_until or at)
    return Due(
        min(settled, max(since + LONGEST_GATHERING, due.rests_until or at)), since, due.rests_until
    )


def sent(free: datetime | None, *, urgent: bool, at: datetime, pause: timedelta = PAUSE) -> Due:
    """After a letter: what came meanwhile, or is still held; a pause unless that is urgent."""
    rests = at + pause
    if urgent:
        return Due(at, None, rests)
    return Due(max(free, rests) if free else None, None, rests)
