"""When a row tells of a problem that is known already."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.intake.sheets.matching import Known, best_match, keys_of, keys_sought

A, B = UUID(int=1), UUID(int=2)
DAY = date(2023, 9, 1)
ROW = Known(
    id=UUID(int=10),
    organisation_ids=frozenset({A}),
    description="沿街商户占道摆放桌椅经营",
    address="新华大街12号门前",
    category="09006",
    street="s1",
    day=DAY,
    point=(123.9112, 41.8791),
)
THERE = replace(ROW, id=UUID(int=20), organisation_ids=frozenset({B}))


def match(row=ROW, known=THERE):
    found = best_match(row, [known])
    return found and (found.basis, found.sure)


def test_the_same_place_time_and_wording_is_the_same_problem():
    found = best_match(ROW, [THERE])

    assert (found.basis, found.sure) == ("place-time-wording", True)
    assert found.evidence == {"wording": 1.0, "address": 1.0, "metres": 0, "days": 0}


def test_other_words_for_it_are_asked_about():
    known = replace(
        THERE, description="门口商户占道摆放桌椅", category=None, address="新华大街12号"
    )

    assert match(known=known) == ("place-time-wording", False)
    assert match(known=replace(known, description="井盖缺失")) is None


@pytest.mark.parametrize(
    "other",
    [
        {"day": DAY + timedelta(days=200)},
        {"point": (123.95, 41.90), "address": "和平路3号"},
        {"description": "下水井盖缺失", "category": "02001"},
    ],
    ids=["later", "elsewhere", "another-thing"],
)
def test_what_lies_apart_is_another_problem(other):
    assert match(known=replace(THERE, **other)) is None


def test_without_positions_addresses_tell_how_far():
    row = replace(ROW, point=None)

    assert match(row) == ("place-time-wording", True)
    assert match(row, replace(THERE, address="和平路3号")) is None


def test_the_same_number_of_the_same_department_is_the_same():
    row, known = replace(ROW, numbers=frozenset({"SC-2023-0001"})), replace(
        THERE, organisation_ids=frozenset({A}), numbers=frozenset({"SC-2023-0001"}), point=None,
        address="新华大街十二号", description="占道摆放桌椅",
    )  # fmt: skip

    assert match(row, known) == ("number", True)


def test_another_departments_number_is_only_a_number():
    row = replace(ROW, numbers=frozenset({"A1"}))
    known = Known(id=B, organisation_ids=frozenset({B}), numbers=frozenset({"A1"}), description="x")

    assert match(row, known) is None


def test_a_number_that_is_counted_anew_in_every_file_is_none():
    other = {"description": "井盖缺失影响安全", "address": "和平路3号", "point": None}
    own = {"organisation_ids": frozenset({A}), **other}

    short, long = frozenset({"A1"}), frozenset({"SC-2023-0001"})
    assert match(replace(ROW, numbers=short), replace(THERE, numbers=short, **own)) is None
    assert match(replace(ROW, numbers=long), replace(THERE, numbers=long, **own)) == (
        "number",
        False,
    )


def test_a_case_is_known_by_the_citys_number():
    known = Known(id=B, is_case=True, numbers=frozenset({"XF-2023-00001"}))

    assert match(replace(ROW, numbers=frozenset({"XF-2023-00001"})), known) == ("number", True)


def test_a_long_id_of_a_platform_is_known_whoever_names_it():
    row, known = (replace(each, source_ids=frozenset({"202300000017"})) for each in (ROW, THERE))

    assert match(row, replace(known, description="", address="", point=None)) == ("source-id", True)


def test_the_same_photo_is_the_same_problem():
    row = replace(ROW, digests=frozenset({"ab"}))
    known = Known(id=B, organisation_ids=frozenset({B}), digests=frozenset({"ab"}))

    assert match(row, known) == ("photo", True)


def test_the_same_photo_of_two_things_is_doubtful():
    row = replace(ROW, digests=frozenset({"ab"}))
    known = Known(
        id=B,
        organisation_ids=frozenset({B}),
        digests=frozenset({"ab"}),
        description="窨井盖缺失一处",
        address="永安街9号",
    )

    assert match(row, known) == ("photo", False)


def test_a_photo_that_a_department_puts_to_every_row_makes_none_the_same():
    row = replace(ROW, numbers=frozenset({"A-1"}), digests=frozenset({"ab"}))
    other = replace(row, id=B, numbers=frozenset({"A-2"}), address="永安街9号")
    renumbered = replace(row, id=B, numbers=frozenset({"A-2"}))

    assert match(row, other) is None
    assert match(row, renumbered) == ("photo", True)


def test_two_numbers_of_one_department_are_two_problems():
    row = replace(ROW, numbers=frozenset({"SC-1"}))
    known = replace(ROW, id=B, numbers=frozenset({"SC-2"}))

    assert match(row, known) is None
    assert match(row, replace(known, organisation_ids=frozenset({B}))) is not None


def test_one_department_repeats_itself_in_its_own_words():
    own = replace(ROW, id=B)

    assert match(known=own) == ("place-time-wording", True)
    assert match(known=replace(own, description="沿街商户占道堆放杂物经营")) is None
    assert match(known=replace(own, day=DAY + timedelta(days=1))) is None


def test_whatever_matches_shares_a_key():
    near = replace(THERE, point=(123.9113, 41.8792), address="", description="", day=None)

    assert set(keys_sought(ROW)) & set(keys_of(near))
    assert not set(keys_sought(ROW)) & set(keys_of(replace(near, point=(123.95, 41.9))))
