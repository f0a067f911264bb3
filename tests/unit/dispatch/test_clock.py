"""Due dates: limits by category, hours, returns, deferrals, the lamp."""

from datetime import date, timedelta

import pytest

from services.dispatch.domain import clock
from services.dispatch.domain.clock import Due, Limit, LimitInvalid
from tests.unit.dispatch.builders import CALENDAR, DUE, NOW, SEVEN_DAYS, end_of, local

LIMITS = [
    Limit("*", "general", working_days=7),
    Limit("*", "urgent", hours=24),
    Limit("01", "general", working_days=5),
    Limit("01001", "general", working_days=2),
    Limit("01001", "urgent", hours=2),
]


@pytest.mark.parametrize(
    ("category_code", "mode", "chosen"),
    [
        ("01001", "general", LIMITS[3]),
        ("01001007", "general", LIMITS[3]),
        ("01002", "general", LIMITS[2]),
        ("02001", "general", LIMITS[0]),
        ("01002", "urgent", LIMITS[1]),
        ("01001", "urgent", LIMITS[4]),
        (None, "urgent", LIMITS[1]),
    ],
)
def test_the_longest_matching_category_decides(category_code, mode, chosen):
    assert clock.choose(LIMITS, category_code=category_code, mode=mode) == chosen


def test_where_the_city_says_nothing_seven_working_days_or_a_day_hold():
    general = clock.choose([], category_code="01001", mode="general")
    urgent = clock.choose([], category_code=None, mode="urgent")

    assert (general.working_days, urgent.hours) == (7, 24)


@pytest.mark.parametrize(
    "limits",
    [
        [Limit("*", "general")],
        [Limit("*", "general", working_days=7, hours=24)],
        [Limit("*", "general", working_days=7), Limit("*", "general", working_days=8)],
    ],
)
def test_a_limit_is_days_or_hours_and_stated_once(limits):
    with pytest.raises(LimitInvalid):
        clock.require_sound(limits)


def test_a_general_case_is_due_at_the_end_of_its_last_day():
    started = clock.fresh(SEVEN_DAYS, at=NOW)

    assert clock.due(started, CALENDAR) == Due(DUE)


def test_the_dispatch_day_is_the_citys_not_utcs():
    late = clock.fresh(Limit("*", "general", working_days=1), at=local("2026-11-24 00:30"))

    assert clock.due(late, CALENDAR).at == end_of("2026-11-25")


def test_urgent_hours_run_through_nights_and_holidays():
    started = clock.fresh(Limit("*", "urgent", hours=24), at=local("2026-10-01 15:30"))

    assert clock.due(started, CALENDAR) == Due(local("2026-10-02 15:30"))


def test_a_count_into_an_unannounced_year_is_provisional():
    started = clock.fresh(SEVEN_DAYS, at=local("2026-12-25 09:00"))

    assert clock.due(started, CALENDAR) == Due(end_of("2027-01-05"), provisional=True)


def test_a_return_leaves_at_least_three_working_days():
    started = clock.fresh(SEVEN_DAYS, at=NOW)

    returned = clock.returned(started, working_days=3, at=local("2026-12-01 16:00"))

    assert clock.due(returned, CALENDAR).at == end_of("2026-12-04")


def test_a_return_never_shortens_the_time():
    started = clock.fresh(SEVEN_DAYS, at=NOW)

    returned = clock.returned(started, working_days=3, at=local("2026-11-24 16:00"))

    assert clock.due(returned, CALENDAR).at == DUE


def test_a_deferred_case_is_due_at_the_end_of_the_approved_date():
    started = clock.fresh(SEVEN_DAYS, at=NOW)

    shelved = clock.deferred(started, until=date(2027, 3, 1), at=NOW)

    assert clock.due(shelved, CALENDAR) == Due(end_of("2027-03-01"))


@pytest.mark.parametrize(
    ("hours", "lamp"),
    [(0, "green"), (7.9, "green"), (8, "yellow"), (10, "yellow"), (10.1, "red")],
)
def test_the_lamp_is_yellow_from_four_fifths_and_red_when_it_is_late(hours, lamp):
    due_at = NOW + timedelta(hours=10)

    assert clock.lamp(started_at=NOW, due_at=due_at, at=NOW + timedelta(hours=hours)) == lamp
