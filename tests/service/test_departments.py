"""Orders of departments over HTTP, and who hears when one falls silent; in both forms."""

from datetime import datetime, timedelta

import pytest

from services.contracts.dispatch import DepartmentAnswered, DepartmentFellSilent
from services.dispatch.departments import posting, watching
from services.dispatch.store import departments as store
from tests.service.dispatching import CITY, a_city, an_organisation_changed, approved
from tests.unit.dispatch.builders import CASE, DONGZHOU, DUE, STREET, XINFU, an_id, closed, returned

ORDERS = f"/departments/{XINFU}/orders"
POST = f"/departments/{XINFU}/post"
RECEIPTS = f"/departments/{XINFU}/receipts"


@pytest.fixture
async def city(form):
    async with a_city(form) as city:
        city.act_as("handler", XINFU)
        yield city


async def make_department(city, organisation_id=XINFU, code="XF"):
    async with city.runtime.database.begin() as tx:
        await store.enter(tx, organisation_id, code=code, over="http")


async def fetched(city, department=XINFU):
    """Why the department's orders came, in their order."""
    return [each["data"]["change"] for each in await city.get(f"/departments/{department}/post")]


async def confirm(city, *ids):
    return await city.create(RECEIPTS, {"order_ids": [str(each) for each in ids]})


async def test_a_department_finds_the_case_that_fell_to_it(city):
    await make_department(city)
    await city.hear(approved())

    [order] = await city.get(POST)

    assert order["type"] == "dispatch.department.order.v1"
    assert order["subject"] == order["data"]["case_id"] == str(CASE)
    assert order["data"]["number"] == "XF-2026-00001"
    assert order["data"]["change"] == "assigned"
    assert order["data"]["place"]["address"] == "站前街 1 号"
    assert order["data"]["photos"] == [f"/api/media/photos/{an_id('photo')}"]
    assert datetime.fromisoformat(order["data"]["due_at"]) == DUE


async def test_an_order_comes_until_its_receipt_does(city):
    await make_department(city)
    await city.hear(approved())
    [before] = await city.get(POST)
    [again] = await city.get(POST)

    answers = [(await confirm(city, before["id"], an_id("stranger"))).json() for _ in range(2)]

    assert again == before
    assert [each["received"] for each in answers] == [1, 0]
    assert answers[0]["unknown"] == [str(an_id("stranger"))]
    assert await city.get(POST) == []


async def test_a_department_hears_what_becomes_of_its_case(city):
    await make_department(city)
    await city.hear(approved())
    await city.hear(returned())
    await city.hear(closed())

    assert await fetched(city) == ["assigned", "returned", "closed"]
    sequences = [int(each["sequence"]) for each in await city.get(POST)]
    assert sequences == sorted(set(sequences))


async def test_a_case_that_moves_is_taken_from_one_department_and_given_to_the_other(city):
    await make_department(city)
    await make_department(city, DONGZHOU, "DZ")
    await city.hear(approved())
    city.act_as("reviewer", CITY)
    moved = {"organisation_id": str(DONGZHOU), "reason": "归东洲"}
    answer = await city.change(f"/cases/{CASE}/assignment", moved, version=1)
    assert answer.status_code == 200, answer.text

    city.act_as("handler", CITY)
    assert await fetched(city, XINFU) == ["assigned", "withdrawn"]
    assert await fetched(city, DONGZHOU) == ["assigned"]


async def test_the_nearest_department_above_works_for_an_organisation_without_a_system(city):
    await city.hear(
        an_organisation_changed(STREET, path=f"/{CITY}/{XINFU}/{STREET}/", number_prefix="JD")
    )
    await make_department(city, CITY, "CITY")
    await make_department(city)
    await city.hear(approved(organisation_id=STREET))

    city.act_as("handler", CITY)
    assert await fetched(city, XINFU) == ["assigned"]
    assert await fetched(city, CITY) == []


async def test_a_revoked_department_gets_nothing(city):
    await make_department(city)
    await city.hear(approved())
    async with city.runtime.database.begin() as tx:
        await store.revoke(tx, XINFU)
    await city.hear(closed())

    answer = await city.client.get(f"/api/dispatch{POST}")
    await make_department(city)

    assert answer.status_code == 404
    assert await fetched(city) == []


async def test_another_departments_orders_are_not_there(city):
    await make_department(city)
    await city.hear(approved())
    city.act_as("handler", DONGZHOU)

    answers = [
        await city.client.get(f"/api/dispatch{POST}"),
        await confirm(city, an_id("order")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


async def test_a_receipt_needs_an_order_and_not_too_many(city):
    await make_department(city)

    answers = [await confirm(city), await confirm(city, *map(an_id, map(str, range(1001))))]

    assert [answer.status_code for answer in answers] == [422, 422]


async def test_administrators_see_how_departments_stand(city):
    await make_department(city)
    await city.hear(approved())
    await city.hear(closed())
    [first, _] = await city.get(POST)
    await confirm(city, first["id"])
    city.act_as("administrator", CITY)

    [standing] = await city.get("/departments")
    page = await city.get(ORDERS, limit=1)
    rest = await city.get(ORDERS, after=page["next"])

    assert (standing["code"], standing["over"]) == ("XF", "http")
    assert (standing["waiting"], standing["sent"], standing["given_up"]) == (1, 0, 0)
    assert standing["last_receipt_at"] is not None
    assert [each["change"] for each in page["items"] + rest["items"]] == ["closed", "assigned"]
    assert rest["items"][0]["received_at"] is not None


async def test_only_an_order_without_a_receipt_is_sent_again(city):
    await make_department(city)
    await city.hear(approved())
    [order] = await city.get(POST)
    again = f"{ORDERS}/{order['id']}/resending"
    city.act_as("administrator", CITY)

    first = await city.create(again, None)
    city.act_as("handler", XINFU)
    await confirm(city, order["id"])
    city.act_as("administrator", CITY)
    second = await city.create(again, None)

    assert (first.status_code, first.json()["sends"]) == (200, 0)
    assert second.status_code == 404


async def test_a_silent_department_is_told_of_once_and_once_more_when_it_answers(city):
    await make_department(city)
    await city.hear(approved())
    for minutes in (29, 2, 1):
        city.now += timedelta(minutes=minutes)
        await watching.watch(city.runtime)
    [order] = await city.get(POST)
    await confirm(city, order["id"])
    for _ in range(2):
        await watching.watch(city.runtime)

    told = [
        event
        for event in await city.announced()
        if isinstance(event, DepartmentFellSilent | DepartmentAnswered)
    ]

    assert [(type(each), each.organisation_id, each.version) for each in told] == [
        (DepartmentFellSilent, XINFU, 1),
        (DepartmentAnswered, XINFU, 2),
    ]


async def test_orders_are_forgotten_long_after_their_receipt(city):
    await make_department(city)
    await city.hear(approved())
    await city.hear(closed())
    [first, _] = await city.get(POST)
    await confirm(city, first["id"])
    city.now += posting.KEPT + timedelta(minutes=1)

    await posting.forget(city.runtime)

    city.act_as("administrator", CITY)
    assert [each["change"] for each in (await city.get(ORDERS))["items"]] == ["closed"]
