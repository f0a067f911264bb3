"""Working days: holidays, working Saturdays, local days off, years nobody announced."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dispatch.domain.calendar import (
    Calendar,
    CalendarInvalid,
    Year,
    announce,
    edit,
    take_off,
)
from tests.unit.dispatch.builders import CALENDAR, OFFICIAL, ZONE, days, local, with_year

DATES = st.dates(date(2024, 1, 1), date(2027, 12, 31))
COUNTS = st.integers(1, 60)


@pytest.mark.parametrize(
    ("dispatched", "due"),
    [
        ("2026-02-09", "2026-02-25"),
        ("2026-02-14", "2026-03-03"),
        ("2026-09-17", "2026-09-28"),
        ("2026-09-30", "2026-10-15"),
        ("2026-11-23", "2026-12-02"),
    ],
)
def test_the_seventh_working_day_by_the_published_calendar(dispatched, due):
    last = CALENDAR.after(date.fromisoformat(dispatched), working_days=7)

    assert last == date.fromisoformat(due)


def test_a_working_saturday_counts():
    assert CALENDAR.is_working(date(2026, 2, 14))
    assert not CALENDAR.is_working(date(2026, 2, 7))


def test_a_holiday_on_a_weekday_does_not_count():
    assert not CALENDAR.is_working(date(2026, 10, 1))


def test_a_local_day_off_outweighs_a_working_saturday():
    year = take_off(OFFICIAL[2026], days("2026-02-14"))

    assert not with_year(year).is_working(date(2026, 2, 14))


def test_an_unannounced_year_has_weekends_only_and_makes_a_count_provisional():
    assert CALENDAR.after(date(2026, 12, 31), working_days=1) == date(2027, 1, 1)
    assert CALENDAR.is_provisional(after=date(2026, 12, 31), until=date(2027, 1, 1))
    assert CALENDAR.is_provisional(after=date(2026, 12, 20), until=date(2027, 1, 4))
    assert not CALENDAR.is_provisional(after=date(2026, 12, 20), until=date(2026, 12, 31))


def test_a_day_ends_at_its_last_second_in_the_citys_zone():
    assert CALENDAR.end_of(date(2026, 2, 25)) == local("2026-02-25 23:59:59")
    assert CALENDAR.start_of(date(2026, 2, 25)) == local("2026-02-25 00:00")
    assert CALENDAR.day_of(local("2026-02-25 00:30")) == date(2026, 2, 25)


def test_what_an_administrator_entered_is_never_overwritten():
    edited = edit(Year(2026), announced=True, days_off=days("2026-10-01"), working_days=frozenset())

    assert announce(edited, OFFICIAL[2026]) == edited


def test_a_year_with_local_days_off_only_still_gets_the_official_days():
    local_only = take_off(Year(2026), days("2026-08-08"))

    assert announce(local_only, OFFICIAL[2026]) == replace(
        OFFICIAL[2026], local_days_off=days("2026-08-08")
    )


def test_days_of_another_year_are_refused():
    with pytest.raises(CalendarInvalid, match="2027-01-01 is not in 2026"):
        take_off(Year(2026), days("2027-01-01"))


def test_a_day_cannot_be_both_off_and_working():
    with pytest.raises(CalendarInvalid, match="2026-10-10"):
        edit(
            Year(2026),
            announced=True,
            days_off=days("2026-10-10"),
            working_days=days("2026-10-10"),
        )


@given(DATES, COUNTS)
def test_exactly_so_many_working_days_lie_after_the_start(start, count):
    last = CALENDAR.after(start, working_days=count)

    between = (start + timedelta(n) for n in range(1, (last - start).days + 1))
    assert sum(CALENDAR.is_working(day) for day in between) == count
    assert CALENDAR.is_working(last)


@given(DATES, st.integers(0, 40), COUNTS)
def test_who_starts_later_is_never_due_earlier(start, later, count):
    moved = start + timedelta(later)

    assert CALENDAR.after(start, working_days=count) <= CALENDAR.after(moved, working_days=count)


@given(DATES, COUNTS)
def test_one_day_more_is_always_later(start, count):
    assert CALENDAR.after(start, working_days=count) < CALENDAR.after(start, working_days=count + 1)


@given(DATES, COUNTS, st.frozensets(DATES, max_size=10))
def test_a_day_off_more_never_brings_a_due_date_forward(start, count, off):
    years = {
        number: take_off(
            OFFICIAL.get(number) or Year(number),
            frozenset(day for day in off if day.year == number),
        )
        for number in range(2024, 2028)
    }

    lazier = Calendar(ZONE, 2, years)

    assert lazier.after(start, working_days=count) >= CALENDAR.after(start, working_days=count)


@given(DATES)
def test_the_working_day_before_is_the_one_it_follows(day):
    before = CALENDAR.before(day)

    assert CALENDAR.is_working(before)
    assert CALENDAR.after(before, working_days=1) >= day
