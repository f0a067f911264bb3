"""Which key signs, which are published, and when the next is made."""

from datetime import timedelta

from services.identity.domain.signing_keys import Slot, current, missing, outlived
from tests.unit.identity.builders import NOW, a_key

DAYS_90 = timedelta(days=90)
HOUR = timedelta(hours=1)


def test_the_first_start_makes_a_key_that_signs_and_one_that_follows():
    assert missing([], at=NOW) == (Slot(1, NOW), Slot(2, NOW + DAYS_90))


def test_nothing_is_made_while_a_next_key_waits():
    assert missing([a_key(1), a_key(2, NOW + DAYS_90)], at=NOW) == ()


def test_when_the_next_key_begins_to_sign_another_follows_it():
    keys = [a_key(1, NOW - DAYS_90), a_key(2, NOW)]

    assert current(keys, at=NOW).sequence == 2
    assert missing(keys, at=NOW) == (Slot(3, NOW + DAYS_90),)


def test_the_change_of_keys_happens_in_one_instant():
    keys = [a_key(1, NOW - DAYS_90), a_key(2, NOW)]

    assert current(keys, at=NOW - timedelta(microseconds=1)).sequence == 1


def test_a_key_made_late_is_published_an_hour_before_it_signs():
    assert missing([a_key(1, NOW - 2 * DAYS_90)], at=NOW) == (Slot(2, NOW + HOUR),)


def test_a_clock_set_back_still_finds_a_key():
    assert current([a_key(1, NOW)], at=NOW - HOUR).sequence == 1


def test_an_old_key_is_published_until_an_hour_after_its_last_token():
    keys = [a_key(1, NOW - DAYS_90), a_key(2, NOW), a_key(3, NOW + DAYS_90)]
    last_token_ends = NOW + timedelta(minutes=10)

    assert outlived(keys, at=last_token_ends + HOUR - timedelta(seconds=1)) == []
    assert [key.sequence for key in outlived(keys, at=last_token_ends + HOUR)] == [1]
