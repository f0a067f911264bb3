"""Months, weeks and the period to compare with."""

from datetime import UTC, date, datetime

import pytest

from services.ledger.domain.months import bounds, month_after
from services.ledger.reckoning import period_before
from tests.unit.ledger.builders import ZONE


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        (("2026-01-01", "2026-01-31"), ("2025-12-01", "2025-12-31")),
        (("2026-11-23", "2026-11-29"), ("2026-11-16", "2026-11-22")),
        (("2026-11-05", "2026-11-05"), ("2026-11-04", "2026-11-04")),
    ],
)
def test_a_whole_month_is_compared_with_the_month_before_and_days_with_as_many(period, before):
    found = period_before(*map(date.fromisoformat, period))

    assert found == tuple(map(date.fromisoformat, before))


def test_a_month_begins_and_ends_at_the_citys_midnight():
    assert bounds(date(2026, 11, 1), ZONE) == (
        datetime(2026, 10, 31, 16, tzinfo=UTC),
        datetime(2026, 11, 30, 16, tzinfo=UTC),
    )
    assert month_after(date(2026, 12, 31)) == date(2027, 1, 1)
