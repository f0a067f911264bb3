"""Rectification, verification, approval, return and recheck, a rule a test."""

from uuid import UUID

import pytest

from services.closure.domain import rectification, refusals
from services.closure.domain.case import NEXT, Outcome, Status
from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    RectificationSubmitted,
)
from tests.unit.closure.builders import (
    AFTER,
    BEFORE,
    CASE,
    DISTRICT,
    HANDLER,
    LATER,
    LEAD,
    LEADER,
    NOW,
    SUPERVISOR,
    VERIFIER,
    a_case,
    asked,
    closed,
    deferred,
    pre_closed,
    submitted,
)

SOLUTION = {"solution": "已清运垃圾", "after_photo_ids": AFTER}
RETURN = {"reason": "仍有残留", "failed_photo_ids": AFTER[:1]}
RECHECK = {"reason": "问题反弹", "photo_ids": (UUID(int=41),)}


def test_the_table_names_every_status():
    assert set(NEXT) == set(Status)
    assert set().union(*NEXT.values()) == set(Status)


def test_a_rectification_begins_the_first_round_and_waits_for_its_verification():
    case, event = rectification.submit(a_case(), by=HANDLER, at=NOW, **SOLUTION)

    assert case.status is Status.SUBMITTED
    assert case.round.rectified.by == HANDLER
    assert event == RectificationSubmitted(
        case_id=CASE,
        organisation_id=DISTRICT,
        version=1,
        at=NOW,
        by=HANDLER.id,
        round=1,
        solution="已清运垃圾",
        before_photo_ids=BEFORE,
        after_photo_ids=AFTER,
    )


def test_a_before_photo_is_no_proof_of_a_solution():
    with pytest.raises(refusals.BeforePhotoAgain):
        rectification.submit(
            a_case(), by=HANDLER, at=NOW, solution="x", after_photo_ids=(AFTER[0], BEFORE[1])
        )


def test_who_submits_second_learns_who_submitted_first():
    with pytest.raises(refusals.AlreadySubmitted, match="王建强 submitted a rectification at 2026"):
        rectification.submit(submitted(), by=SUPERVISOR, at=LATER, **SOLUTION)


def test_a_case_handed_back_meanwhile_is_rectified_all_the_same():
    case, _ = rectification.submit(a_case(handed_back=True), by=HANDLER, at=NOW, **SOLUTION)

    assert case.status is Status.SUBMITTED


def test_a_deferred_case_is_rectified_early():
    case, event = rectification.submit(deferred(), by=HANDLER, at=LATER, **SOLUTION)

    assert (case.status, case.shelving) == (Status.SUBMITTED, None)
    assert event.version == 3


def test_a_rectification_makes_an_undecided_request_lapse_and_the_history_says_so():
    case, _ = rectification.submit(asked(), by=SUPERVISOR, at=LATER, **SOLUTION)

    assert case.deferral.outcome is Outcome.LAPSED
    assert case.deferral.decided.by == SUPERVISOR
    assert [(step.code, step.version) for step in case.news] == [
        ("deferral_requested", 1),
        ("deferral_lapsed", 2),
        ("submitted", 2),
    ]


def test_a_verifier_passes_the_rectification():
    case, event = rectification.verify(submitted(), by=VERIFIER, at=LATER, note="现场已核")

    assert case.status is Status.PRE_CLOSED
    assert event == CasePreClosed(
        case_id=CASE,
        organisation_id=DISTRICT,
        version=2,
        at=LATER,
        by=VERIFIER.id,
        round=1,
        note="现场已核",
    )


def test_who_rectified_does_not_verify():
    with pytest.raises(refusals.SeparationOfDuties, match="王建强 submitted a rectification"):
        rectification.verify(submitted(), by=HANDLER, at=LATER, note="")


def test_what_was_not_submitted_is_not_verified():
    with pytest.raises(refusals.NotSubmitted, match="dispatched the case"):
        rectification.verify(a_case(), by=VERIFIER, at=LATER, note="")


def test_who_verifies_second_learns_who_verified_first():
    with pytest.raises(refusals.AlreadyVerified, match="李晓梅 passed the verification"):
        rectification.verify(pre_closed(), by=LEADER, at=LATER, note="")


def test_the_lead_department_closes_the_case():
    case, event = rectification.approve(pre_closed(), by=LEAD, at=LATER, note="")

    assert case.status is Status.CLOSED
    assert event == CaseClosed(
        case_id=CASE,
        organisation_id=DISTRICT,
        version=3,
        at=LATER,
        by=LEAD.id,
        round=1,
        closures=1,
        solution="已清运垃圾",
        before_photo_ids=BEFORE,
        after_photo_ids=AFTER,
        rectifier_id=HANDLER.id,
        verifier_id=VERIFIER.id,
    )


