"""The other parts of the judgement: what is missing, urgency, duplicates, who answers."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.contracts.intake import CategoryVerdict
from services.contracts.place import Place
from services.intake.judgement.completeness import missing
from services.intake.judgement.duplicates import SHOWN, judge_duplicates
from services.intake.judgement.routing import judge_organisation
from services.intake.judgement.urgency import DANGERS, urgency_hints
from tests.unit.intake.builders import (
    HERE,
    NOW,
    OTHER_CASE,
    a_rule,
    an_earlier_report,
    some_content,
)

OFFICE, DISTRICT, CENTRE = UUID(int=50), UUID(int=51), UUID(int=52)
KNOWN = {"OFFICE": OFFICE, "DISTRICT": DISTRICT, "CENTRE": CENTRE}
METRE = 1 / 111_195
"""Degrees of latitude."""


def test_a_complete_report_lacks_nothing():
    assert missing(some_content()) == ()


def test_an_empty_report_lacks_everything():
    content = some_content(description="脏 乱", place=Place(), photo_ids=())

    assert missing(content) == ("photo", "position", "address", "description")


def test_dangers_are_found_in_the_description_and_in_the_urgent_reason():
    content = some_content(description="人行道井盖丢失，路面下沉")

    assert urgency_hints(content, urgent_reason="") == ("井盖缺失", "塌陷")
    assert urgency_hints(some_content(), urgent_reason="有煤气味") == ("燃气",)
    assert urgency_hints(some_content(), urgent_reason="") == ()


@pytest.mark.parametrize(("hint", "words"), DANGERS.items())
def test_every_wording_of_a_danger_gives_its_hint(hint, words):
    for word in words:
        content = some_content(description=f"这里{word}")
        assert hint in urgency_hints(content, urgent_reason="")


def duplicates(*earlier, category_code="0601", content=None):
    return judge_duplicates(
        content or some_content(),
        category_code=category_code,
        reported_at=NOW,
        earlier=earlier,
    )


def test_a_report_of_the_same_near_and_recent_is_a_candidate():
    (candidate,) = duplicates(an_earlier_report())

    assert candidate.case_id == OTHER_CASE
    assert candidate.distance == 0
    assert candidate.age == 1
    assert candidate.confidence == pytest.approx(0.5 + 0.2 * 29 / 30 + 0.3, abs=0.001)


@pytest.mark.parametrize(("metres", "found"), [(49, 1), (51, 0)])
def test_fifty_metres_are_near(metres, found):
    moved = an_earlier_report(latitude=HERE.latitude + metres * METRE)

    assert len(duplicates(moved)) == found


@pytest.mark.parametrize(("days", "found"), [(30, 1), (30.01, 0), (-0.01, 0)])
def test_thirty_days_are_recent_and_a_later_report_is_no_earlier_one(days, found):
    aged = an_earlier_report(reported_at=NOW - timedelta(days=days))

    assert len(duplicates(aged)) == found


def test_another_category_or_none_is_no_duplicate():
    assert duplicates(an_earlier_report(category_code="0602")) == ()
    assert duplicates(an_earlier_report(category_code=None), category_code=None) == ()


def test_without_a_position_there_are_no_duplicates():
    nowhere = some_content(place=Place(address="新华大街12号"))

    assert duplicates(an_earlier_report(), content=nowhere) == ()


def test_the_likeliest_comes_first_and_only_a_few_are_shown():
    alike = an_earlier_report(case_id=UUID(int=1))
    others = [
        an_earlier_report(case_id=UUID(int=2 + n), description="别的事情") for n in range(SHOWN)
    ]

    found = duplicates(*others, alike)
    assert found[0].case_id == alike.case_id
    assert len(found) == SHOWN


def answering(*rules, code="0601", confidence=0.8, areas=("STREET", "D1", "CITY"), source="phone"):
    return judge_organisation(
        CategoryVerdict(code=code, confidence=confidence),
        rules=rules,
        area_codes=areas,
        source=source,
        find_organisation=KNOWN.get,
    )


def test_the_first_matching_rule_decides_and_is_named():
    verdict = answering(
        a_rule(priority=5, category_prefix="07", organisation_code="CENTRE"),
        a_rule(priority=10, category_prefix="06", organisation_code="OFFICE", note="垃圾"),
        a_rule(priority=20, organisation_code="DISTRICT"),
    )

    assert verdict.organisation_id == OFFICE
    assert verdict.evidence == ("规则 10 → OFFICE", "类别 06", "垃圾")
    assert verdict.confidence == 0.8


@pytest.mark.parametrize(("area", "found"), [("STREET", OFFICE), ("D1", OFFICE), ("D2", None)])
def test_an_area_is_the_reporters_organisation_or_one_above_it(area, found):
    assert answering(a_rule(area_code=area)).organisation_id == found


def test_a_rule_for_a_source_is_for_that_source_only():
    rule = a_rule(source="platform")

    assert answering(rule, source="platform").organisation_id == OFFICE
    assert answering(rule, source="phone").organisation_id is None


def test_without_a_category_only_rules_for_any_category_match():
    verdict = answering(
        a_rule(category_prefix="06"),
        a_rule(area_code="D1", organisation_code="DISTRICT"),
        code=None,
        confidence=0,
    )

    assert verdict.organisation_id == DISTRICT
    assert verdict.confidence == 0.45


def test_a_rule_whose_organisation_is_gone_is_passed_over():
    verdict = answering(a_rule(organisation_code="GONE"), a_rule(organisation_code="CENTRE"))

    assert verdict.organisation_id == CENTRE


def test_the_catch_all_is_hardly_sure():
    assert answering(a_rule()).confidence < answering(a_rule(area_code="D1")).confidence


def test_no_rule_means_nobody():
    assert answering().organisation_id is None
