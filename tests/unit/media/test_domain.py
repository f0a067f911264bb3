"""The rules of photos, one sentence each."""

from datetime import UTC, datetime, timedelta

import pytest

from services.contracts.media import ComparisonReady, PhotoReady, PhotoRejected
from services.media import domain
from services.media.domain import NEXT, Comparison, PhotoIdTaken, Status
from tests.unit.media.builders import (
    CASE,
    NOON,
    OTHER_CASE,
    PERSON,
    PHOTO,
    SOMEBODY_ELSE,
    a_photo,
    a_rendition,
    an_original,
)


def test_the_lifecycle_names_every_state():
    assert set(NEXT) == set(Status)


def test_a_ready_photo_is_announced_with_its_seal_and_both_times():
    photo = a_photo(case_id=CASE, captured_at=NOON - timedelta(hours=2))

    photo, event = domain.ready(photo, rendition=a_rendition(), made=1, at=NOON)

    assert photo.status is Status.READY
    assert event == PhotoReady(
        version=1,
        at=NOON,
        photo_id=PHOTO,
        case_id=CASE,
        sha256="ab" * 32,
        width=640,
        height=480,
        taken_at=NOON - timedelta(hours=2),
        received_at=NOON,
    )


def test_making_the_pictures_again_raises_the_version_by_one():
    photo, _ = domain.ready(a_photo(), rendition=a_rendition(), made=1, at=NOON)

    photo, event = domain.ready(photo, rendition=a_rendition(), made=2, at=NOON)

    assert (photo.version, event.version) == (2, 2)


def test_a_wish_that_came_while_the_pictures_were_made_stays_due():
    photo, _ = domain.ready(a_photo(wanted=2), rendition=a_rendition(), made=1, at=NOON)

    assert photo.made < photo.wanted


def test_a_rejected_photo_tells_the_reason_and_is_never_due_again():
    photo, event = domain.reject(a_photo(case_id=CASE), reason="damaged", at=NOON)

    assert photo.made == photo.wanted
    assert event == PhotoRejected(
        version=1, at=NOON, photo_id=PHOTO, case_id=CASE, reason="damaged"
    )


def test_a_ready_photo_is_never_rejected():
    photo, _ = domain.ready(a_photo(), rendition=a_rendition(), made=1, at=NOON)

    with pytest.raises(AssertionError):
        domain.reject(photo, reason="damaged", at=NOON)


def test_the_same_content_by_the_same_person_is_the_same_photo():
    domain.require_same(a_photo(), uploader_id=PERSON, sha256="ab" * 32)


def test_another_content_under_the_same_id_is_refused_naming_who_and_when():
    with pytest.raises(PhotoIdTaken) as refused:
        domain.require_same(a_photo(), uploader_id=PERSON, sha256="00" * 32)

    assert "张伟" in refused.value.sentence("zh")
    assert "2026-11-03T04:00:00" in refused.value.sentence("en")


def test_another_person_does_not_learn_whose_photo_it_is():
    with pytest.raises(PhotoIdTaken) as refused:
        domain.require_same(a_photo(), uploader_id=SOMEBODY_ELSE, sha256="ab" * 32)

    assert "张伟" not in refused.value.sentence("zh")


def test_a_photo_joins_a_case_on_its_uploaders_word():
    assert domain.may_link(a_photo(), by=PERSON)


@pytest.mark.parametrize("by", [SOMEBODY_ELSE, None])
def test_a_photo_joins_no_case_on_anyone_elses_word(by):
    assert not domain.may_link(a_photo(), by=by)


def test_a_photo_of_a_case_joins_no_other():
    assert not domain.may_link(a_photo(case_id=OTHER_CASE), by=PERSON)


def test_the_files_own_time_counts_before_the_phones():
    exif = datetime(2026, 11, 1, tzinfo=UTC)
    photo = a_photo(captured_at=NOON, original=an_original(taken_at=exif))

    assert photo.taken_at == exif


def test_a_comparisons_version_counts_its_makings_not_its_rounds():
    planned = Comparison(domain.comparison_id(CASE), CASE, 3, PHOTO, PHOTO)

    made, event = domain.compared(planned, key="k", sha256="ab", at=NOON)

    assert made.made_round == 3
    assert event == ComparisonReady(
        version=1, at=NOON, comparison_id=domain.comparison_id(CASE), case_id=CASE, round=3
    )


def test_codes_use_no_letters_that_look_alike():
    assert not set("0O1IL") & set(domain.CODE_LETTERS)