@pytest.mark.parametrize(
    ("by", "did"),
    [(HANDLER, "submitted a rectification"), (VERIFIER, "passed the verification")],
)
def test_who_rectified_or_verified_does_not_approve(by, did):
    with pytest.raises(refusals.SeparationOfDuties, match=f"{by.name} {did}"):
        rectification.approve(pre_closed(), by=by, at=LATER, note="")


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        (a_case(), refusals.NotSubmitted),
        (deferred(), refusals.NotSubmitted),
        (submitted(), refusals.NotVerified),
        (closed(), refusals.AlreadyClosed),
    ],
)
def test_only_a_pre_closed_case_is_approved(case, refusal):
    with pytest.raises(refusal, match=case.last.who.split()[0]):
        rectification.approve(case, by=LEADER, at=LATER, note="")


def test_a_return_leads_back_to_the_pool_with_the_photos_that_failed():
    case, event = rectification.send_back(submitted(), by=VERIFIER, at=LATER, **RETURN)

    assert case.status is Status.OPEN
    assert event == CaseReturned(
        case_id=CASE,
        organisation_id=DISTRICT,
        version=2,
        at=LATER,
        by=VERIFIER.id,
        round=1,
        stage="verification",
        reason="仍有残留",
        failed_photo_ids=AFTER[:1],
        returns=1,
    )


def test_a_return_after_the_pre_closure_is_one_at_approval():
    _, event = rectification.send_back(pre_closed(), by=LEAD, at=LATER, **RETURN)

    assert event.stage == "approval"


def test_nobody_returns_their_own_work():
    with pytest.raises(refusals.SeparationOfDuties):
        rectification.send_back(submitted(), by=HANDLER, at=LATER, **RETURN)
    with pytest.raises(refusals.SeparationOfDuties):
        rectification.send_back(pre_closed(), by=VERIFIER, at=LATER, **RETURN)


def test_only_photos_of_the_round_can_have_failed():
    with pytest.raises(refusals.PhotoNotOfThisRound):
        rectification.send_back(
            submitted(), by=VERIFIER, at=LATER, reason="x", failed_photo_ids=BEFORE
        )


@pytest.mark.parametrize("case", [a_case(), deferred(), closed()])
def test_only_what_waits_is_returned(case):
    with pytest.raises((refusals.NotSubmitted, refusals.AlreadyClosed)):
        rectification.send_back(case, by=LEADER, at=LATER, **RETURN)


def test_after_a_return_the_next_rectification_is_another_round_with_its_own_duties():
    returned, _ = rectification.send_back(submitted(), by=VERIFIER, at=NOW, **RETURN)
    again = submitted(returned, by=VERIFIER)

    assert again.round.number == 2
    verified, _ = rectification.verify(again, by=HANDLER, at=LATER, note="")
    assert (verified.status, verified.returns) == (Status.PRE_CLOSED, 1)


def test_a_recheck_reopens_a_closed_case_under_its_number():
    case, event = rectification.reopen(closed(), by=SUPERVISOR, at=LATER, **RECHECK)

    assert (case.status, case.number) == (Status.OPEN, "XF-2026-0001")
    assert event == CaseReopened(
        case_id=CASE,
        organisation_id=DISTRICT,
        version=4,
        at=LATER,
        by=SUPERVISOR.id,
        reason="问题反弹",
        photo_ids=RECHECK["photo_ids"],
        reopenings=1,
    )


def test_a_case_closed_again_counts_both_closures():
    reopened, _ = rectification.reopen(closed(), by=SUPERVISOR, at=NOW, **RECHECK)
    case = pre_closed(submitted(reopened))
    _, event = rectification.approve(case, by=LEAD, at=LATER, note="")

    assert (event.closures, event.round) == (2, 2)


def test_what_is_not_closed_is_not_rechecked():
    with pytest.raises(refusals.NotClosed, match="李晓梅 passed the verification"):
        rectification.reopen(pre_closed(), by=SUPERVISOR, at=LATER, **RECHECK)


def test_every_refusal_speaks_chinese_as_well():
    with pytest.raises(refusals.NotVerified) as refusal:
        rectification.approve(submitted(), by=LEAD, at=LATER, note="")

    assert "王建强 于 2026-03-02T01:00:00+00:00 提交了整改" in refusal.value.sentence("zh")
