"""Verdicts: who may decide what, what is announced, and why it is refused."""

from datetime import timedelta

import pytest

from services.chassis.directory import UnknownOrganisation
from services.contracts.place import Place
from services.contracts.review import (
    ProblemApproved,
    ProblemMerged,
    ProblemRejected,
    UrgentConfirmed,
    UrgentDeclined,
)
from services.review.domain import verdicts
from services.review.domain.claims import claim
from services.review.domain.problem import Status
from services.review.domain.refusals import (
    AlreadyClaimed,
    AlreadyDecided,
    AwaitsLeader,
    MergedIntoItself,
    NotUrgent,
    OwnReport,
    ResponsibleInactive,
    TargetEnded,
    TargetMerged,
    VerdictIncomplete,
)
from tests.unit.review.builders import (
    CASE,
    CLOSED_OFFICE,
    COLLEAGUE,
    HERE,
    LATER,
    LEADER,
    NOW,
    OFFICE,
    OTHER_CASE,
    PHOTO,
    REPORTER,
    REVIEWER,
    STREET,
    THIRD_CASE,
    UNJUDGED,
    a_directory,
    a_problem,
    an_urgent_problem,
)


def approve(problem, by=REVIEWER, at=LATER, **given):
    return verdicts.approve(problem, by=by, at=at, directory=a_directory(), **given)


def reject(problem, by=REVIEWER, at=LATER):
    return verdicts.reject(problem, by=by, at=at, reason="不属实")


def merge(problem, by=REVIEWER, at=LATER, into=None):
    into = into or a_problem(case_id=OTHER_CASE)
    return verdicts.merge(problem, into=into, chain_end=into.case_id, by=by, at=at)


def confirm(problem, by=LEADER, at=LATER):
    return verdicts.confirm(problem, by=by, at=at, note="立即处置")


def decline(problem, by=LEADER, at=LATER):
    return verdicts.decline(problem, by=by, at=at, reason="可按一般处理")


def test_an_approval_takes_over_what_was_reported_and_judged():
    problem, event = approve(a_problem())

    assert problem.status is Status.APPROVED
    assert event == ProblemApproved(
        case_id=CASE,
        reporter_id=REPORTER.id,
        reporter_organisation_id=STREET,
        organisation_id=OFFICE,
        category_code="0601",
        description="路边堆放垃圾",
        place=HERE,
        photo_ids=(PHOTO,),
        version=1,
        at=LATER,
        by=REVIEWER.id,
    )


def test_a_reviewers_corrections_count():
    there = Place(address="新华大街14号")
    problem, event = approve(
        a_problem(),
        category_code="0602",
        organisation_id=STREET,
        description="两处垃圾",
        place=there,
        note="已核实",
    )

    assert (event.category_code, event.organisation_id) == ("0602", STREET)
    assert (event.description, event.place, event.note) == ("两处垃圾", there, "已核实")
    assert (problem.category_code, problem.organisation_id) == ("0602", STREET)
    assert (problem.description, problem.place, problem.note) == ("两处垃圾", there, "已核实")


def test_what_the_judgement_does_not_know_the_reviewer_is_asked_for():
    with pytest.raises(VerdictIncomplete, match="give: category_code, organisation_id"):
        approve(a_problem(judgement=UNJUDGED))
    with pytest.raises(VerdictIncomplete, match="give: organisation_id"):
        approve(a_problem(judgement=UNJUDGED), category_code="0601")

    _, event = approve(a_problem(judgement=UNJUDGED), category_code="0601", organisation_id=OFFICE)
    assert event.organisation_id == OFFICE


def test_the_organisation_exists_and_is_active():
    with pytest.raises(UnknownOrganisation):
        approve(a_problem(), organisation_id=CASE)
    with pytest.raises(ResponsibleInactive, match="旧科"):
        approve(a_problem(), organisation_id=CLOSED_OFFICE)


def test_rejecting_states_the_reason():
    problem, event = reject(a_problem())

    assert (problem.status, problem.reason) == (Status.REJECTED, "不属实")
    assert event == ProblemRejected(
        case_id=CASE, reason="不属实", version=1, at=LATER, by=REVIEWER.id
    )


def test_merging_ends_the_problem_in_the_other():
    problem, event = merge(a_problem())

    assert (problem.status, problem.into_case_id) == (Status.MERGED, OTHER_CASE)
    assert event == ProblemMerged(
        case_id=CASE, into_case_id=OTHER_CASE, version=1, at=LATER, by=REVIEWER.id
    )


def test_nothing_is_merged_into_itself():
    with pytest.raises(MergedIntoItself):
        merge(a_problem(), into=a_problem())


