"""What a verifier is told to look at."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.contracts.media import PhotoWarning
from services.media.case_warnings import (
    SENTENCES,
    CaseFacts,
    Check,
    Elsewhere,
    Limits,
    Warned,
    counterparts,
    found,
    warned,
)
from services.media.domain import Position
from services.media.near_copies import Likeness
from tests.unit.media.builders import (
    CASE,
    NOON,
    OTHER_CASE,
    PHOTO,
    a_fingerprint,
    a_photo,
    an_original,
)

OTHER_PHOTO = UUID(int=0xF1)
LIMITS = Limits(metres=500, days=7, screen=9.5)
HERE = Position(123.91, 41.88)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def facts(*photos: Any, **changed: Any) -> CaseFacts:
    known: dict[str, Any] = {
        "position": HERE,
        "dispatched_at": NOON - DAY,
        "photos": photos or (a_photo(),),
        "reported": frozenset(),
        "after": frozenset(),
    }
    return CaseFacts(**known | changed)


def codes(case: CaseFacts) -> list[str]:
    return [each.code for each in found(case, LIMITS)]


def test_an_honest_photo_gives_no_warning():
    honest = a_photo(captured_at=NOON - MINUTE)

    for role in ("reported", "after"):
        assert codes(facts(honest, **{role: frozenset({PHOTO})})) == []


@pytest.mark.parametrize(("degrees", "codes_"), [(0.004, []), (0.005, ["far-from-case"])])
def test_a_photo_from_elsewhere_is_told_with_its_distance(degrees: float, codes_: list[str]):
    north = a_photo(position=Position(HERE.longitude, HERE.latitude + degrees))

    assert codes(facts(north)) == codes_


def test_the_files_own_position_counts_before_the_stated_one():
    file_says_far = a_photo(original=an_original(position=Position(124.0, 41.88)))

    (warning,) = found(facts(file_says_far), LIMITS)

    assert warning.evidence == {"metres": 7451, "limit": 500}


def test_a_case_without_a_place_contradicts_nothing():
    assert codes(facts(a_photo(position=Position(0, 0)), position=None)) == []


def test_an_after_photo_taken_before_the_dispatch_is_told():
    early = a_photo(captured_at=NOON - DAY - 30 * MINUTE)

    (warning,) = found(facts(early, after=frozenset({PHOTO})), LIMITS)

    assert (warning.code, warning.evidence) == ("taken-before-dispatch", {"minutes": 30})
    assert codes(facts(early)) == [], "only an after-photo must be newer than the dispatch"


def test_a_camera_that_lives_in_the_future_is_told():
    assert codes(facts(a_photo(captured_at=NOON + 9 * MINUTE))) == []
    assert codes(facts(a_photo(captured_at=NOON + 11 * MINUTE))) == ["taken-in-the-future"]


def test_a_report_with_an_old_photo_is_told():
    old = a_photo(captured_at=NOON - 8 * DAY)

    assert codes(facts(old, reported=frozenset({PHOTO}))) == ["taken-long-before-report"]
    assert codes(facts(old)) == []


def test_the_same_and_a_near_photo_of_another_case_are_told_apart():
    others = [
        Elsewhere(OTHER_PHOTO, OTHER_CASE, None),
        Elsewhere(UUID(int=0xF2), OTHER_CASE, Likeness(3, 0.1)),
    ]

    near, same = found(facts(elsewhere={PHOTO: others}), LIMITS)

    assert (near.code, near.evidence["bits"]) == ("near-copy-elsewhere", 3)
    assert (same.code, same.other_case_id) == ("same-photo-elsewhere", OTHER_CASE)


def test_the_before_photo_in_place_of_the_after_photo_is_told():
    before, after = a_photo(), a_photo(id=OTHER_PHOTO)
    sides = facts(before, after, after=frozenset({OTHER_PHOTO}))

    (warning,) = found(sides, LIMITS)

    assert (warning.photo_id, warning.code) == (OTHER_PHOTO, "after-same-as-before")
    assert warning.other_photo_id == PHOTO


def test_a_copy_of_the_before_photo_is_told_as_well():
    before = a_photo()
    after = a_photo(id=OTHER_PHOTO, original=an_original(sha256="cd" * 32))
    looks = {PHOTO: [a_fingerprint()], OTHER_PHOTO: [a_fingerprint(hash=0xA4)]}
    sides = facts(before, after, after=frozenset({OTHER_PHOTO}), looks=looks)

    (warning,) = found(sides, LIMITS)

    assert (warning.code, warning.evidence["bits"]) == ("after-near-before", 1)


def test_a_suspected_screen_is_told_with_its_score():
    assert codes(facts(screens={PHOTO: 9.4})) == []
    assert codes(facts(screens={PHOTO: 9.5})) == ["screen-suspected"]


def test_only_a_change_is_announced():
    warning = Warned(PHOTO, "screen-suspected", {"score": 10.0, "limit": 9.5})

    check, event = warned(Check(CASE), (warning,), at=NOON)
    again, nothing = warned(check, (warning,), at=NOON)

    assert event is not None
    assert event.warnings == (PhotoWarning(photo_id=PHOTO, code="screen-suspected"),)
    assert (event.version, event.case_id) == (1, CASE)
    assert (again, nothing) == (check, None)
    ended, last = warned(check, (), at=NOON)
    assert last is not None
    assert (ended.version, last.warnings) == (2, ())


def test_the_other_case_is_looked_at_again_when_a_pair_comes_or_goes():
    pair = Warned(PHOTO, "same-photo-elsewhere", {}, OTHER_PHOTO, OTHER_CASE)

    assert counterparts((), (pair,)) == {OTHER_CASE} == counterparts((pair,), ())
    assert counterparts((pair,), (pair,)) == set()


@pytest.mark.parametrize("code", SENTENCES)
def test_every_warning_speaks_both_languages(code: str):
    evidence = dict.fromkeys(("bits", "metres", "minutes", "days", "score", "limit"), 7)
    warning = Warned(PHOTO, code, evidence)

    assert any("\u4e00" <= letter <= "\u9fff" for letter in warning.sentence("zh"))
    assert warning.sentence("en").isascii()
