"""What time alone does: reminders, escalation, overdue, resumption, a newer calendar."""

from datetime import timedelta

import pytest

from services.contracts.dispatch import (
    CaseEscalated,
    CaseOverdue,
    CaseReminded,
    CaseResumed,
    DueDateSet,
)
from services.dispatch.domain import rectification, timekeeping
from services.dispatch.domain.calendar import take_off
from services.dispatch.domain.case import Status
from services.dispatch.domain.clock import Limit
from services.dispatch.domain.reminders import Timer
from tests.unit.dispatch.builders import (
    CALENDAR,
    CASE,
    DUE,
    NOW,
    OFFICIAL,
    SEVEN_DAYS,
    XINFU,
    a_case,
    closed,
    days,
    deferral,
    end_of,
    local,
    submitted,
    with_year,
)

TWO_HOURS = Limit("01001", "urgent", hours=2)


def ring(case, at):
    return timekeeping.ring(case, calendar=CALENDAR, at=at)


def follow(case, fact):
    return rectification.follow(
        case, fact, calendar=CALENDAR, limit=SEVEN_DAYS, return_days=3, at=fact.at
    )[0]


def moments(case):
    return {reminder.timer: reminder.at for reminder in case.reminders}


def test_reminders_of_a_case_with_working_days():
    assert moments(a_case()) == {
        Timer.DUE_SOON: local("2026-12-01 00:00"),
        Timer.DUE: DUE,
        Timer.OVERDUE: local("2026-12-03 00:00"),
        Timer.OVERDUE_HEAD: end_of("2026-12-03"),
        Timer.OVERDUE_LEADER: end_of("2026-12-07"),
    }


def test_reminders_of_a_case_with_hours():
    assert moments(a_case(limit=TWO_HOURS, at=local("2026-11-27 20:00"))) == {
        Timer.DUE_SOON: local("2026-11-27 21:36"),
        Timer.DUE: local("2026-11-27 22:00"),
        Timer.OVERDUE: local("2026-11-27 22:00:01"),
        Timer.OVERDUE_HEAD: local("2026-11-30 22:00"),
        Timer.OVERDUE_LEADER: local("2026-12-02 22:00"),
    }


def test_a_reminder_whose_moment_is_past_when_the_case_comes_is_left_out():
    case = a_case(limit=Limit("*", "general", working_days=1), at=local("2026-11-23 10:00"))

    assert Timer.DUE_SOON not in moments(case)


def test_nothing_rings_early():
    case = a_case()

    assert ring(case, local("2026-11-30 23:59:59")) == (case, ())


def test_the_handler_is_reminded_on_the_working_day_before():
    at = local("2026-12-01 00:00")

    case, events = ring(a_case(), at)

    assert events == (
        CaseReminded(
            case_id=CASE,
            version=2,
            at=at,
            organisation_id=XINFU,
            step="due_soon",
            audience=("handler",),
            due_at=DUE,
        ),
    )
    assert (case.version, case.news[-1].code) == (2, "reminded")


def test_what_rang_does_not_ring_again():
    case, _ = ring(a_case(), local("2026-12-01 00:00"))

    assert ring(case, local("2026-12-01 00:01"))[1] == ()


def test_after_an_outage_everything_rings_in_order_each_with_its_own_version():
    at = local("2026-12-08 08:00")

    _, events = ring(a_case(), at)

    assert [(type(event), event.version, getattr(event, "step", None)) for event in events] == [
        (CaseReminded, 2, "due_soon"),
        (CaseReminded, 3, "due"),
        (CaseOverdue, 4, None),
        (CaseEscalated, 5, "overdue_head"),
        (CaseEscalated, 6, "overdue_leader"),
    ]
    assert [getattr(event, "audience", None) for event in events] == [
        ("handler",),
        ("handler", "head"),
        None,
        ("head",),
        ("leader",),
    ]


