"""The problem pool over HTTP and over the bus, in both forms."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.chassis import migrate
from services.chassis.inbox import Outcome
from services.contracts.intake import (
    CategoryVerdict,
    ReportAmended,
)
from services.contracts.place import Place
from services.contracts.review import ProblemAmended
from services.review.app import service
from tests.service.desk import (
    FAR_LEADER,
    FAR_REVIEWER,
    INSPECTOR,
    LEADER,
    NOW,
    OBSERVER,
    REVIEWER,
    a_desk,
)
from tests.service.reviewing import (
    CASE,
    JUDGED,
    PATH,
    TARGET,
    THIRD,
    code_of,
    listed,
    submitted,
    urgent,
    withdrawn,
)


@pytest.fixture
async def review(form):
    async with a_desk(form, service) as desk:
        yield desk


async def test_the_migrations_build_exactly_the_declared_tables(form):
    url = form.database_url("review")
    await migrate.upgrade(service, url)

    assert await migrate.differences(service, url) == []


async def test_a_report_enters_the_pool_with_its_judgement_and_history(review):
    assert await review.hear(submitted()) == [Outcome.APPLIED]

    answer = await review.get(PATH, by=REVIEWER)

    view = answer.json()
    assert answer.headers["etag"] == '"v0"'
    assert (view["status"], view["version"], view["claim"]) == ("waiting", 0, None)
    assert view["judgement"] == JUDGED.model_dump(mode="json")
    assert [step["did"] for step in view["history"]] == ["submitted"]
    assert await review.announced() == []


async def test_the_pool_is_seen_by_role_and_scope(review):
    await review.hear(submitted(CASE), urgent(TARGET))

    assert set(await listed(review, by=REVIEWER)) == {CASE, TARGET}
    assert set(await listed(review, by=OBSERVER)) == {CASE, TARGET}
    assert await listed(review, by=LEADER) == [TARGET]
    assert await listed(review, by=FAR_REVIEWER) == await listed(review, by=FAR_LEADER) == []
    refused = await review.get("/problems", by=INSPECTOR)
    assert (refused.status_code, code_of(refused)) == (403, "role-missing")

    async def status(case_id, person):
        return (await review.get(f"/problems/{case_id}", by=person)).status_code

    assert await status(CASE, OBSERVER) == await status(TARGET, LEADER) == 200
    assert await status(CASE, LEADER) == await status(CASE, FAR_REVIEWER) == 404


async def test_a_leader_still_sees_an_application_they_declined(review):
    await review.hear(urgent())
    await review.change(f"{PATH}/declination", {"reason": "x"}, by=LEADER, version=0)

    assert await listed(review, by=LEADER) == [CASE]


async def test_the_pool_is_filtered_by_status_mode_and_category(review):
    unjudged = JUDGED.model_copy(update={"category": CategoryVerdict(code="07%", confidence=1)})
    await review.hear(submitted(CASE), urgent(TARGET), submitted(THIRD, judgement=unjudged))
    await review.change(f"{PATH}/rejection", {"reason": "x"}, by=REVIEWER, version=0)

    assert await listed(review, status="rejected") == [CASE]
    assert await listed(review, mode="urgent") == [TARGET]
    assert set(await listed(review, category="06")) == {CASE, TARGET}
    assert await listed(review, category="07%") == [THIRD]
    assert await listed(review, category="0%") == []
    assert await listed(review, status="waiting", mode="urgent") == []


async def test_pages_follow_one_another_the_longest_waiting_first(review):
    ids = [UUID(int=300 + n) for n in range(5)]
    for number, case_id in enumerate(ids):
        # The last two come in the same instant.
        await review.hear(submitted(case_id, at=NOW + timedelta(minutes=min(number, 3))))

    found, after = [], {}
    while after is not None:
        page = (await review.get("/problems", by=REVIEWER, limit=2, **after)).json()
        found += [UUID(item["case_id"]) for item in page["items"]]
        after = {"after": page["next"]} if page["next"] else None

    assert found == ids


async def test_a_verdict_on_what_stood_there_before_the_amendment_is_stale(review):
    await review.hear(submitted())
    await review.hear(amended())

    late = await review.change(f"{PATH}/approval", {}, by=REVIEWER, version=0)

    assert (late.status_code, code_of(late)) == (412, "stale-version")
    assert "the reporter) amended it" in late.json()["detail"]
    assert (await review.get(PATH, by=REVIEWER)).headers["etag"] == '"v1"'
    assert await review.announced() == [
        ProblemAmended(case_id=CASE, version=1, at=NOW, by=INSPECTOR.id)
    ]


def amended() -> ReportAmended:
    return ReportAmended(
        case_id=CASE,
        description="垃圾更多了",
        place=Place(),
        photo_ids=(),
        judgement=JUDGED,
        version=2,
        at=NOW,
        by=INSPECTOR.id,
    )


async def test_a_withdrawal_ends_the_problem_but_leaves_its_version(review):
    await review.hear(submitted())

    await review.hear(amended(), withdrawn().model_copy(update={"version": 3}))

    answer = await review.get(PATH, by=REVIEWER)
    view = answer.json()
    assert answer.headers["etag"] == '"v1"'
    assert (view["description"], view["status"]) == ("垃圾更多了", "withdrawn")
    assert [step["did"] for step in view["history"]] == ["submitted", "amended", "withdrawn"]
    late = await review.change(f"{PATH}/approval", {}, by=REVIEWER, version=1)
    assert (late.status_code, code_of(late)) == (409, "already-decided")
    assert "the reporter) withdrew it" in late.json()["detail"]
