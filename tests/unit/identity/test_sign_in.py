"""Guessing is slowed."""

import pytest

from services.identity.buckets import AddressBusy, Buckets
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


def test_an_address_has_a_burst_and_then_a_rate():
    now = 100.0
    buckets = Buckets(burst=2, rate=0.5, clock=lambda: now)
    buckets.take("a")
    buckets.take("a")
    with pytest.raises(AddressBusy) as refused:
        buckets.take("a")
    assert refused.value.facts == {"seconds": 2}
    buckets.take("b")

    now += 2
    buckets.take("a")


def test_an_idle_address_gets_no_more_than_its_burst():
    now = 0.0
    buckets = Buckets(burst=1, rate=1, clock=lambda: now)
    buckets.take("a")
    now += 1000
    buckets.take("a")

    with pytest.raises(AddressBusy):
        buckets.take("a")


def test_many_addresses_do_not_fill_the_memory():
    buckets = Buckets(burst=1, rate=0.001, clock=lambda: 0.0)
    for number in range(25_000):
        buckets.take(str(number))

    assert buckets.kept <= 10_000
