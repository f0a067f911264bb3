"""Claims: one reviewer at a time, for a while."""

from datetime import timedelta

import pytest

from services.contracts.review import ProblemClaimed, ProblemReleased
from services.review.domain.claims import claim, lapse, release
from services.review.domain.problem import Claim, Status
from services.review.domain.refusals import (
    AlreadyClaimed,
    AlreadyDecided,
    AwaitsLeader,
    NotClaimed,
)
from tests.unit.review.builders import (
    CASE,
    COLLEAGUE,
    LATER,
    NOW,
    REVIEWER,
    a_problem,
    an_urgent_problem,
)

QUARTER = timedelta(minutes=15)
OVER = NOW + QUARTER


def claimed():
    return claim(a_problem(), by=REVIEWER, at=NOW, lasts=QUARTER)[0]


def test_a_claim_says_who_and_until_when():
    problem, event = claim(a_problem(), by=REVIEWER, at=NOW, lasts=QUARTER)

    assert problem.claim == Claim(by=REVIEWER.id, who="李四", until=OVER)
    assert event == ProblemClaimed(case_id=CASE, version=1, at=NOW, by=REVIEWER.id)


def test_a_second_claimer_is_told_who_has_it_until_when():
    with pytest.raises(AlreadyClaimed, match="李四 claimed this problem until 2026-03-02T08:15"):
        claim(claimed(), by=COLLEAGUE, at=LATER, lasts=QUARTER)


def test_ones_own_claim_is_renewed():
    problem, event = claim(claimed(), by=REVIEWER, at=LATER, lasts=QUARTER)

    assert problem.claim.until == LATER + QUARTER
    assert event.version == problem.version == 2


def test_a_claim_that_is_over_is_free_for_others():
    problem, _ = claim(claimed(), by=COLLEAGUE, at=OVER, lasts=QUARTER)

    assert problem.claim.by == COLLEAGUE.id


def test_one_gives_ones_own_claim_back():
    problem, event = release(claimed(), by=REVIEWER, at=LATER)

    assert problem.claim is None
    assert event == ProblemReleased(case_id=CASE, version=2, at=LATER, by=REVIEWER.id)


def test_nobody_releases_anothers_claim():
    with pytest.raises(AlreadyClaimed):
        release(claimed(), by=COLLEAGUE, at=LATER)
    with pytest.raises(NotClaimed):
        release(claimed(), by=COLLEAGUE, at=OVER)


def test_what_nobody_holds_cannot_be_released():
    with pytest.raises(NotClaimed, match=r"the reporter.* reported it at 2026-03-02"):
        release(a_problem(), by=REVIEWER, at=NOW)


def test_a_claim_lapses_by_itself_and_nobody_did_it():
    problem, event = lapse(claimed(), at=OVER)

    assert problem.claim is None
    assert event == ProblemReleased(case_id=CASE, version=2, at=OVER, by=None)


def test_an_urgent_application_is_not_a_reviewers_to_claim():
    with pytest.raises(AwaitsLeader):
        claim(an_urgent_problem(), by=REVIEWER, at=NOW, lasts=QUARTER)


def test_a_decided_problem_cannot_be_claimed():
    with pytest.raises(AlreadyDecided):
        claim(a_problem(status=Status.REJECTED), by=REVIEWER, at=NOW, lasts=QUARTER)
