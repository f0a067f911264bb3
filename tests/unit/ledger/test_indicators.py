"""The rates and percentiles of domain rule 4."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.statistics import indicators
from services.ledger.statistics.figures import FIGURES


def test_the_closure_rate_leaves_deferred_cases_out():
    assert indicators.closure_rate({"closed": 6, "dispatched": 10, "deferred": 2}) == 0.75


def test_the_on_time_rate_is_of_the_closed():
    assert indicators.on_time_rate({"on_time": 3, "closed": 4}) == 0.75


def test_the_rework_rate_is_of_those_ever_submitted():
    assert indicators.rework_rate({"returned": 1, "submitted": 8}) == 0.125


def test_of_nothing_there_is_no_rate():
    assert indicators.closure_rate({"dispatched": 2, "deferred": 2}) is None
    assert indicators.on_time_rate({}) is None
    assert indicators.rework_rate({}) is None


def test_percentiles_are_values_that_occurred():
    assert indicators.nearest_ranks(np.array([7, 1, 3, 5]), [50]) == [3]
    assert indicators.nearest_ranks(np.arange(1, 11), [90, 50]) == [9, 5]
    assert indicators.nearest_ranks(np.array([4]), [90]) == [4]


def test_several_groups_cases_are_ranked_together_and_a_leg_that_none_finished_is_missing():
    nothing = {leg: np.array([], np.int64) for leg in indicators.LEGS}
    taken = [{**nothing, "review": np.array([7, 1])}, {**nothing, "review": np.array([5, 3])}]

    assert indicators.percentiles(taken) == {("review", 50): 3, ("review", 90): 7}


@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(1, 99))
def test_a_percentile_is_the_smallest_value_that_enough_others_do_not_exceed(values, percent):
    [found] = indicators.nearest_ranks(np.array(values), [percent])

    def share(value):
        return 100 * sum(each <= value for each in values)

    assert share(found) >= percent * len(values)
    assert all(share(each) < percent * len(values) for each in values if each < found)


def test_hours_are_shown_to_a_hundredth():
    assert indicators.hours(5400) == 1.5
    assert indicators.hours(None) is None


def test_every_definition_speaks_both_languages_and_opens_known_figures():
    for each in indicators.DEFINITIONS:
        assert each.zh
        assert each.en
        assert each.figures
        assert set(each.figures) <= set(FIGURES)
    assert len({each.code for each in indicators.DEFINITIONS}) == len(indicators.DEFINITIONS)


def test_every_figure_and_stretch_has_its_definition():
    codes = {each.code for each in indicators.DEFINITIONS}

    assert set(FIGURES) - {"on_time"} <= codes
    assert {f"hours.{leg}" for leg in indicators.LEGS} <= codes
