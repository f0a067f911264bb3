"""What Prometheus is told of the city's cases, in both forms."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from services.ledger import sampling
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import OFFICE, XINFU, Life


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


def told(name: str) -> dict[tuple[str, ...], float]:
    """The samples of a gauge by the values of their labels."""
    return {
        tuple(sample.labels[label] for label in sorted(sample.labels)): sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == name
    }


async def test_gauges_tell_where_cases_stand_what_is_overdue_and_how_old_the_oldest_is(ledger):
    code = {each: ledger.runtime.directory.find(each).code for each in (XINFU, OFFICE)}
    now = datetime.now(UTC)
    lives = [
        Life("waits", at=now - timedelta(days=3)).reported(),
        Life("late", at=now - timedelta(days=20)).reported().approved(),
        Life("early", at=now - timedelta(days=2)).in_pool(),
        Life("moved", at=now - timedelta(days=2)).in_pool().transferred(OFFICE),
        Life("done", at=now - timedelta(days=9)).to_closing(),
    ]
    lives[1].dispatched(due=now - timedelta(days=5))
    await ledger.hear([fact for life in lives for fact in life.facts])

    await sampling.sample(ledger.runtime)

    assert told("shirong_cases_standing") == {
        ("", "reported"): 1,
        (code[XINFU], "in_pool"): 2,
        (code[OFFICE], "in_pool"): 1,
        (code[XINFU], "closed"): 1,
    }
    assert told("shirong_cases_overdue") == {(code[XINFU],): 1}
    ages = told("shirong_cases_oldest_age_seconds")
    assert set(ages) == {("reported",), ("in_pool",)}
    assert ages[("in_pool",)] == pytest.approx(20 * 86400 - 3600, abs=60)

    await ledger.hear(lives[1].submitted().pre_closed().closed().facts[-3:])
    await sampling.sample(ledger.runtime)
    assert told("shirong_cases_overdue") == {}
