"""Deferral: who asks, who decides, how it ends, a rule a test."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.closure.domain import deferral, rectification, refusals
from services.closure.domain.case import Outcome, Status
from services.contracts.closure import (
    DeferralEnded,
    DeferralGranted,
    DeferralRefused,
    DeferralRequested,
)
from tests.unit.closure.builders import (
    AFTER,
    CASE,
    DISTRICT,
    HANDLER,
    LATER,
    LEAD,
    LEADER,
    NOW,
    SUPERVISOR,
    TODAY,
    ZONE,
    a_case,
    asked,
    closed,
    deferred,
    pre_closed,
    submitted,
)


def day(number: int):
    return TODAY + timedelta(days=number)


def end_of(date) -> datetime:
    """As dispatch tells it: the last second of the city's day."""
    return datetime(date.year, date.month, date.day, 23, 59, 59, tzinfo=ZONE).astimezone(UTC)


def request(case, *, until, at=NOW, by=HANDLER):
    return deferral.request(case, by=by, at=at, until=until, reason="冬季无法施工", zone=ZONE)


def test_a_request_changes_no_status():
    case, event = request(a_case(), until=day(20))

    assert case.status is Status.OPEN
    assert event == DeferralRequested(
        case_id=CASE,
        organisation_id=DISTRICT,
        version=1,
        at=NOW,
        by=HANDLER.id,
        reason="冬季无法施工",
        until=day(20),
        extension=False,
    )


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_the_date_is_after_today_and_within_a_year(days):
    with pytest.raises(refusals.DeferralDateOutOfRange, match="2026-03-03 to 2027-03-03"):
        request(a_case(), until=day(days))


@pytest.mark.parametrize("days", [1, 366])
def test_tomorrow_and_the_same_day_next_year_are_possible(days):
    _, event = request(a_case(), until=day(days))

    assert event.until == day(days)


def test_today_is_the_citys_day_and_not_greenwichs():
    late_evening = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)

    with pytest.raises(refusals.DeferralDateOutOfRange):
        request(a_case(), until=day(1), at=late_evening)


def test_one_request_at_a_time():
    with pytest.raises(refusals.DeferralUndecided, match=r"until 2026-03-22.*王建强 asked"):
        request(asked(), until=day(30), by=SUPERVISOR)


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        (submitted(), refusals.AlreadySubmitted),
        (pre_closed(), refusals.AlreadyVerified),
        (closed(), refusals.AlreadyClosed),
    ],
)
def test_what_is_already_rectified_is_not_deferred(case, refusal):
    with pytest.raises(refusal):
        request(case, until=day(20))


def test_a_granted_deferral_shelves_the_case_until_the_date():
    case, event = deferral.grant(asked(), by=LEADER, at=LATER, note="同意", zone=ZONE)

    assert (case.status, case.shelving.until) == (Status.DEFERRED, day(20))
    assert event == DeferralGranted(
        case_id=CASE,
        organisation_id=DISTRICT,
        version=2,
        at=LATER,
        by=LEADER.id,
        until=day(20),
        extension=False,
        note="同意",
    )


def test_a_refused_deferral_leaves_the_case_as_it_was():
    case, event = deferral.refuse(asked(), by=LEAD, at=LATER, reason="理由不充分")

    assert (case.status, case.shelving) == (Status.OPEN, None)
    assert event == DeferralRefused(
        case_id=CASE,
        organisation_id=DISTRICT,
        version=2,
        at=LATER,
        by=LEAD.id,
        reason="理由不充分",
    )


def test_a_refused_extension_leaves_the_deferral_running():
    case, _ = deferral.refuse(asked(deferred(), days=40), by=LEAD, at=LATER, reason="x")

    assert (case.status, case.shelving.until) == (Status.DEFERRED, day(20))


def test_nobody_decides_their_own_request():
    case = asked(by=LEADER)

    with pytest.raises(refusals.SeparationOfDuties, match="刘永军 asked for a deferral"):
        deferral.grant(case, by=LEADER, at=LATER, note="", zone=ZONE)
    with pytest.raises(refusals.SeparationOfDuties):
        deferral.refuse(case, by=LEADER, at=LATER, reason="x")


def test_what_nobody_asked_for_is_not_granted():
    with pytest.raises(refusals.DeferralNotRequested):
        deferral.grant(a_case(), by=LEADER, at=LATER, note="", zone=ZONE)


def test_a_decision_is_taken_once():
    with pytest.raises(refusals.DeferralDecided, match="刘永军 granted the deferral"):
        deferral.refuse(deferred(), by=LEAD, at=LATER, reason="x")


def test_a_grant_after_the_rectification_learns_what_made_the_request_lapse():
    with pytest.raises(refusals.DeferralDecided, match="王建强 submitted a rectification, so"):
        deferral.grant(submitted(asked()), by=LEADER, at=LATER, note="", zone=ZONE)


def test_a_date_that_has_come_is_not_granted_any_more():
    that_morning = NOW + timedelta(days=20)

    with pytest.raises(refusals.DeferralDatePassed, match="2026-03-22"):
        deferral.grant(asked(), by=LEADER, at=that_morning, note="", zone=ZONE)


def test_a_deferral_is_extended_with_a_new_approval():
    case = asked(deferred(), days=40)
    assert case.deferral.extension
    assert case.shelving.until == day(20)

    case, event = deferral.grant(case, by=LEAD, at=LATER, note="", zone=ZONE)

    assert event.extension
    assert (case.status, case.shelving.until) == (Status.DEFERRED, day(40))


def test_on_its_date_the_case_is_open_again():
    case, event = deferral.resume(deferred(), due_at=end_of(day(20)), at=LATER)

    assert (case.status, case.shelving, case.due_at) == (Status.OPEN, None, end_of(day(20)))
    assert event == DeferralEnded(case_id=CASE, organisation_id=DISTRICT, version=3, at=LATER)


@pytest.mark.parametrize("case", [a_case(), submitted(deferred()), closed()])
def test_what_is_not_deferred_does_not_resume(case):
    assert deferral.resume(case, due_at=end_of(day(20)), at=LATER) == (case, None)


def test_a_resumption_that_crossed_an_extension_ends_nothing():
    case = deferred(deferred(days=20), days=21)

    assert deferral.resume(case, due_at=end_of(day(20)), at=LATER) == (case, None)
    assert deferral.resume(case, due_at=end_of(day(21)), at=LATER)[1] is not None


def test_an_extension_decided_after_the_date_is_a_new_deferral():
    case, _ = deferral.resume(asked(deferred(), days=40), due_at=end_of(day(20)), at=LATER)

    case, event = deferral.grant(case, by=LEAD, at=LATER, note="", zone=ZONE)

    assert not event.extension
    assert (case.deferral.outcome, case.status) == (Outcome.GRANTED, Status.DEFERRED)


def test_a_returned_case_can_be_deferred():
    case, _ = rectification.send_back(
        submitted(), by=LEAD, at=LATER, reason="x", failed_photo_ids=AFTER
    )

    assert deferred(case).status is Status.DEFERRED


def test_a_request_is_not_disturbed_by_who_the_case_belongs_to():
    moved = replace(asked(), organisation_id=CASE)

    _, event = deferral.grant(moved, by=LEADER, at=LATER, note="", zone=ZONE)

    assert event.organisation_id == CASE
