"""The other parts of the judgement: what is missing, urgency, who answers."""

from datetime import date
from uuid import UUID

import pytest

from services.contracts.intake import CategoryVerdict
from services.contracts.place import Place
from services.intake.judgement.completeness import missing
from services.intake.judgement.routing import Past, Subject, judge_organisation
from services.intake.judgement.urgency import DANGERS, urgency_words
from tests.unit.intake.builders import (
    a_rule,
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

    assert urgency_words(content, urgent_reason="") == {
        "井盖缺失": ("井盖丢失",),
        "塌陷": ("路面下沉",),
    }
    assert urgency_words(some_content(), urgent_reason="有煤气味") == {"燃气": ("煤气味",)}
    assert urgency_words(some_content(), urgent_reason="") == {}


@pytest.mark.parametrize(("hint", "words"), DANGERS.items())
def test_every_wording_of_a_danger_gives_its_hint(hint, words):
    for word in words:
        content = some_content(description=f"这里{word}")
        assert hint in urgency_words(content, urgent_reason="")


TODAY = date(2026, 3, 2)


def answering(
    *rules,
    code="0601",
    confidence=0.8,
    areas=("STREET", "D1", "CITY"),
    source="phone",
    day=TODAY,
    past=(),
):
    return judge_organisation(
        CategoryVerdict(code=code, confidence=confidence),
        rules=rules,
        subject=Subject(code, areas, source, day),
        find_organisation=KNOWN.get,
        past=past,
    )


def test_the_first_matching_rule_decides_and_is_named():
    verdict = answering(
        a_rule(priority=5, category_prefix="07", organisation_code="CENTRE"),
        a_rule(priority=10, category_prefix="06", organisation_code="OFFICE", note="垃圾"),
        a_rule(priority=20, organisation_code="DISTRICT"),
    )

    assert verdict.organisation_id == OFFICE
    assert verdict.evidence == ("rule 10 OFFICE", "category 06", "note 垃圾")
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


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), OFFICE),
        (date(2026, 3, 31), OFFICE),
        (date(2026, 4, 1), None),
    ],
)
def test_a_rule_holds_from_its_first_to_its_last_day(day, found):
    rule = a_rule(valid_from=date(2026, 3, 1), valid_until=date(2026, 3, 31))

    assert answering(rule, day=day).organisation_id == found


def test_where_rules_are_silent_a_habit_suggests_who_answers():
    past = [Past(None, DISTRICT, 4), Past(DISTRICT, CENTRE, 1)]

    verdict = answering(past=past)

    assert (verdict.organisation_id, verdict.evidence) == (DISTRICT, ("habit 4/5",))
    assert verdict.confidence == pytest.approx(4 / 7, abs=0.001)


def test_two_problems_are_no_habit():
    assert answering(past=[Past(None, DISTRICT, 2)]).organisation_id is None


def test_transfers_away_make_a_rule_less_sure_and_are_told():
    rule = a_rule(category_prefix="06")
    sure = answering(rule, past=[Past(OFFICE, OFFICE, 9)])
    doubted = answering(rule, past=[Past(OFFICE, OFFICE, 1), Past(OFFICE, DISTRICT, 6)])

    assert (sure.organisation_id, sure.confidence) == (OFFICE, 0.8)
    assert doubted.organisation_id == OFFICE
    assert doubted.confidence < 0.4
    assert doubted.evidence[-1] == "moved 6/7"
