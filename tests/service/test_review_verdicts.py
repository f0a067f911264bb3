"""Verdicts one by one, in both forms."""

import asyncio
from uuid import uuid4

import pytest

from services.chassis.inbox import Outcome
from services.contracts.intake import (
    CategoryVerdict,
    Judgement,
    OrganisationVerdict,
)
from services.contracts.review import (
    ProblemApproved,
    ProblemMerged,
    ProblemRejected,
    UrgentConfirmed,
    UrgentDeclined,
)
from services.review.app import service
from tests.service.desk import (
    COLLEAGUE,
    DISTRICT,
    FAR_LEADER,
    FAR_REVIEWER,
    GONE,
    INSPECTOR,
    LEADER,
    NOW,
    OBSERVER,
    OFFICE,
    REVIEWER,
    STREET,
    a_desk,
)
from tests.service.reviewing import (
    CASE,
    PATH,
    PHOTO,
    SELF,
    TARGET,
    THIRD,
    code_of,
    submitted,
    urgent,
    withdrawn,
)


@pytest.fixture
async def review(form):
    async with a_desk(form, service) as desk:
        yield desk


async def test_an_approval_is_answered_announced_and_remembered(review):
    await review.hear(submitted())

    answer = await review.change(
        f"{PATH}/approval", {"description": "两处垃圾", "note": "已核实"}, by=REVIEWER, version=0
    )

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"v1"'
    assert answer.json()["status"] == "approved"
    assert await review.announced() == [
        ProblemApproved(
            case_id=CASE,
            reporter_id=INSPECTOR.id,
            reporter_organisation_id=STREET,
            organisation_id=OFFICE,
            category_code="0601",
            description="两处垃圾",
            place=submitted().place,
            photo_ids=(PHOTO,),
            note="已核实",
            version=1,
            at=NOW,
            by=REVIEWER.id,
        )
    ]
    view = (await review.get(PATH, by=REVIEWER)).json()
    assert view["description"] == "两处垃圾"
    first, second = view["history"]
    assert first["details"]["description"] == "路边堆放垃圾"
    assert (second["did"], second["who"], second["by"]) == ("approved", "李四", str(REVIEWER.id))


async def test_an_approval_needs_a_category_and_an_active_organisation(review):
    await review.hear(
        submitted(
            judgement=Judgement(
                category=CategoryVerdict(code=None, confidence=0),
                organisation=OrganisationVerdict(organisation_id=None, confidence=0),
            )
        )
    )

    async def refusal(body):
        answer = await review.change(f"{PATH}/approval", body, by=REVIEWER, version=0)
        assert answer.status_code == 422
        return code_of(answer), answer.json()["detail"]

    code, detail = await refusal({})
    assert code == "verdict-incomplete"
    assert "category_code, organisation_id" in detail
    unknown = {"category_code": "0601", "organisation_id": str(uuid4())}
    assert (await refusal(unknown))[0] == "unknown-organisation"
    gone = {"category_code": "0601", "organisation_id": str(GONE)}
    assert (await refusal(gone))[0] == "responsible-inactive"
    assert await review.announced() == []


async def test_a_rejection_names_its_reason(review):
    await review.hear(submitted())

    empty = await review.change(f"{PATH}/rejection", {"reason": " "}, by=REVIEWER, version=0)
    assert empty.status_code == 422

    await review.change(f"{PATH}/rejection", {"reason": "不属实"}, by=REVIEWER, version=0)
    assert await review.announced() == [
        ProblemRejected(case_id=CASE, reason="不属实", version=1, at=NOW, by=REVIEWER.id)
    ]


async def test_the_second_verdict_hears_who_did_what_when(review):
    await review.hear(submitted())
    await review.change(f"{PATH}/rejection", {"reason": "x"}, by=REVIEWER, version=0)

    stale = await review.change(f"{PATH}/approval", {}, by=COLLEAGUE, version=0)
    final = await review.change(f"{PATH}/approval", {}, by=COLLEAGUE, version=1)

    assert stale.status_code == 412
    assert "李四 rejected it at 2026-03-02T08:00:00" in stale.json()["detail"]
    assert (final.status_code, code_of(final)) == (409, "already-decided")
    assert "李四 rejected it at 2026-03-02T08:00:00" in final.json()["detail"]


