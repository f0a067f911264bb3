"""The working calendar: which days count, in the city's time zone (domain rule 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from services.chassis.refusals import Invalid

DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)
SATURDAY = 5

Source = Literal["package", "administrator"]


class CalendarInvalid(Invalid):
    zh = "日历内容有误：{day} {zh}。"
    en = "The calendar is not valid: {day} {en}."


@dataclass(frozen=True)
class Year:
    """A year's exceptions from "weekends are free".

    `source` is who told of the announced days; `None` as long as nobody did. `local_days_off`
    are the city's own and outweigh a working Saturday.
    """

    year: int
    announced: bool = False
    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    local_days_off: frozenset[date] = frozenset()
    source: Source | None = None

    def is_working(self, day: date) -> bool:
        if day in self.local_days_off:
            return False
        if day in self.working_days:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off


@dataclass(frozen=True)
class Calendar:
    """The known years in the city's zone. A year it doesn't know has weekends only."""

    zone: tzinfo
    version: int
    years: Mapping[int, Year]

    def day_of(self, instant: datetime) -> date:
        """The local date of an instant."""
        return instant.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """00:00:00 of the local day."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """23:59:59 of the local day: the last second that is still in time."""
        return datetime.combine(day, LAST_SECOND, self.zone).astimezone(UTC)

    def year(self, number: int) -> Year:
        return self.years.get(number) or Year(number)

    def is_working(self, day: date) -> bool:
        return self.year(day.year).is_working(day)

    def after(self, day: date, *, working_days: int) -> date:
        """The n-th working day after `day`, which itself is not counted."""
        left = working_days
        while left:
            day += DAY
            left -= self.is_working(day)
        return day

    def before(self, day: date) -> date:
        """The last working day before `day`."""
        day -= DAY
        while not self.is_working(day):
            day -= DAY
        return day

    def is_provisional(self, *, after: date, until: date) -> bool:
        """Whether a count over these days used a year whose calendar isn't announced yet."""
        years = range((after + DAY).year, until.year + 1)
        return not all(self.year(number).announced for number in years)


def announce(year: Year, official: Year) -> Year:
    """The year with the officially published days; what an administrator entered stands."""
    if year.source == "administrator":
        return year
    return replace(official, local_days_off=year.local_days_off)


def edit(
    year: Year, *, announced: bool, days_off: frozenset[date], working_days: frozenset[date]
) -> Year:
    """The year as an administrator enters it; `CalendarInvalid` for contradictory days."""
    _require_within(year.year, days_off | working_days)
    if both := days_off & working_days:
        raise CalendarInvalid(
            day=min(both), zh="既是休息日又是工作日", en="is both a day off and a working day"
        )
    return replace(
        year,
        announced=announced,
        days_off=days_off,
        working_days=working_days,
        source="administrator",
    )


def take_off(year: Year, days: frozenset[date]) -> Year:
    """The year with these local days off and no others."""
    _require_within(year.year, days)
    return replace(year, local_days_off=days)


def _require_within(year: int, days: frozenset[date]) -> None:
    for day in sorted(days):
        if day.year != year:
            raise CalendarInvalid(day=day, zh=f"不在 {year} 年内", en=f"is not in {year}")
