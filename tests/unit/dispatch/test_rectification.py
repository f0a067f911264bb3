"""What closure's facts do to a case's status and clock."""

import pytest

from services.contracts.dispatch import DueDateSet, HandBackLapsed
from services.dispatch.domain import rectification
from services.dispatch.domain.case import Status
from services.dispatch.domain.reminders import Timer
from tests.unit.dispatch.builders import (
    CALENDAR,
    CASE,
    DUE,
    NOW,
    SEVEN_DAYS,
    XINFU,
    a_case,
    an_id,
    closed,
    deferral,
    end_of,
    local,
    pre_closed,
    reopened,
    returned,
    submitted,
)

BY = an_id("somebody")


def follow(case, *facts):
    """The case after the facts, and everything announced on the way."""
    announced = ()
    for fact in facts:
        case, events = rectification.follow(
            case, fact, calendar=CALENDAR, limit=SEVEN_DAYS, return_days=3, at=fact.at
        )
        announced += events
    return case, announced


def due_date_set(version, at, due_at, cause):
    return DueDateSet(
        case_id=CASE, version=version, at=at, by=BY, due_at=due_at, provisional=False, cause=cause
    )


def test_facts_that_move_no_clock_announce_nothing():
    case, announced = follow(a_case(), submitted(), pre_closed(), closed())

    assert (case.status, case.version, case.closed_at) == (Status.CLOSED, 1, NOW)
    assert announced == ()
    assert [step.code for step in case.news] == ["submitted", "pre_closed", "closed"]


def test_the_last_change_names_what_closure_did():
    case, _ = follow(a_case(), submitted())

    assert (case.last.who, case.last.zh, case.last.when) == (
        "整改人 (rectifier)",
        "提交了整改",
        NOW,
    )


def test_a_late_return_leaves_three_working_days():
    at = local("2026-12-02 16:00")

    case, announced = follow(a_case(), submitted(at), returned(at, returns=2))

    assert (case.status, case.returns) == (Status.IN_POOL, 2)
    assert announced == (due_date_set(2, at, end_of("2026-12-07"), "returned"),)


def test_an_early_return_moves_nothing():
    case, announced = follow(a_case(), submitted(), returned())

    assert (case.status, case.version, case.due.at) == (Status.IN_POOL, 1, DUE)
    assert announced == ()


def test_a_rectification_makes_a_hand_back_lapse():
    case, announced = follow(a_case(status=Status.HANDED_BACK), submitted())

    assert (case.status, case.version) == (Status.SUBMITTED, 2)
    assert announced == (
        HandBackLapsed(case_id=CASE, version=2, at=NOW, by=BY, organisation_id=XINFU),
    )


def test_a_deferral_makes_a_hand_back_lapse_too_each_fact_with_its_own_version():
    case, announced = follow(a_case(status=Status.HANDED_BACK), deferral("2026-12-20"))

    assert case.status is Status.DEFERRED
    assert [(type(event), event.version) for event in announced] == [
        (HandBackLapsed, 2),
        (DueDateSet, 3),
    ]


def test_a_granted_deferral_shelves_the_case_until_the_end_of_its_date():
    case, announced = follow(a_case(), deferral("2026-12-20"))

    assert case.status is Status.DEFERRED
    assert announced == (due_date_set(2, NOW, end_of("2026-12-20"), "deferred"),)


def test_a_deferral_can_be_extended():
    case, announced = follow(
        a_case(), deferral("2026-12-20"), deferral("2027-01-10", extension=True)
    )

    assert (case.status, case.due.at) == (Status.DEFERRED, end_of("2027-01-10"))
    assert [event.version for event in announced] == [2, 3]


def test_a_shelved_case_rectified_early_keeps_the_deferrals_due_date():
    case, announced = follow(a_case(), deferral("2026-12-20"), submitted())

    assert (case.status, case.due.at) == (Status.SUBMITTED, end_of("2026-12-20"))
    assert len(announced) == 1


def test_a_reopened_case_is_in_its_pool_with_the_full_limit():
    at = local("2026-12-10 09:00")

    case, announced = follow(a_case(), submitted(), pre_closed(), closed(), reopened(at))

    assert (case.status, case.reopenings, case.closed_at) == (Status.IN_POOL, 1, None)
    assert announced == (due_date_set(2, at, end_of("2026-12-21"), "reopened"),)


@pytest.mark.parametrize(
    ("facts", "timers"),
    [
        ([submitted()], {Timer.OVERDUE}),
        ([submitted(), pre_closed()], {Timer.OVERDUE}),
        ([deferral("2026-12-20")], {Timer.RESUME}),
        ([submitted(), pre_closed(), closed()], set()),
        ([submitted(), returned()], set(Timer) - {Timer.RESUME}),
        ([closed(), reopened()], set(Timer) - {Timer.RESUME}),
    ],
)
def test_only_worked_cases_are_reminded_of(facts, timers):
    case, _ = follow(a_case(), *facts)

    assert {reminder.timer for reminder in case.reminders} == timers