async def test_of_verdicts_at_once_one_wins(review):
    await review.hear(submitted())

    answers = await asyncio.gather(
        *(
            review.change(f"{PATH}/rejection", {"reason": str(n)}, by=REVIEWER, version=0)
            for n in range(5)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    assert len(await review.announced()) == 1


async def test_a_verdict_needs_the_role_and_the_scope(review):
    await review.hear(submitted())

    async def approval(person):
        return await review.change(f"{PATH}/approval", {}, by=person, version=0)

    assert (await approval(FAR_REVIEWER)).status_code == 404
    for person in (OBSERVER, LEADER, INSPECTOR):
        assert (await approval(person)).status_code == 403


async def test_nobody_decides_on_their_own_report(review):
    await review.hear(submitted(CASE), urgent(TARGET))

    own = await review.change(f"{PATH}/approval", {}, by=SELF, version=0)
    application = await review.change(f"/problems/{TARGET}/confirmation", {}, by=SELF, version=0)

    assert (own.status_code, code_of(own)) == (403, "own-report")
    assert (application.status_code, code_of(application)) == (403, "own-report")


async def test_a_merger_ends_in_a_problem_that_goes_on(review):
    await review.hear(submitted(CASE), submitted(TARGET), submitted(THIRD))

    async def merge(case_id, into):
        body = {"into_case_id": str(into), "reason": "同一处"}
        return await review.change(f"/problems/{case_id}/merger", body, by=REVIEWER, version=0)

    assert code_of(await merge(CASE, CASE)) == "merged-into-itself"
    assert code_of(await merge(CASE, uuid4())) == "unknown-target"
    assert (await merge(CASE, TARGET)).json()["into_case_id"] == str(TARGET)
    assert (await merge(TARGET, THIRD)).status_code == 200

    refused = await merge(THIRD, CASE)
    assert (refused.status_code, code_of(refused)) == (409, "target-merged")
    assert f"merge into {THIRD} instead" in refused.json()["detail"]
    assert await review.announced() == [
        ProblemMerged(
            case_id=CASE,
            into_case_id=TARGET,
            reason="同一处",
            version=1,
            at=NOW,
            by=REVIEWER.id,
        ),
        ProblemMerged(
            case_id=TARGET,
            into_case_id=THIRD,
            reason="同一处",
            version=1,
            at=NOW,
            by=REVIEWER.id,
        ),
    ]


async def test_two_problems_cannot_be_merged_into_each_other_at_once(review):
    await review.hear(submitted(CASE), submitted(TARGET))

    async def merge(case_id, into):
        body = {"into_case_id": str(into)}
        return await review.change(f"/problems/{case_id}/merger", body, by=REVIEWER, version=0)

    answers = await asyncio.gather(merge(CASE, TARGET), merge(TARGET, CASE))

    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_target_outside_the_scope_does_not_exist(review):
    await review.hear(submitted(CASE, organisation_id=FAR_REVIEWER.organisation_id))
    await review.hear(submitted(TARGET, organisation_id=DISTRICT))

    answer = await review.change(
        f"{PATH}/merger", {"into_case_id": str(TARGET)}, by=FAR_REVIEWER, version=0
    )
    assert (answer.status_code, code_of(answer)) == (422, "unknown-target")


async def test_a_leader_decides_an_urgent_application(review):
    await review.hear(urgent(CASE), urgent(TARGET))

    early = await review.change(f"{PATH}/approval", {}, by=REVIEWER, version=0)
    assert (early.status_code, code_of(early)) == (409, "awaits-leader")
    foreign = await review.change(f"{PATH}/confirmation", {}, by=FAR_LEADER, version=0)
    assert foreign.status_code == 404
    reviewers = await review.change(f"{PATH}/confirmation", {}, by=REVIEWER, version=0)
    assert reviewers.status_code == 403

    confirmed = await review.change(
        f"{PATH}/confirmation", {"note": "立即处置"}, by=LEADER, version=0
    )
    assert confirmed.json()["status"] == "confirmed"
    declined = await review.change(
        f"/problems/{TARGET}/declination", {"reason": "一般"}, by=LEADER, version=0
    )
    assert (declined.json()["status"], declined.json()["mode"]) == ("waiting", "general")
    first, second = await review.announced()
    assert isinstance(first, UrgentConfirmed)
    assert (first.case_id, first.mode, first.note) == (CASE, "urgent", "立即处置")
    assert second == UrgentDeclined(case_id=TARGET, reason="一般", version=1, at=NOW, by=LEADER.id)

    approved = await review.change(f"/problems/{TARGET}/approval", {}, by=REVIEWER, version=1)
    assert approved.status_code == 200


async def test_a_verdict_stands_against_a_later_withdrawal(review):
    await review.hear(submitted())
    await review.change(f"{PATH}/approval", {}, by=REVIEWER, version=0)

    assert await review.hear(withdrawn()) == [Outcome.APPLIED]

    view = (await review.get(PATH, by=REVIEWER)).json()
    assert (view["status"], view["history"][-1]["did"]) == ("approved", "withdrawn")
