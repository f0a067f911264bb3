"""A report follows review and closure, whose facts may cross on the way."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.contracts.closure import CaseClosed, CaseReopened
from services.contracts.review import (
    ProblemApproved,
    ProblemMerged,
    ProblemRejected,
    UrgentConfirmed,
    UrgentDeclined,
)
from services.intake.domain.outcomes import follow_closure, follow_verdict
from services.intake.domain.refusals import NotWaiting
from services.intake.domain.report import Status, withdraw
from tests.unit.intake.builders import (
    CASE,
    HERE,
    LATER,
    OTHER_CASE,
    REPORTER,
    STREET,
    a_report,
)

REVIEWER = UUID(int=40)
CONTENT = {
    "reporter_id": REPORTER.id,
    "reporter_organisation_id": STREET,
    "description": "x",
    "place": HERE,
    "photo_ids": (),
}
SAID = {"case_id": CASE, "version": 1, "at": LATER, "by": REVIEWER}
APPROVED = ProblemApproved(organisation_id=STREET, category_code="0602", **CONTENT, **SAID)
REJECTED = ProblemRejected(reason="不属实", **SAID)
MERGED = ProblemMerged(into_case_id=OTHER_CASE, **SAID)
CONFIRMED = UrgentConfirmed(category_code="0601", **CONTENT, **SAID)
DECLINED = UrgentDeclined(reason="可按一般处理", **SAID)


def closed(at=LATER + timedelta(days=2)):
    return CaseClosed(
        case_id=CASE,
        organisation_id=STREET,
        round=1,
        closures=1,
        solution="已清理",
        before_photo_ids=(),
        after_photo_ids=(),
        rectifier_id=None,
        verifier_id=None,
        version=3,
        at=at,
    )


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (APPROVED, Status.APPROVED),
        (REJECTED, Status.REJECTED),
        (MERGED, Status.MERGED),
        (CONFIRMED, Status.CONFIRMED),
        (DECLINED, Status.WAITING),
    ],
)
def test_a_verdict_shows_and_leaves_the_reports_own_version(event, status):
    report = follow_verdict(a_report(), event)

    assert report.status is status
    assert report.version == 1


def test_the_reporter_reads_the_reason_of_a_rejection_and_the_target_of_a_merger():
    assert follow_verdict(a_report(), REJECTED).verdict.reason == "不属实"
    assert follow_verdict(a_report(), MERGED).verdict.into_case_id == OTHER_CASE


def test_the_decided_category_replaces_the_judged_one():
    assert a_report().category_code == "0601"
    assert follow_verdict(a_report(), APPROVED).category_code == "0602"


def test_a_declined_application_goes_on_as_a_general_report_its_reporter_may_withdraw():
    report = follow_verdict(a_report(mode="urgent", urgent_reason="塌陷"), DECLINED)
    assert report.mode == "general"

    withdrawn, _ = withdraw(report, by=REPORTER, at=LATER, reason="x")
    assert withdrawn.status is Status.WITHDRAWN


def test_a_decided_report_cannot_be_withdrawn_and_says_who_decided():
    report = follow_verdict(a_report(), APPROVED)

    with pytest.raises(NotWaiting, match=r"a reviewer.* approved it at 2026-03-02T09"):
        withdraw(report, by=REPORTER, at=LATER, reason="x")


def test_a_verdict_that_crossed_a_withdrawal_stands():
    withdrawn, _ = withdraw(a_report(), by=REPORTER, at=LATER, reason="x")

    assert follow_verdict(withdrawn, APPROVED).status is Status.APPROVED


def test_a_closure_shows_whether_it_comes_before_or_after_the_verdict():
    in_order = follow_closure(follow_verdict(a_report(), APPROVED), closed())
    crossed = follow_verdict(follow_closure(a_report(), closed()), APPROVED)

    assert in_order == crossed
    assert crossed.status is Status.CLOSED
    assert crossed.last.did == "closed"


def test_a_spot_recheck_reopens_the_report_and_a_second_closure_closes_it():
    reopened = CaseReopened(
        case_id=CASE,
        organisation_id=STREET,
        reason="又堆上了",
        photo_ids=(),
        reopenings=1,
        version=4,
        at=LATER + timedelta(days=3),
    )

    report = follow_closure(follow_closure(a_report(), closed()), reopened)
    assert report.status is Status.REOPENED
    assert report.closure.reason == "又堆上了"

    again = follow_closure(report, closed(at=LATER + timedelta(days=4)))
    assert again.status is Status.CLOSED
