"""The life of a problem, and what intake's facts do to it."""

from dataclasses import replace

import pytest

from services.contracts.intake import ReportAmended, ReportWithdrawn
from services.contracts.review import ProblemAmended
from services.review.domain.problem import NEXT, Claim, Status, amend, open_problem, withdraw
from tests.unit.review.builders import (
    CASE,
    HERE,
    LATER,
    REPORTER,
    REVIEWER,
    UNJUDGED,
    a_problem,
    a_submission,
)

AMENDED = ReportAmended(
    case_id=CASE,
    description="垃圾已清理一半",
    place=HERE,
    category_code="0602",
    photo_ids=(),
    judgement=UNJUDGED,
    version=2,
    at=LATER,
    by=REPORTER.id,
)
WITHDRAWN = ReportWithdrawn(case_id=CASE, reason="已清理", version=2, at=LATER, by=REPORTER.id)
OPEN = [Status.WAITING, Status.URGENT]
DECIDED = [each for each in Status if each not in OPEN]


def test_every_status_has_its_line_and_the_decided_ones_are_ends():
    assert set(NEXT) == set(Status)
    assert [each for each in Status if not NEXT[each]] == DECIDED
    assert set().union(*NEXT.values()) == set(Status) - {Status.URGENT}


def test_a_report_enters_the_pool_at_version_0_with_its_judged_category():
    problem = open_problem(a_submission(category_code="0602"))

    assert (problem.status, problem.version) == (Status.WAITING, 0)
    assert (problem.category_code, problem.chosen_category_code) == ("0601", "0602")
    assert problem.reporter_id == REPORTER.id


def test_an_urgent_application_goes_to_the_leader_first():
    problem = open_problem(a_submission(mode="urgent", urgent_reason="塌陷"))

    assert problem.status is Status.URGENT
    assert (problem.mode, problem.reported_mode) == ("urgent", "urgent")


@pytest.mark.parametrize("status", OPEN)
def test_an_amendment_makes_a_verdict_on_the_old_content_stale(status):
    problem, event = amend(a_problem(status=status, version=3), AMENDED)

    assert problem.description == "垃圾已清理一半"
    assert (problem.photo_ids, problem.judgement) == ((), UNJUDGED)
    assert (problem.category_code, problem.chosen_category_code) == (None, "0602")
    assert (problem.status, problem.version) == (status, 4)
    assert (problem.last.did, problem.last.at) == ("amended", LATER)
    assert event == ProblemAmended(case_id=CASE, version=4, at=LATER, by=REPORTER.id)


@pytest.mark.parametrize("status", OPEN)
def test_a_withdrawal_ends_the_problem_and_its_claim_but_not_the_version(status):
    claim = Claim(by=REVIEWER.id, who="李四", until=LATER)

    problem = withdraw(a_problem(status=status, claim=claim, version=1), WITHDRAWN)

    assert (problem.status, problem.version) == (Status.WITHDRAWN, 1)
    assert (problem.claim, problem.reason) == (None, "已清理")


@pytest.mark.parametrize("status", DECIDED)
def test_what_is_decided_stays_whatever_the_reporter_does_afterwards(status):
    problem = replace(a_problem(), status=status)

    assert amend(problem, AMENDED) == (problem, None)
    assert withdraw(problem, WITHDRAWN) == problem
