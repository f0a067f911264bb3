"""Months of the city's calendar."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def bounds(month: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From when to before when the month lasts, on the city's clocks."""
    ends = (datetime.combine(day, time.min, zone) for day in (month, month_after(month)))
    first, last = (each.astimezone(UTC) for each in ends)
    return first, last


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
