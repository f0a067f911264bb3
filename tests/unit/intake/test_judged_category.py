"""The category is judged by the words that say most, and the words are shown."""

import pytest

from services.contracts.place import Place
from services.intake.judgement.category import CHOICE, THRESHOLD, judge_category
from tests.unit.intake.builders import a_category, some_content

CITY = [
    a_category("01", "市政"),
    a_category("06", "市容"),
    a_category("0101", "井盖破损", "不明井盖", parent="01"),
    a_category("0102", "煤气井盖", parent="01"),
    a_category("0103", "路灯", parent="01"),
    a_category("0601", "暴露垃圾", "垃圾", parent="06"),
    a_category("0602", "停车场", parent="06"),
]
NOWHERE = Place()


def judged(description, *, address="", chosen=None):
    content = some_content(
        description=description, place=Place(address=address), category_code=chosen
    )
    return judge_category(content, categories=CITY)


def test_a_keyword_decides_and_is_the_evidence():
    verdict = judged("路边有暴露垃圾")

    assert verdict.code == "0601"
    assert verdict.evidence == ("暴露垃圾",)
    assert THRESHOLD <= verdict.confidence < 1


def test_no_keyword_means_no_category():
    verdict = judged("看一下这里")

    assert (verdict.code, verdict.confidence, verdict.evidence) == (None, 0, ())


def test_the_longer_keyword_wins_over_one_that_overlaps_it():
    verdict = judged("煤气井盖破损")

    assert verdict.code == "0102"


def test_equal_candidates_decide_nothing():
    assert judged("路灯旁边垃圾").code is None


def test_more_evidence_makes_surer():
    assert judged("暴露垃圾").confidence > judged("垃圾").confidence


def test_an_address_counts_where_the_description_says_nothing_and_then_half():
    assert judged("路灯", address="停车场").code == "0103"
    assert judged("请看", address="停车场").code is None
    assert judged("请看", address="东一路暴露垃圾").code == "0601"


def test_the_reporters_own_choice_is_strong_evidence():
    alone = judged("请看", chosen="0103")
    against = judged("垃圾", chosen="0103")

    assert (alone.code, alone.evidence) == ("0103", (CHOICE,))
    assert against.code == "0103"
    assert alone.confidence > against.confidence


def test_a_chosen_major_strengthens_its_minors():
    verdict = judged("垃圾", chosen="06")

    assert verdict.code == "0601"
    assert verdict.evidence == (CHOICE, "垃圾")


def test_a_choice_the_city_does_not_know_counts_nothing():
    assert judged("垃圾", chosen="9999") == judged("垃圾")


@pytest.mark.parametrize("text", ["ＬＥＤ 屏", "led屏", "L E D屏"])
def test_width_case_and_blanks_make_no_difference(text):
    city = [a_category("0701", "LED屏")]

    verdict = judge_category(some_content(description=text, place=NOWHERE), categories=city)
    assert verdict.code == "0701"


def test_a_repeated_word_says_it_once():
    assert judged("垃圾垃圾垃圾").confidence == judged("垃圾").confidence
