"""Near duplicates: distance, age, category, wording and photos make one confidence."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.chassis.geography import METRES_PER_DEGREE
from services.contracts.place import Place
from services.intake.judgement import measures
from services.intake.judgement.duplicates import (
    SHOWN,
    WEIGHTS,
    Look,
    alike,
    blend,
    judge_duplicates,
    reach_of,
)
from tests.judgement import weights
from tests.judgement.pairs import read
from tests.unit.intake.builders import (
    HERE,
    NOW,
    OTHER_CASE,
    an_earlier_report,
    some_content,
)

PAIRS = Path(__file__).parents[2] / "judgement" / "pairs.csv"
METRE = 1 / METRES_PER_DEGREE
"""Degrees of latitude."""


def duplicates(*earlier, category_code="06010", content=None, looks=()):
    return judge_duplicates(
        content or some_content(),
        category_code=category_code,
        reported_at=NOW,
        earlier=earlier,
        looks=looks,
    )


def earlier(**given):
    return an_earlier_report(**{"category_code": "06010", **given})


def test_a_report_of_the_same_near_and_recent_is_a_candidate_with_its_parts():
    (candidate,) = duplicates(earlier())

    assert candidate.case_id == OTHER_CASE
    assert (candidate.distance, candidate.age) == (0, 1)
    assert (candidate.wording, candidate.same_category, candidate.photo) == (1, True, None)
    assert candidate.confidence > 0.9


def test_reach_is_told_by_the_longest_listed_beginning_of_the_category():
    assert reach_of("06013").metres == 80
    assert reach_of("06999") == reach_of(None)
    assert reach_of("08001").metres == 100


@pytest.mark.parametrize(("metres", "found"), [(59, 1), (61, 0)])
def test_beyond_the_categorys_reach_nothing_is_a_candidate(metres, found):
    moved = earlier(latitude=HERE.latitude + metres * METRE)

    assert len(duplicates(moved)) == found


@pytest.mark.parametrize(("days", "found"), [(30, 1), (30.01, 0), (-0.01, 0)])
def test_nor_is_one_too_old_and_a_later_report_is_no_earlier_one(days, found):
    assert len(duplicates(earlier(reported_at=NOW - timedelta(days=days)))) == found


def test_nearer_newer_and_more_alike_is_likelier():
    base = {"far": 0.5, "old": 0.5, "same": ("06010", "06010"), "wording": 0.3, "photo": None}
    middle = blend(**base)

    for better in (
        {"far": 0.1},
        {"old": 0.1},
        {"wording": 0.6},
        {"photo": 1.0},
    ):
        assert blend(**{**base, **better}) > middle
    for worse in ({"same": ("06010", "06042")}, {"same": ("06010", None)}, {"far": 0.9}):
        assert blend(**{**base, **worse}) < middle


def test_another_category_can_be_one_problem_when_all_else_agrees():
    (candidate,) = duplicates(earlier(category_code="06042"))

    assert candidate.confidence > 0.5
    assert not candidate.same_category


def test_the_same_photo_is_found_whatever_was_said():
    seen = Look("a" * 64, None)
    far = earlier(
        category_code="09009",
        description="别的",
        latitude=HERE.latitude + 30 * METRE,
        looks=(seen,),
    )

    (candidate,) = duplicates(far, looks=[seen])

    assert candidate.photo == 1
    assert candidate.confidence > max((each.confidence for each in duplicates(far)), default=0)


@pytest.mark.parametrize(
    ("other", "likeness"), [(0b0, 1.0), (0b1111, 0.75), (2**16 - 1, 0.0), (None, None)]
)
def test_photos_are_alike_by_the_bits_they_share(other, likeness):
    assert alike([Look("a", 0)], [Look("b", other)]) == likeness


def test_without_a_position_there_are_no_duplicates():
    nowhere = some_content(place=Place(address="新华大街12号"))

    assert duplicates(earlier(), content=nowhere) == ()


def test_the_likeliest_comes_first_and_only_a_few_are_shown():
    best = earlier(case_id=UUID(int=1))
    others = [earlier(case_id=UUID(int=2 + n), description="别的事情") for n in range(SHOWN)]

    found = duplicates(*others, best)

    assert found[0].case_id == best.case_id
    assert len(found) == SHOWN


def test_pairs_judged_by_hand_are_told_apart():
    judged = read(PAIRS)
    told = [pair for pair in judged if pair.confidence >= 0.5]
    right = [pair for pair in told if pair.same]

    assert len(judged) >= 150
    assert len(right) / len(told) >= 0.9, "precision"
    assert len(right) / sum(pair.same for pair in judged) >= 0.8, "recall"


def test_the_score_is_the_share_of_pairs_that_are_one_problem():
    judged = read(PAIRS)
    truth = [str(pair.same) for pair in judged]

    off = measures.calibration_error(truth, [("True", pair.confidence) for pair in judged], bins=5)

    assert off <= 0.05


def test_the_weights_are_those_that_the_pairs_for_fitting_give():
    fitted = asdict(weights.fitted(read(PAIRS.with_name("pairs_for_fitting.csv"))))

    assert fitted == pytest.approx(asdict(WEIGHTS), abs=0.11)
