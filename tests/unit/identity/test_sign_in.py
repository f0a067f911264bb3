"""Guessing is slowed."""

import pytest

from services.identity.domain.sign_in import AccountLocked, Failures, failed
from tests.unit.identity.builders import NOW, seconds


def after(count: int) -> Failures:
    failures = Failures()
    for _ in range(count):
        failures = failed(failures, at=NOW)
    return failures


def test_four_failures_bring_no_delay():
    after(4).require_open(at=NOW)


@pytest.mark.parametrize(("count", "delay"), [(5, 1), (6, 2), (7, 4), (14, 512), (15, 900)])
def test_the_delay_doubles_from_the_fifth_failure_to_a_quarter_of_an_hour(count, delay):
    assert after(count).locked_until == NOW + seconds(delay)


def test_the_lock_is_never_permanent():
    assert after(500).locked_until == NOW + seconds(900)


def test_a_locked_account_says_how_long():
    with pytest.raises(AccountLocked) as refused:
        after(7).require_open(at=NOW + seconds(1.5))

    assert refused.value.facts == {"seconds": 3}


def test_the_lock_opens_by_itself():
    after(7).require_open(at=NOW + seconds(4))
