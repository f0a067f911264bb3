"""Handing back, assigning one or many, naming a rectifier."""

import pytest

from services.contracts.dispatch import (
    CaseDispatched,
    CaseHandedBack,
    CaseTransferred,
    RectifierNamed,
)
from tests.service.dispatching import CITY, a_city, approved, confirmed
from tests.unit.dispatch.builders import (
    BRIGADE,
    CASE,
    DONGZHOU,
    STREET,
    XINFU,
    an_id,
)

PATH = f"/cases/{CASE}"


@pytest.fixture
async def city(form):
    async with a_city(form) as city:
        yield city


async def test_a_case_is_handed_back_and_assigned_elsewhere_with_its_number(city):
    await city.hear(approved())
    city.act_as("handler", XINFU, name="赵处置")
    answer = await city.change(f"{PATH}/hand-back", {"reason": "不属我区"}, version=1)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"v2"')

    city.act_as("reviewer", CITY)
    body = {"organisation_id": str(DONGZHOU)}
    answer = await city.change(f"{PATH}/assignment", body, version=2)

    assert answer.json()["number"] == "XF-2026-00001"
    assert (answer.json()["organisation_id"], answer.json()["transfers"]) == (str(DONGZHOU), 1)
    kinds = [type(event) for event in await city.announced()]
    assert kinds == [CaseDispatched, CaseHandedBack, CaseTransferred]


async def test_who_comes_second_is_told_who_did_what(city):
    await city.hear(approved())
    city.act_as("handler", XINFU, name="赵处置")
    await city.change(f"{PATH}/hand-back", {"reason": "不属我区"}, version=1)

    stale = await city.change(f"{PATH}/hand-back", {"reason": "再交"}, version=1)
    impossible = await city.change(f"{PATH}/hand-back", {"reason": "再交"}, version=2)

    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale-version")
    assert "赵处置" in stale.json()["detail"]
    assert (impossible.status_code, impossible.json()["type"]) == (
        409,
        "/problems/not-possible-now",
    )
    assert "交回了案件" in impossible.json()["detail"]


async def test_an_assignment_needs_an_organisation_that_can_hold_a_pool(city):
    await city.hear(approved())

    without = await city.change(f"{PATH}/assignment", {"organisation_id": str(STREET)}, version=1)
    unknown = await city.change(f"{PATH}/assignment", {"organisation_id": str(CASE)}, version=1)

    assert (without.status_code, without.json()["type"]) == (409, "/problems/no-number-prefix")
    assert (unknown.status_code, unknown.json()["type"]) == (422, "/problems/unknown-organisation")


async def test_many_are_assigned_at_once_and_a_refused_row_stops_no_other(city):
    for name in ("a", "b"):
        await city.hear(approved(name))
    rows = [
        {"id": str(an_id("a")), "version": 9, "organisation_id": str(DONGZHOU)},
        {"id": str(an_id("unknown")), "version": 1, "organisation_id": str(DONGZHOU)},
        {"id": str(an_id("b")), "version": 1, "organisation_id": str(DONGZHOU)},
    ]
    key = an_id("key")

    answer = await city.create("/cases/assignments", {"items": rows}, key=key)
    again = await city.create("/cases/assignments", {"items": rows}, key=key)

    results = answer.json()["items"]
    assert [each["id"] for each in results] == [row["id"] for row in rows]
    assert [(each["done"], each["version"]) for each in results] == [
        (False, None),
        (False, None),
        (True, 2),
    ]
    assert [each["problem"] and each["problem"]["type"] for each in results] == [
        "/problems/stale-version",
        "/problems/not-found",
        None,
    ]
    assert again.json() == answer.json()
    assert len(await city.announced()) == 3


async def test_the_brigade_names_who_rectifies_and_they_see_the_case(city):
    await city.hear(confirmed())
    city.act_as("supervisor", BRIGADE)
    body = {"organisation_id": str(DONGZHOU)}

    answer = await city.change(f"{PATH}/rectifier", body, version=1)

    assert answer.json()["rectifier_id"] == str(DONGZHOU)
    assert isinstance((await city.announced())[-1], RectifierNamed)
    city.act_as("handler", DONGZHOU)
    assert [each["case_id"] for each in (await city.get("/cases"))["items"]] == [str(CASE)]
