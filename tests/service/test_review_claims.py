"""Claims over HTTP and by the clock, in both forms."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from services.contracts.review import (
    ProblemApproved,
    ProblemClaimed,
    ProblemReleased,
)
from services.review import jobs
from services.review.app import service
from tests.service.desk import (
    COLLEAGUE,
    NOW,
    REVIEWER,
    a_desk,
)
from tests.service.reviewing import (
    CASE,
    PATH,
    TARGET,
    code_of,
    submitted,
)


@pytest.fixture
async def review(form):
    async with a_desk(form, service) as desk:
        yield desk


async def test_a_claim_keeps_others_off_for_a_while(review):
    await review.hear(submitted())

    mine = await review.change(f"{PATH}/claim", {}, by=REVIEWER, version=0)
    assert mine.status_code == 200
    assert mine.headers["etag"] == '"v1"'
    assert mine.json()["claim"]["who"] == "李四"
    for version in (0, 1):
        claim = await review.change(f"{PATH}/claim", {}, by=COLLEAGUE, version=version)
        verdict = await review.change(f"{PATH}/approval", {}, by=COLLEAGUE, version=version)
        for answer in (claim, verdict):
            assert (answer.status_code, code_of(answer)) == (409, "already-claimed")
            assert "李四 claimed this problem until 2026-03-02T08:15" in answer.json()["detail"]

    review.now = NOW + timedelta(minutes=10)
    renewed = await review.change(f"{PATH}/claim", {}, by=REVIEWER, version=1)
    assert renewed.json()["claim"]["until"] == "2026-03-02T08:25:00Z"
    approved = await review.change(f"{PATH}/approval", {}, by=REVIEWER, version=2)
    assert (approved.status_code, approved.json()["claim"]) == (200, None)
    events = await review.announced()
    assert [(type(event), event.version) for event in events] == [
        (ProblemClaimed, 1),
        (ProblemClaimed, 2),
        (ProblemApproved, 3),
    ]


async def test_a_claim_is_given_back(review):
    await review.hear(submitted())
    await review.change(f"{PATH}/claim", {}, by=REVIEWER, version=0)

    async def release(person, version):
        return await review.change(
            f"{PATH}/claim", None, by=person, version=version, method="DELETE"
        )

    assert code_of(await release(COLLEAGUE, 1)) == "already-claimed"
    assert (await release(REVIEWER, 1)).status_code == 200
    assert code_of(await release(REVIEWER, 2)) == "not-claimed"
    assert (await review.announced())[-1] == ProblemReleased(
        case_id=CASE, version=2, at=NOW, by=REVIEWER.id
    )
    assert (await review.change(f"{PATH}/claim", {}, by=COLLEAGUE, version=2)).status_code == 200


async def test_a_claim_that_is_over_is_released_by_the_clock_once(review):
    await review.hear(submitted(CASE), submitted(TARGET))
    await review.change(f"{PATH}/claim", {}, by=REVIEWER, version=0)
    review.now = NOW + timedelta(minutes=5)
    await review.change(f"/problems/{TARGET}/claim", {}, by=REVIEWER, version=0)

    review.now = over = NOW + timedelta(minutes=15)
    assert (await review.get(PATH, by=COLLEAGUE)).json()["claim"] is None
    for _ in range(2):
        await jobs.release_lapsed_claims(review.runtime)

    released = [each for each in await review.announced() if isinstance(each, ProblemReleased)]
    assert released == [ProblemReleased(case_id=CASE, version=2, at=over, by=None)]
    view = (await review.get(PATH, by=REVIEWER)).json()
    assert view["version"] == 2
    assert view["history"][-1]["who"] == "系统 (system)"


async def test_more_claims_than_one_step_takes_are_all_released(review):
    ids = [UUID(int=1000 + n) for n in range(jobs.BATCH + 5)]
    await review.hear(*(submitted(case_id) for case_id in ids))
    for case_id in ids:
        await review.change(f"/problems/{case_id}/claim", {}, by=REVIEWER, version=0)

    review.now = NOW + timedelta(minutes=15)
    await asyncio.gather(*(jobs.release_lapsed_claims(review.runtime) for _ in range(2)))
    # A worker leaves out what another one holds; the next round takes it if that one failed.
    await jobs.release_lapsed_claims(review.runtime)

    released = [each for each in await review.announced() if isinstance(each, ProblemReleased)]
    assert sorted(event.case_id for event in released) == ids
