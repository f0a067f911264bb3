"""Deferral, and what closure makes of dispatch's facts, in both forms."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.chassis.inbox import Outcome
from services.closure.app import service
from services.contracts.closure import (
    DeferralEnded,
    DeferralGranted,
    DeferralRequested,
)
from services.contracts.dispatch import (
    CaseHandedBack,
    CaseOverdue,
    CaseResumed,
    CaseTransferred,
    DueDateSet,
    HandBackLapsed,
    RectifierNamed,
)
from tests.service.closing import (
    BEFORE,
    CASE,
    DUE,
    FAR_HANDLER,
    LEAD,
    SOLUTION,
    SUPERVISOR,
    at,
    code_of,
    dispatched,
)
from tests.service.desk import (
    DISTRICT,
    HANDLER,
    LEADER,
    NOW,
    OBSERVER,
    OTHER_DISTRICT,
    a_desk,
)

OTHER_CASE = UUID(int=302)
DEFERRAL = {"until": "2026-03-22", "reason": "冬季无法施工"}
END_OF_DEFERRAL = datetime(2026, 3, 22, 15, 59, 59, tzinfo=UTC)
"""23:59:59 in the city."""


@pytest.fixture
async def closure(form):
    async with a_desk(form, service) as desk:
        yield desk


async def shown(desk, *, by=OBSERVER):
    return (await desk.get(at(), by=by)).json()


async def test_a_deferral_is_granted_and_ends_when_dispatch_says_so(closure):
    await closure.hear(dispatched())
    await closure.change(at(command="deferral"), DEFERRAL, by=HANDLER, version=0)
    answer = await closure.change(at(command="deferral/grant"), {}, by=LEADER, version=1)
    assert (answer.json()["status"], answer.json()["deferred_until"]) == ("deferred", "2026-03-22")

    await closure.hear(
        CaseResumed(
            case_id=CASE, version=2, at=NOW, organisation_id=DISTRICT, due_at=END_OF_DEFERRAL
        )
    )

    case = await shown(closure)
    assert (case["status"], case["version"], case["deferred_until"]) == ("open", 3, None)
    events = await closure.announced()
    assert [type(event) for event in events] == [DeferralRequested, DeferralGranted, DeferralEnded]


async def test_those_who_decide_find_the_deferrals_that_await_an_answer(closure):
    for case_id in (CASE, OTHER_CASE):
        await closure.hear(dispatched(case_id))
        await closure.change(at(case_id, "deferral"), DEFERRAL, by=HANDLER, version=0)
    await closure.change(at(OTHER_CASE, "deferral/grant"), {}, by=LEADER, version=1)

    asked = (await closure.get("/cases", by=LEADER, deferral="undecided")).json()

    assert [case["case_id"] for case in asked["items"]] == [str(CASE)]
    assert asked["items"][0]["deferral"]["until"] == DEFERRAL["until"]


async def test_a_deferral_to_today_in_the_city_is_refused(closure):
    closure.now = datetime(2026, 3, 21, 16, 30, tzinfo=UTC)
    await closure.hear(dispatched())

    answer = await closure.change(at(command="deferral"), DEFERRAL, by=HANDLER, version=0)

    assert (answer.status_code, code_of(answer)) == (422, "deferral-date-out-of-range")


async def test_a_rectification_wins_over_an_undecided_request(closure):
    await closure.hear(dispatched())
    await closure.change(at(command="deferral"), DEFERRAL, by=HANDLER, version=0)
    await closure.change(at(command="rectification"), SOLUTION, by=HANDLER, version=1)

    stale = await closure.change(at(command="deferral/grant"), {}, by=LEADER, version=1)
    late = await closure.change(at(command="deferral/grant"), {}, by=LEADER, version=2)

    assert stale.status_code == 412
    assert (late.status_code, code_of(late)) == (409, "deferral-decided")
    assert f"{HANDLER.name} submitted a rectification, so" in late.json()["detail"]
    steps = (await closure.get(at(command="steps"), by=OBSERVER)).json()["items"]
    assert [step["code"] for step in steps] == [
        "deferral_requested",
        "deferral_lapsed",
        "submitted",
    ]


async def test_a_refused_deferral_leaves_the_case_open(closure):
    await closure.hear(dispatched())
    await closure.change(at(command="deferral"), DEFERRAL, by=HANDLER, version=0)

    own = await closure.change(
        at(command="deferral/refusal"), {"reason": "x"}, by=HANDLER, version=1
    )
    answer = await closure.change(
        at(command="deferral/refusal"), {"reason": "理由不充分"}, by=LEAD, version=1
    )

    assert own.status_code == 403
    assert (answer.json()["status"], answer.json()["deferral"]["outcome"]) == ("open", "refused")


async def test_the_brigade_and_the_organisation_it_names_rectify_a_supervised_case(closure):
    named = RectifierNamed(case_id=CASE, version=2, at=NOW, organisation_id=OTHER_DISTRICT)
    await closure.hear(dispatched(pool="supervision"), named)
    body = {"solution": "x", "after_photo_ids": [str(BEFORE)]}

    by_named = await closure.change(at(command="rectification"), body, by=FAR_HANDLER, version=0)
    by_brigade = await closure.change(at(command="rectification"), body, by=SUPERVISOR, version=0)

    assert code_of(by_named) == code_of(by_brigade) == "before-photo-again"
    assert (await closure.get(at(), by=FAR_HANDLER)).status_code == 200


async def test_a_supervisor_does_not_rectify_a_case_of_the_list_pool(closure):
    await closure.hear(dispatched())

    answer = await closure.change(at(command="rectification"), SOLUTION, by=SUPERVISOR, version=0)

    assert (answer.status_code, code_of(answer)) == (403, "role-missing")


async def test_dispatchs_facts_are_copied_and_never_change_the_version(closure):
    later = DUE + timedelta(days=3)
    move = {"from_organisation_id": DISTRICT, "organisation_id": OTHER_DISTRICT, "reason": "x"}
    facts = {"case_id": CASE, "at": NOW}
    place = {**facts, "organisation_id": DISTRICT}
    await closure.hear(dispatched(), CaseHandedBack(**place, version=2, reason="x"))
    assert (await shown(closure))["handed_back"]
    await closure.hear(HandBackLapsed(**place, version=3))
    assert not (await shown(closure))["handed_back"]
    outcomes = await closure.hear(
        CaseOverdue(**place, version=4, due_at=DUE),
        DueDateSet(**facts, version=5, due_at=later, provisional=False, cause="calendar"),
        CaseResumed(**place, version=6, due_at=later),
        CaseTransferred(**facts, **move, version=7, transfers=1, due_at=later, provisional=False),
    )

    assert outcomes == [Outcome.APPLIED] * 4
    case = await shown(closure)
    assert (case["organisation_id"], case["version"]) == (str(OTHER_DISTRICT), 0)
    assert datetime.fromisoformat(case["due_at"]) == later
    gone = await closure.change(at(command="rectification"), SOLUTION, by=HANDLER, version=0)
    assert gone.status_code == 404
    assert await closure.announced() == []
