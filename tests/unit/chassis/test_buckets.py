"""An address may try so often."""

import pytest

from services.chassis.buckets import AddressBusy, Buckets


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
