"""Many cases in one command: each row for itself, all in one transaction."""

from uuid import UUID, uuid4

import pytest

from services.closure.app import service
from services.contracts.closure import CaseClosed, CasePreClosed, CaseReturned
from tests.service.closing import (
    AFTER,
    BEFORE,
    EVERYTHING,
    FAR_VERIFIER,
    LEAD,
    VERIFIER,
    at,
    code_of,
    dispatched,
    pre_closed,
    submitted,
)
from tests.service.desk import HANDLER, OBSERVER, a_desk

FIRST, SECOND, THIRD = UUID(int=501), UUID(int=502), UUID(int=503)


@pytest.fixture
async def closure(form):
    async with a_desk(form, service) as desk:
        yield desk


def rows(*items, **fields):
    """One row for each (case, version)."""
    return {"items": [{"id": str(id), "version": version, **fields} for id, version in items]}


def outcomes(answer):
    return [
        (UUID(row["id"]), row["version"] if row["done"] else row["problem"]["type"])
        for row in answer.json()["items"]
    ]


async def status_of(desk, case_id):
    return (await desk.get(at(case_id), by=OBSERVER)).json()["status"]


async def test_many_are_verified_and_each_refused_row_says_why(closure):
    await submitted(closure, SECOND)
    await submitted(closure, FIRST)
    await closure.hear(dispatched(THIRD))
    unknown = uuid4()
    wanted = rows((SECOND, 1), (THIRD, 0), (FIRST, 1), (unknown, 1), (SECOND, 1))

    answer = await closure.create("/cases/verifications", wanted, by=VERIFIER)

    assert answer.status_code == 200
    assert outcomes(answer) == [
        (SECOND, 2),
        (THIRD, "/problems/not-submitted"),
        (FIRST, 2),
        (unknown, "/problems/not-found"),
        (SECOND, "/problems/stale-version"),
    ]
    assert f"{VERIFIER.name} 于" in answer.json()["items"][4]["problem"]["detail"]
    done = [event for event in await closure.announced() if isinstance(event, CasePreClosed)]
    assert {event.case_id for event in done} == {FIRST, SECOND}
    assert len(done) == 2
    assert await status_of(closure, THIRD) == "open"


async def test_many_are_approved_but_not_by_who_worked_on_them(closure):
    await pre_closed(closure, FIRST)
    await submitted(closure, SECOND, by=EVERYTHING)
    await closure.change(at(SECOND, "verification"), {}, by=VERIFIER, version=1)

    answer = await closure.create(
        "/cases/approvals", rows((SECOND, 2), (FIRST, 2), note="同意"), by=EVERYTHING
    )

    assert outcomes(answer) == [(SECOND, "/problems/separation-of-duties"), (FIRST, 3)]
    events = await closure.announced()
    assert [event.case_id for event in events if isinstance(event, CaseClosed)] == [FIRST]
    assert await status_of(closure, SECOND) == "pre_closed"


async def test_many_are_returned_by_the_role_of_their_stage(closure):
    await submitted(closure, FIRST)
    await pre_closed(closure, SECOND)
    wanted = rows((FIRST, 1), (SECOND, 2), reason="照片不清", failed_photo_ids=[str(AFTER)])

    by_lead = await closure.create("/cases/returns", wanted, by=LEAD)
    by_verifier = await closure.create(
        "/cases/returns", rows((FIRST, 1), reason="x", failed_photo_ids=[str(BEFORE)]), by=VERIFIER
    )

    assert outcomes(by_lead) == [(FIRST, "/problems/role-missing"), (SECOND, 3)]
    assert outcomes(by_verifier) == [(FIRST, "/problems/photo-not-of-this-round")]
    (event,) = [event for event in await closure.announced() if isinstance(event, CaseReturned)]
    assert (event.case_id, event.stage, event.returns) == (SECOND, "approval", 1)


async def test_the_same_many_sent_again_take_effect_once(closure):
    await submitted(closure, FIRST)
    key = uuid4()

    first = await closure.create("/cases/verifications", rows((FIRST, 1)), by=VERIFIER, key=key)
    again = await closure.create("/cases/verifications", rows((FIRST, 1)), by=VERIFIER, key=key)

    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len(await closure.announced()) == 2


async def test_rows_outside_the_scope_do_not_exist(closure):
    await submitted(closure, FIRST)

    far = await closure.create("/cases/verifications", rows((FIRST, 1)), by=FAR_VERIFIER)
    without = await closure.create("/cases/verifications", rows((FIRST, 1)), by=HANDLER)

    assert outcomes(far) == [(FIRST, "/problems/not-found")]
    assert (without.status_code, code_of(without)) == (403, "role-missing")


@pytest.mark.parametrize("count", [0, 501])
async def test_there_are_1_to_500_rows(closure, count):
    wanted = rows(*((uuid4(), 1) for _ in range(count)))

    answer = await closure.create("/cases/verifications", wanted, by=VERIFIER)

    assert answer.status_code == 422
