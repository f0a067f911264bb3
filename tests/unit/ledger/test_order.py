"""Publishers may be heard in any order: row, stage and statistics come out the same."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.ledger.domain.case import Case
from services.ledger.domain.projection import changes_case, project
from services.ledger.statistics.figures import Mark, marks, moves
from tests.unit.ledger.builders import ZONE, a_row
from tests.unit.ledger.lives import a_life, shuffled


@given(st.integers(0, 2**32))
def test_any_order_of_publishers_gives_the_same_row(seed: int):
    random = Random(seed)
    life = a_life(random, "case")

    again = shuffled(life.facts, random)

    assert a_row(life.case_id, again) == life.case


@given(st.integers(0, 2**32))
def test_the_rollup_after_every_fact_is_what_the_case_counts_for_at_the_end(seed: int):
    random = Random(seed)
    life = a_life(random, "case")
    cells: Counter[Mark] = Counter()
    case: Case | None = None

    for fact in shuffled(life.facts, random):
        if changes_case(fact):
            after = project(case or Case(life.case_id), fact, zone=ZONE)
            cells.update(moves(case, after))
            assert min(cells.values(), default=0) >= 0
            case = after

    assert +cells == marks(life.case)
