"""Reports: submitted, amended, withdrawn by their reporter while they wait."""

from dataclasses import replace

import pytest

from services.contracts.intake import ReportAmended, ReportSubmitted, ReportWithdrawn
from services.intake.domain.refusals import (
    NotWaiting,
    NotYourReport,
    OtherContent,
    ReportIdTaken,
    UrgentReasonMissing,
)
from services.intake.domain.report import (
    OPEN_TO_REPORTER,
    Outcome,
    Status,
    amend,
    require_same,
    withdraw,
)
from tests.unit.intake.builders import (
    CASE,
    LATER,
    NOW,
    REPORTER,
    STRANGER,
    STREET,
    a_judgement,
    a_report,
    some_content,
    submitted,
)


def test_a_report_waits_and_says_everything_it_was_told():
    report, event = submitted()

    assert report.status is Status.WAITING
    assert event == ReportSubmitted(
        case_id=CASE,
        organisation_id=STREET,
        mode="general",
        description=report.content.description,
        place=report.content.place,
        photo_ids=report.content.photo_ids,
        judgement=a_judgement(),
        version=1,
        at=NOW,
        by=REPORTER.id,
    )


def test_an_urgent_application_says_why_it_cannot_wait():
    with pytest.raises(UrgentReasonMissing):
        submitted(mode="urgent")

    _, event = submitted(mode="urgent", urgent_reason="路面塌陷")
    assert (event.mode, event.urgent_reason) == ("urgent", "路面塌陷")


def test_a_report_sent_again_must_be_the_same_persons_with_the_same_content():
    report = a_report(digest=b"same")

    require_same(report, by=REPORTER, digest=b"same")
    with pytest.raises(OtherContent, match="2026-03-02"):
        require_same(report, by=REPORTER, digest=b"other")
    with pytest.raises(ReportIdTaken):
        require_same(report, by=STRANGER, digest=b"same")


def test_a_report_sent_again_after_an_amendment_is_still_the_same():
    amended, _ = amend(
        a_report(digest=b"same"), some_content(), by=REPORTER, at=LATER, judgement=a_judgement()
    )

    require_same(amended, by=REPORTER, digest=b"same")


def test_amending_replaces_the_whole_content_and_its_judgement():
    content = some_content(description="垃圾已堆到路中间", photo_ids=())

    report, event = amend(a_report(), content, by=REPORTER, at=LATER, judgement=a_judgement("0602"))

    assert report.content == content
    assert report.version == 2
    assert event == ReportAmended(
        case_id=CASE,
        description="垃圾已堆到路中间",
        place=content.place,
        photo_ids=(),
        judgement=a_judgement("0602"),
        version=2,
        at=LATER,
        by=REPORTER.id,
    )


def test_withdrawing_ends_a_waiting_report():
    report, event = withdraw(a_report(), by=REPORTER, at=LATER, reason="已自行清理")

    assert report.status is Status.WITHDRAWN
    assert event == ReportWithdrawn(
        case_id=CASE, reason="已自行清理", version=2, at=LATER, by=REPORTER.id
    )


def test_only_the_reporter_changes_a_report():
    with pytest.raises(NotYourReport):
        withdraw(a_report(), by=STRANGER, at=LATER, reason="x")
    with pytest.raises(NotYourReport):
        amend(a_report(), some_content(), by=STRANGER, at=LATER, judgement=a_judgement())


def test_a_report_withdrawn_twice_is_told_who_did_it_when():
    report, _ = withdraw(a_report(), by=REPORTER, at=LATER, reason="x")

    with pytest.raises(NotWaiting, match=r"张三 withdrew it at 2026-03-02T09:00:00"):
        withdraw(report, by=REPORTER, at=LATER, reason="x")


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.WAITING])
def test_nothing_but_a_waiting_report_can_be_changed(status):
    decided = replace(a_report(), closure=Outcome(status, "closed", NOW))

    with pytest.raises(NotWaiting):
        amend(decided, some_content(), by=REPORTER, at=LATER, judgement=a_judgement())


def test_every_status_says_whether_the_reporter_may_still_change_the_report():
    assert set(OPEN_TO_REPORTER) == set(Status)