def test_merging_into_a_merged_problem_names_where_it_went():
    target, _ = merge(a_problem(case_id=OTHER_CASE), into=a_problem(case_id=THIRD_CASE))

    with pytest.raises(TargetMerged, match=f"李四 merged the target.*{THIRD_CASE}"):
        verdicts.merge(
            a_problem(), into=target, chain_end=THIRD_CASE, by=COLLEAGUE, at=LATER, reason=""
        )


def test_merging_into_a_problem_that_goes_no_further_is_refused():
    rejected, _ = reject(a_problem(case_id=OTHER_CASE))
    with pytest.raises(TargetEnded, match="李四 rejected it"):
        merge(a_problem(), into=rejected)

    with pytest.raises(TargetEnded):
        merge(a_problem(), into=a_problem(case_id=OTHER_CASE, status=Status.WITHDRAWN))


@pytest.mark.parametrize("status", [Status.WAITING, Status.APPROVED, Status.CONFIRMED])
def test_merging_into_a_problem_that_goes_on_is_allowed(status):
    problem, _ = merge(a_problem(), into=a_problem(case_id=OTHER_CASE, status=status))

    assert problem.status is Status.MERGED


def test_a_leader_confirms_an_urgent_application():
    problem, event = confirm(an_urgent_problem())

    assert problem.status is Status.CONFIRMED
    assert event == UrgentConfirmed(
        case_id=CASE,
        reporter_id=REPORTER.id,
        reporter_organisation_id=STREET,
        category_code="0601",
        description="路边堆放垃圾",
        place=HERE,
        photo_ids=(PHOTO,),
        note="立即处置",
        version=1,
        at=LATER,
        by=LEADER.id,
    )


def test_a_declined_application_waits_as_a_general_problem():
    problem, event = decline(an_urgent_problem())

    assert (problem.status, problem.mode) == (Status.WAITING, "general")
    assert event == UrgentDeclined(
        case_id=CASE, reason="可按一般处理", version=1, at=LATER, by=LEADER.id
    )

    _, approved = approve(problem)
    assert (approved.mode, approved.version) == ("general", 2)


@pytest.mark.parametrize("verdict", [approve, reject, merge])
def test_a_reviewer_does_not_decide_what_awaits_the_leader(verdict):
    with pytest.raises(AwaitsLeader):
        verdict(an_urgent_problem())


@pytest.mark.parametrize("verdict", [confirm, decline])
def test_a_leader_decides_applications_only(verdict):
    with pytest.raises(NotUrgent):
        verdict(a_problem())
    declined, _ = decline(an_urgent_problem())
    with pytest.raises(NotUrgent, match="赵六 declined it"):
        verdict(declined)


@pytest.mark.parametrize("verdict", [approve, reject, merge])
@pytest.mark.parametrize("first", [approve, reject, merge])
def test_a_verdict_is_final_and_the_second_hears_who_was_first(first, verdict):
    decided, _ = first(a_problem())

    with pytest.raises(AlreadyDecided, match=r"李四 .* at 2026-03-02T08:10"):
        verdict(decided, by=COLLEAGUE)


@pytest.mark.parametrize("verdict", [confirm, decline])
def test_a_confirmation_is_final(verdict):
    confirmed, _ = confirm(an_urgent_problem())

    with pytest.raises(AlreadyDecided, match="赵六 confirmed it"):
        verdict(confirmed)


@pytest.mark.parametrize("verdict", [approve, reject, merge])
def test_nobody_decides_on_their_own_report(verdict):
    with pytest.raises(OwnReport):
        verdict(a_problem(), by=REPORTER)


@pytest.mark.parametrize("verdict", [confirm, decline])
def test_no_leader_decides_on_their_own_application(verdict):
    with pytest.raises(OwnReport):
        verdict(an_urgent_problem(), by=REPORTER)


@pytest.mark.parametrize("verdict", [approve, reject, merge])
def test_a_claimed_problem_is_the_claimers_to_decide(verdict):
    claimed, _ = claim(a_problem(), by=COLLEAGUE, at=NOW, lasts=timedelta(minutes=15))

    with pytest.raises(AlreadyClaimed, match="王五"):
        verdict(claimed, by=REVIEWER)

    decided, event = verdict(claimed, by=COLLEAGUE)
    assert decided.claim is None
    assert event.version == 2


@pytest.mark.parametrize("verdict", [approve, reject, merge])
def test_a_claim_that_is_over_stops_nobody(verdict):
    claimed, _ = claim(a_problem(), by=COLLEAGUE, at=NOW, lasts=timedelta(minutes=10))

    verdict(claimed, by=REVIEWER, at=LATER)


def test_a_report_without_a_reporter_is_anybodys_to_decide():
    imported = a_problem(reporter_id=None)

    assert approve(imported)[1].reporter_id is None
