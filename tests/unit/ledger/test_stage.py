"""Where a case stands, in the words of the glossary."""

from services.contracts.closure import DeferralRefused, DeferralRequested
from services.contracts.dispatch import CaseHandedBack, HandBackLapsed
from services.contracts.intake import ReportWithdrawn
from services.contracts.review import ProblemMerged, ProblemRejected, UrgentDeclined
from tests.unit.ledger.builders import DONGZHOU, XINFU, Life, an_id


def test_a_report_waits_as_reported_and_an_urgent_one_as_urgent():
    assert Life().reported().case.stage == "reported"
    assert Life().reported(mode="urgent").case.stage == "urgent"


def test_a_declined_urgent_application_waits_as_a_general_one():
    declined = Life().reported(mode="urgent").say(UrgentDeclined, reason="不紧急")

    assert declined.case.stage == "reported"


def test_an_approved_problem_stays_reported_until_it_has_its_number():
    assert Life().reported().approved().case.stage == "reported"
    assert Life().in_pool().case.stage == "in_pool"


def test_a_report_may_end_rejected_merged_or_withdrawn():
    assert Life().reported().say(ProblemRejected, reason="x").case.stage == "rejected"
    merged = Life().reported().say(ProblemMerged, into_case_id=an_id("other")).case
    assert (merged.stage, merged.merged_into) == ("merged", an_id("other"))
    assert Life().reported().say(ReportWithdrawn, reason="x").case.stage == "withdrawn"


def test_a_case_handed_back_waits_for_dispatch_until_it_is_transferred():
    life = Life().in_pool().say(CaseHandedBack, organisation_id=XINFU, reason="x")
    assert life.case.stage == "handed_back"

    moved = life.transferred(DONGZHOU).case

    assert (moved.stage, moved.organisation_id, moved.transfers) == ("in_pool", DONGZHOU, 1)


def test_a_rectification_submitted_meanwhile_wins_over_the_hand_back():
    life = Life().in_pool().say(CaseHandedBack, organisation_id=XINFU, reason="x").submitted()
    assert life.case.stage == "submitted"

    returned = life.say(HandBackLapsed, organisation_id=XINFU).returned()

    assert returned.case.stage == "in_pool"


def test_a_case_goes_through_verification_and_approval_to_its_closing():
    life = Life().in_pool()

    assert life.submitted().case.stage == "submitted"
    assert life.pre_closed().case.stage == "pre_closed"
    assert life.closed().case.stage == "closed"


def test_a_reopened_case_is_in_its_pool_and_no_longer_closed():
    reopened = Life().to_closing().reopened().case

    assert (reopened.stage, reopened.closed_at, reopened.on_time) == ("in_pool", None, None)
    assert (reopened.closures, reopened.reopenings) == (1, 1)


def test_only_a_granted_deferral_shelves_a_case():
    content = {"organisation_id": XINFU, "reason": "x"}
    asked = Life().in_pool().say(DeferralRequested, **content, until="2026-12-31", extension=False)
    assert asked.case.stage == "in_pool"
    assert asked.say(DeferralRefused, **content).case.stage == "in_pool"

    assert asked.deferred().case.stage == "deferred"
    assert asked.deferral_ended().case.stage == "in_pool"


def test_a_deferred_case_may_be_rectified_early():
    assert Life().in_pool().deferred().submitted().case.stage == "submitted"