def test_the_last_second_is_in_time_and_the_next_is_overdue():
    case, at_due = ring(a_case(), DUE)
    _, after = ring(case, DUE + timedelta(seconds=1))

    assert CaseOverdue not in {type(event) for event in at_due}
    assert after == (
        CaseOverdue(
            case_id=CASE,
            version=4,
            at=DUE + timedelta(seconds=1),
            organisation_id=XINFU,
            due_at=DUE,
        ),
    )


def test_a_rectified_case_still_goes_overdue_but_nobody_is_reminded():
    case = follow(a_case(), submitted())

    _, events = ring(case, local("2026-12-20 00:00"))

    assert [type(event) for event in events] == [CaseOverdue]


def test_a_closed_case_is_left_alone():
    case = follow(a_case(), closed())

    assert ring(case, local("2026-12-20 00:00")) == (case, ())


def test_a_shelved_case_resumes_when_its_date_begins_and_is_due_at_its_end():
    case = follow(a_case(), deferral("2026-12-20"))
    at = local("2026-12-20 00:00")

    assert ring(case, at - timedelta(seconds=1))[1] == ()
    resumed, events = ring(case, at)

    assert resumed.status is Status.IN_POOL
    assert events == (
        CaseResumed(
            case_id=CASE, version=3, at=at, organisation_id=XINFU, due_at=end_of("2026-12-20")
        ),
    )
    assert set(moments(resumed)) == set(Timer) - {Timer.RESUME, Timer.DUE_SOON}


def test_a_deferral_to_the_same_date_resumes_again():
    case, _ = ring(follow(a_case(), deferral("2026-12-20")), local("2026-12-20 00:00"))

    again = follow(case, deferral("2026-12-20", at=local("2026-12-20 09:00"), extension=True))

    assert moments(again) == {Timer.RESUME: local("2026-12-20 00:00")}


def test_a_new_day_off_moves_the_due_date_and_its_reminders():
    holiday = with_year(take_off(OFFICIAL[2026], days("2026-11-27")))
    at = local("2026-11-24 09:00")

    case, event = timekeeping.recount(a_case(), calendar=holiday, at=at)

    assert event == DueDateSet(
        case_id=CASE,
        version=2,
        at=at,
        due_at=end_of("2026-12-03"),
        provisional=False,
        cause="calendar",
    )
    assert moments(case)[Timer.DUE_SOON] == local("2026-12-02 00:00")
    assert case.calendar_version == holiday.version


def test_a_day_off_elsewhere_announces_nothing():
    holiday = with_year(take_off(OFFICIAL[2026], days("2026-06-01")))

    case, event = timekeeping.recount(a_case(), calendar=holiday, at=NOW)

    assert event is None
    assert (case.version, case.calendar_version) == (1, holiday.version)


def test_an_announced_year_settles_a_provisional_date():
    case = a_case(at=local("2026-12-29 09:00"))
    announced = with_year(OFFICIAL[2025].__class__(2027, True, days("2027-01-01")))

    _, event = timekeeping.recount(case, calendar=announced, at=NOW)

    assert case.due.provisional
    assert (event.due_at, event.provisional) == (end_of("2027-01-08"), False)


@pytest.mark.parametrize("off", ["2026-12-03", "2026-12-04"])
def test_a_recount_repeats_no_escalation_and_moves_the_next(off):
    case, _ = ring(a_case(), end_of("2026-12-03"))
    holiday = with_year(take_off(OFFICIAL[2026], days(off)))

    case, event = timekeeping.recount(case, calendar=holiday, at=local("2026-12-04 00:00"))

    assert event is None
    assert [each.timer for each in case.reminders if each.sent_at is None] == [Timer.OVERDUE_LEADER]
    assert moments(case)[Timer.OVERDUE_LEADER] == end_of("2026-12-08")


def test_a_recount_during_an_outage_loses_no_reminder():
    holiday = with_year(take_off(OFFICIAL[2026], days("2026-06-01")))

    case, _ = timekeeping.recount(a_case(), calendar=holiday, at=local("2026-12-01 08:00"))

    assert Timer.DUE_SOON in moments(case)
