"""Whom a change concerns, what an order says, and how long it waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.chassis.history import Actor
from services.dispatch.domain import case as cases
from services.dispatch.domain import orders, rectification
from services.dispatch.domain.orders import Told
from tests.unit.dispatch.builders import (
    BRIGADE,
    CALENDAR,
    DONGZHOU,
    NOW,
    REVIEWER,
    SEVEN_DAYS,
    SUPERVISOR,
    XINFU,
    a_case,
    a_problem,
    an_id,
    closed,
    returned,
    submitted,
)

BUREAU, OFFICE = an_id("bureau"), an_id("office")


def transferred():
    return cases.assign(
        a_case(),
        organisation_id=DONGZHOU,
        reason="张三说归东洲管",
        limit=SEVEN_DAYS,
        calendar=CALENDAR,
        by=REVIEWER,
        at=NOW,
    )


def test_a_transfer_is_told_to_both():
    case, event = transferred()

    assert orders.told(case, [event]) == [Told(XINFU, "withdrawn"), Told(DONGZHOU, "assigned")]


def test_naming_another_rectifier_takes_the_case_from_the_first():
    before = replace(a_case(pool="supervision", organisation_id=BRIGADE), rectifier_id=XINFU)
    case, event = cases.name_rectifier(before, organisation_id=DONGZHOU, by=SUPERVISOR, at=NOW)

    assert orders.told(case, [event], former_rectifier=XINFU) == [
        Told(XINFU, "withdrawn"),
        Told(DONGZHOU, "assigned"),
    ]


def test_brigade_and_rectifier_both_hear_of_the_closure():
    case = replace(a_case(pool="supervision", organisation_id=BRIGADE), rectifier_id=XINFU)

    assert orders.told(case, [closed()]) == [Told(BRIGADE, "closed"), Told(XINFU, "closed")]


def test_what_the_department_did_itself_is_not_told_to_it():
    case, event = cases.hand_back(
        a_case(), reason="不归我们", by=Actor(an_id("handler"), "赵处置", XINFU), at=NOW
    )

    assert orders.told(case, [submitted(), event]) == []


def test_a_return_and_its_new_date_are_one_order():
    case, events = rectification.follow(
        a_case(),
        returned(),
        calendar=CALENDAR,
        limit=SEVEN_DAYS,
        return_days=30,
        at=NOW,
    )

    assert [type(each).__name__ for each in events] == ["DueDateSet"]
    found = orders.told(case, [returned(), *events])
    assert orders.one_each(found, {XINFU: XINFU}) == {XINFU: "returned"}


def test_what_moves_within_a_department_stays_its_own():
    found = [Told(BUREAU, "withdrawn"), Told(OFFICE, "assigned")]

    assert orders.one_each(found, {BUREAU: BUREAU, OFFICE: BUREAU}) == {BUREAU: "assigned"}


def test_an_organisation_without_a_system_gets_no_order():
    assert orders.one_each([Told(XINFU, "assigned")], {}) == {}


def test_an_order_tells_of_no_person_and_repeats_nobodys_words():
    case = a_case(problem=a_problem(description="住户李四 13800000000"))
    told = orders.order(case, "assigned").model_dump_json()

    assert case.number.text in told
    for personal in ("李四", str(case.problem.reporter_id), "description"):
        assert personal not in told


@pytest.mark.parametrize(("sends", "minutes"), [(1, 15), (2, 30), (3, 60), (7, 960), (8, 1440)])
def test_an_order_waits_twice_as_long_each_time_but_a_day_at_most(sends: int, minutes: int):
    at = orders.again_at(sends, first=timedelta(minutes=15), at=NOW)

    assert at == NOW + timedelta(minutes=minutes)
