"""Many verdicts in one command, in both forms."""

from uuid import UUID, uuid4

import pytest

from services.contracts.review import (
    ProblemApproved,
)
from services.review.app import service
from tests.service.desk import (
    COLLEAGUE,
    DISTRICT,
    FAR_REVIEWER,
    LEADER,
    REVIEWER,
    Person,
    a_desk,
)
from tests.service.reviewing import CASE, TARGET, THIRD, code_of, submitted, urgent


@pytest.fixture
async def review(form):
    async with a_desk(form, service) as desk:
        yield desk


async def test_many_approvals_go_through_but_for_the_refused_ones(review):
    claimed, unseen = UUID(int=301), UUID(int=302)
    await review.hear(
        submitted(CASE),
        urgent(TARGET),
        submitted(THIRD),
        submitted(claimed),
        submitted(unseen, organisation_id=FAR_REVIEWER.organisation_id),
    )
    await review.change(f"/problems/{claimed}/claim", {}, by=COLLEAGUE, version=0)
    near = Person(REVIEWER.id, "李四", DISTRICT, (("reviewer", DISTRICT),))
    rows = [(CASE, 0), (TARGET, 0), (THIRD, 7), (claimed, 1), (unseen, 0), (CASE, 0)]
    items = [{"id": str(case_id), "version": version} for case_id, version in rows]
    key = uuid4()

    answer = await review.create("/problems/approvals", {"items": items}, by=near, key=key)

    assert answer.status_code == 200
    results = answer.json()["items"]
    told = [
        (
            UUID(each["id"]),
            each["done"],
            each["version"],
            each["problem"] and each["problem"]["type"].removeprefix("/problems/"),
        )
        for each in results
    ]
    assert told == [
        (CASE, True, 1, None),
        (TARGET, False, None, "awaits-leader"),
        (THIRD, False, None, "stale-version"),
        (claimed, False, None, "already-claimed"),
        (unseen, False, None, "not-found"),
        (CASE, False, None, "stale-version"),
    ]
    assert "李四" in results[-1]["problem"]["detail"]
    approved = [each for each in await review.announced() if isinstance(each, ProblemApproved)]
    assert [event.case_id for event in approved] == [CASE]

    again = await review.create("/problems/approvals", {"items": items}, by=near, key=key)
    assert again.json() == answer.json()
    assert len(await review.announced()) == 2


async def test_many_rejections_each_have_their_reason(review):
    await review.hear(submitted(CASE), submitted(TARGET))
    items = [
        {"id": str(CASE), "version": 0, "reason": "不属实"},
        {"id": str(TARGET), "version": 0, "reason": "重复"},
    ]

    answer = await review.create("/problems/rejections", {"items": items}, by=REVIEWER)

    assert [each["done"] for each in answer.json()["items"]] == [True, True]
    assert {(event.case_id, event.reason) for event in await review.announced()} == {
        (CASE, "不属实"),
        (TARGET, "重复"),
    }


async def test_many_verdicts_have_bounds_and_need_the_role(review):
    item = {"id": str(CASE), "version": 0}
    for items in ([], [item] * 501):
        answer = await review.create("/problems/approvals", {"items": items}, by=REVIEWER)
        assert answer.status_code == 422
    refused = await review.create("/problems/approvals", {"items": [item]}, by=LEADER)
    assert (refused.status_code, code_of(refused)) == (403, "role-missing")
