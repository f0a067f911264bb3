"""What a case counts for, and how organisations fall into groups."""

from datetime import date, timedelta

import pytest

from services.chassis.directory import Directory
from services.contracts.closure import RectificationSubmitted
from services.ledger.domain.entry import Ancestor, chain_of
from services.ledger.statistics.figures import Mark, figures, marks, moves
from services.ledger.statistics.groups import group_of
from tests.unit.ledger.builders import (
    BUREAU,
    CITY,
    COMMUNITY,
    DONGZHOU,
    OFFICE,
    STREET,
    XINFU,
    Life,
    an_id,
    organisations,
)

DAY = date(2026, 11, 23)


@pytest.fixture
def directory() -> Directory:
    directory = Directory()
    directory.replace(organisations())
    return directory


def test_a_report_counts_for_the_reporters_street_alone():
    assert marks(Life().reported().case) == {Mark("reporter", STREET, DAY, "reported"): 1}


def test_a_closed_case_counts_as_dispatched_submitted_closed_and_on_time():
    told = ["handled_on_time", "closed", "on_time", "first_time", "submitted"]
    assert figures(Life().to_closing().case) == ["dispatched", *told]


def test_a_returned_case_counts_as_returned_however_often():
    life = Life().in_pool().submitted().returned()

    counted = ["dispatched", "handled_on_time", "submitted", "returned"]
    assert figures(life.case) == counted
    assert figures(life.submitted().returned().case) == counted


def test_a_deferred_case_counts_as_deferred_only_while_it_is():
    life = Life().in_pool().deferred()
    assert "deferred" in figures(life.case)

    assert "deferred" not in figures(life.deferral_ended().case)


def test_a_reopened_case_is_not_counted_as_closed():
    assert "closed" not in figures(Life().to_closing().reopened().case)


def test_a_case_closed_again_after_a_return_or_recheck_was_not_closed_at_once():
    returned = Life().in_pool().submitted().returned().submitted().pre_closed().closed()
    reopened = Life().to_closing().reopened().submitted().pre_closed().closed()

    assert "first_time" in figures(Life().to_closing().case)
    assert "first_time" not in figures(returned.case)
    assert "first_time" not in figures(reopened.case)


def test_a_case_is_overdue_until_it_is_closed_shelved_or_gets_a_later_due_date():
    life = Life().in_pool().overdue()
    assert "overdue" in figures(life.case)

    assert "overdue" not in figures(life.due_date_set(life.now + timedelta(days=3)).case)
    assert "overdue" not in figures(Life().in_pool().overdue().deferred().case)
    assert "overdue" in figures(Life().in_pool().overdue().submitted().case)
    assert "overdue" not in figures(
        Life().in_pool().submitted().overdue().pre_closed().closed().case
    )


def test_a_report_that_became_a_case_is_filed_on_the_day_of_the_report():
    assert marks(Life().in_pool().case)[Mark("reporter", STREET, DAY, "filed")] == 1


def test_handled_on_time_is_the_first_rectification_by_the_due_date_in_force_then():
    late = Life().in_pool()
    late = late.say(RectificationSubmitted, **rectification(), at=late.now + timedelta(days=10))

    assert "handled_on_time" not in figures(late.case)


def rectification() -> dict[str, object]:
    return {
        "organisation_id": XINFU,
        "round": 1,
        "solution": "已清理",
        "before_photo_ids": (),
        "after_photo_ids": (),
    }


def test_a_transfer_takes_the_case_from_one_organisation_to_the_other():
    life = Life().in_pool()
    before = life.case

    assert moves(before, life.transferred(DONGZHOU).case) == {
        Mark("responsible", DONGZHOU, DAY, "dispatched"): 1,
        Mark("responsible", XINFU, DAY, "dispatched"): -1,
    }


def test_a_fact_that_counts_for_nothing_moves_nothing():
    case = Life().in_pool().case

    assert moves(case, case) == {}


def test_a_district_is_the_nearest_above_or_the_citys_part_outside_of_them(directory):
    def district(of):
        return group_of("district", of, directory=directory)

    assert district(COMMUNITY) == district(XINFU) == XINFU
    assert district(OFFICE) == district(BUREAU) == BUREAU
    assert district(CITY) == CITY
    assert district(an_id("unknown")) == an_id("unknown")


def test_a_street_is_the_nearest_above_the_reporter(directory):
    assert group_of("street", COMMUNITY, directory=directory) == STREET
    assert group_of("street", OFFICE, directory=directory) == OFFICE


def test_a_chain_belongs_to_the_district_or_to_the_part_below_the_root():
    street = [Ancestor(STREET, "street"), Ancestor(XINFU, "district"), Ancestor(CITY, "city")]
    office = [Ancestor(OFFICE, "office"), Ancestor(BUREAU, "bureau"), Ancestor(CITY, "city")]

    assert chain_of(street) == XINFU
    assert chain_of(office) == BUREAU
    assert chain_of([Ancestor(CITY, "city")]) == CITY
