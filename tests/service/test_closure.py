"""Closure over HTTP and over the bus, in both forms."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.chassis import migrate
from services.closure.app import service
from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    RectificationSubmitted,
)
from tests.service.closing import (
    AFTER,
    BEFORE,
    CASE,
    DUE,
    EVERYTHING,
    FAR_HANDLER,
    FAR_VERIFIER,
    LEAD,
    OTHER_AFTER,
    SOLUTION,
    SUPERVISOR,
    VERIFIER,
    at,
    closed,
    code_of,
    dispatched,
    pre_closed,
    submitted,
)
from tests.service.desk import (
    DISTRICT,
    HANDLER,
    INSPECTOR,
    OBSERVER,
    OTHER_DISTRICT,
    STREET,
    a_desk,
)

DEFERRAL = {"until": "2026-03-22", "reason": "冬季无法施工"}
END_OF_DEFERRAL = datetime(2026, 3, 22, 15, 59, 59, tzinfo=UTC)
"""23:59:59 in the city."""


@pytest.fixture
async def closure(form):
    async with a_desk(form, service) as desk:
        yield desk


async def shown(desk, *, by=OBSERVER):
    return (await desk.get(at(), by=by)).json()


async def test_the_migrations_build_exactly_the_declared_tables(form):
    url = form.database_url("closure")
    await migrate.upgrade(service, url)

    assert await migrate.differences(service, url) == []


async def test_a_dispatched_case_is_open_at_version_0(closure):
    await closure.hear(dispatched(), dispatched())

    answer = await closure.get(at(), by=HANDLER)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"v0"')
    case = answer.json()
    assert (case["status"], case["number"], case["round"]) == ("open", "D1-2026-0301", None)
    assert case["before_photo_ids"] == [str(BEFORE)]
    assert case["earlier_rounds"] == []
    assert await closure.announced() == []


async def test_a_case_is_rectified_verified_and_approved(closure):
    await closed(closure)

    case = await shown(closure)
    assert (case["status"], case["closures"], case["version"]) == ("closed", 1, 3)
    signed = [case["round"][step]["who"] for step in ("rectified", "verified", "approved")]
    assert signed == [HANDLER.name, VERIFIER.name, LEAD.name]
    events = await closure.announced()
    assert [type(event) for event in events] == [RectificationSubmitted, CasePreClosed, CaseClosed]
    assert [event.version for event in events] == [1, 2, 3]
    assert (events[2].rectifier_id, events[2].verifier_id) == (HANDLER.id, VERIFIER.id)


async def test_the_same_command_sent_again_gets_the_first_answer(closure):
    await closure.hear(dispatched())
    closure.person = HANDLER
    headers = {"If-Match": '"v0"', "Idempotency-Key": str(uuid4())}
    path = f"/api/closure{at(command='rectification')}"

    first = await closure.client.post(path, json=SOLUTION, headers=headers)
    again = await closure.client.post(path, json=SOLUTION, headers=headers)

    assert first.json() == again.json()
    assert len(await closure.announced()) == 1


async def test_of_two_submissions_at_once_one_wins_and_the_other_learns_of_it(closure):
    await closure.hear(dispatched())

    answers = await asyncio.gather(
        *(
            closure.change(at(command="rectification"), SOLUTION, by=HANDLER, version=0)
            for _ in range(3)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    late = next(answer for answer in answers if answer.status_code == 412)
    assert f"{HANDLER.name} submitted a rectification at" in late.json()["detail"]
    assert len(await closure.announced()) == 1


async def test_a_step_that_was_taken_is_a_conflict_that_names_who_took_it(closure):
    await pre_closed(closure)

    answer = await closure.change(at(command="verification"), {}, by=VERIFIER, version=2)

    assert (answer.status_code, code_of(answer)) == (409, "already-verified")
    assert f"{VERIFIER.name} passed the verification" in answer.json()["detail"]


async def test_somebody_with_every_role_still_takes_one_step_of_a_round(closure):
    await submitted(closure, by=EVERYTHING)

    for command, body in (("verification", {}), ("return", {"reason": "x"})):
        answer = await closure.change(at(command=command), body, by=EVERYTHING, version=1)
        assert (answer.status_code, code_of(answer)) == (403, "separation-of-duties")
        assert f"{EVERYTHING.name} submitted a rectification" in answer.json()["detail"]
    await closure.change(at(command="verification"), {}, by=VERIFIER, version=1)
    answer = await closure.change(at(command="approval"), {}, by=EVERYTHING, version=2)
    assert (answer.status_code, code_of(answer)) == (403, "separation-of-duties")


@pytest.mark.parametrize(
    ("command", "body", "wrong", "far"),
    [
        ("rectification", SOLUTION, VERIFIER, FAR_HANDLER),
        ("verification", {}, HANDLER, FAR_VERIFIER),
        ("return", {"reason": "x"}, HANDLER, FAR_VERIFIER),
        ("deferral", DEFERRAL, VERIFIER, FAR_HANDLER),
    ],
)
async def test_a_step_needs_its_role_and_its_scope(closure, command, body, wrong, far):
    await closure.hear(dispatched())

    refused = await closure.change(at(command=command), body, by=wrong, version=0)
    unseen = await closure.change(at(command=command), body, by=far, version=7)
    unknown = await closure.change(at(uuid4(), command), body, by=wrong, version=0)

    assert (refused.status_code, code_of(refused)) == (403, "role-missing")
    assert unknown.status_code == 403
    assert (unseen.status_code, code_of(unseen)) == (404, "not-found")


async def test_a_return_and_its_round_stay_readable_after_the_next(closure):
    await submitted(closure)
    body = {"reason": "仍有残留", "failed_photo_ids": [str(AFTER)]}
    refused = await closure.change(at(command="return"), body, by=LEAD, version=1)
    assert (refused.status_code, code_of(refused)) == (403, "role-missing")

    answer = await closure.change(at(command="return"), body, by=VERIFIER, version=1)
    assert (answer.json()["status"], answer.json()["returns"]) == ("open", 1)
    again = {"solution": "第二次整改", "after_photo_ids": [str(OTHER_AFTER)]}
    await closure.change(at(command="rectification"), again, by=HANDLER, version=2)

    case = await shown(closure)
    (earlier,) = case["earlier_rounds"]
    assert (case["round"]["number"], case["round"]["returned"]) == (2, None)
    assert earlier["returned"]["signed"]["note"] == "仍有残留"
    assert earlier["returned"]["failed_photo_ids"] == [str(AFTER)]
    events = await closure.announced()
    assert isinstance(events[1], CaseReturned)
    assert events[2].round == 2


async def test_a_recheck_leads_to_a_second_closure_under_the_same_number(closure):
    await closed(closure)
    body = {"reason": "问题反弹", "photo_ids": [str(UUID(int=399))]}
    await closure.change(at(command="recheck"), body, by=SUPERVISOR, version=3)
    await closure.change(at(command="rectification"), SOLUTION, by=HANDLER, version=4)
    await closure.change(at(command="verification"), {}, by=VERIFIER, version=5)
    answer = await closure.change(at(command="approval"), {}, by=LEAD, version=6)

    assert (answer.json()["closures"], answer.json()["reopenings"]) == (2, 1)
    events = await closure.announced()
    assert isinstance(events[3], CaseReopened)
    assert (events[6].closures, events[6].round) == (2, 2)


async def test_everybody_lists_the_cases_of_their_scope_soonest_due_first(closure):
    ids = [UUID(int=400 + n) for n in range(5)]
    for n, case_id in enumerate(ids):
        await closure.hear(dispatched(case_id, due_at=DUE - timedelta(hours=n)))
    elsewhere = {"organisation_id": OTHER_DISTRICT, "reporter_organisation_id": OTHER_DISTRICT}
    await closure.hear(dispatched(CASE, **elsewhere))
    await closure.change(at(ids[0], "rectification"), SOLUTION, by=HANDLER, version=0)

    first = (await closure.get("/cases", by=HANDLER, limit=3)).json()
    rest = (await closure.get("/cases", by=HANDLER, limit=3, after=first["next"])).json()
    waiting = (await closure.get("/cases", by=OBSERVER, status="submitted")).json()
    far = (await closure.get("/cases", by=OBSERVER, organisation_id=OTHER_DISTRICT)).json()
    street = (await closure.get("/cases", by=INSPECTOR)).json()

    found = [UUID(case["case_id"]) for case in first["items"] + rest["items"]]
    assert found == ids[::-1]
    assert rest["next"] is None
    assert [case["round"]["solution"] for case in waiting["items"]] == [SOLUTION["solution"]]
    assert [case["case_id"] for case in far["items"]] == [str(CASE)]
    assert len(street["items"]) == 5
    assert {case["reporter_organisation_id"] for case in street["items"]} == {str(STREET)}


async def test_the_history_keeps_who_did_what_when_and_for_whom(closure):
    await closed(closure)

    first = (await closure.get(at(command="steps"), by=HANDLER, limit=2)).json()
    rest = (await closure.get(at(command="steps"), by=HANDLER, limit=2, after=first["next"])).json()
    unseen = await closure.get(at(command="steps"), by=FAR_HANDLER)

    steps = first["items"] + rest["items"]
    assert [(step["code"], step["who"], step["version"]) for step in steps] == [
        ("submitted", HANDLER.name, 1),
        ("verified", VERIFIER.name, 2),
        ("approved", LEAD.name, 3),
    ]
    assert steps[0]["organisation_id"] == str(DISTRICT)
    assert steps[0]["details"]["after_photo_ids"] == [str(AFTER)]
    assert unseen.status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"solution": "  "},
        {"solution": "长" * 4001},
        {"solution": "a\x00b"},
        {"after_photo_ids": []},
        {"after_photo_ids": [str(uuid4()) for _ in range(10)]},
        {"after_photo_ids": [str(AFTER), str(AFTER)]},
    ],
)
async def test_a_rectification_that_cannot_be_right_is_refused(closure, given):
    await closure.hear(dispatched())

    answer = await closure.change(
        at(command="rectification"), {**SOLUTION, **given}, by=HANDLER, version=0
    )

    assert answer.status_code == 422
    assert await closure.announced() == []


async def test_requests_for_a_deferral_are_listed_for_whoever_decides(closure):
    asked, other = CASE, UUID(int=302)
    await closure.hear(dispatched(asked), dispatched(other))
    await closure.change(at(asked, "deferral"), DEFERRAL, by=HANDLER, version=0)

    undecided = (await closure.get("/cases", by=LEAD, deferral="undecided")).json()
    granted = (await closure.get("/cases", by=LEAD, deferral="granted")).json()

    assert [each["case_id"] for each in undecided["items"]] == [str(asked)]
    assert granted["items"] == []
