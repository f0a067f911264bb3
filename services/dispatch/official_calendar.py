"""The State Council's published calendars, as far as the `chinesecalendar` package knows them."""

from datetime import date

from chinese_calendar import constants

from services.dispatch.domain.calendar import Year


def official_years() -> list[Year]:
    """Every year the installed package knows, oldest first."""
    days_off: set[date] = set(constants.holidays)
    working_days: set[date] = set(constants.workdays)
    return [
        Year(
            number,
            announced=True,
            days_off=_within(number, days_off),
            working_days=_within(number, working_days),
            source="package",
        )
        for number in sorted({day.year for day in days_off})
    ]


def _within(year: int, days: set[date]) -> frozenset[date]:
    return frozenset(day for day in days if day.year == year)
