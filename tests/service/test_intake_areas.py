"""Outlines of streets and the announced categories, in both forms."""

import pytest

from services.contracts.intake import AreaOutlined, CategoryListed, category_id
from services.intake.app import service
from tests.service.desk import ADMINISTRATOR, INSPECTOR, REVIEWER, STREET, a_desk
from tests.service.reporting import CATEGORIES, code_of

SQUARE = [[[123.9, 41.87], [123.91, 41.87], [123.91, 41.88], [123.9, 41.88], [123.9, 41.87]]]


@pytest.fixture
async def intake(form):
    async with a_desk(form, service) as desk:
        yield desk


def areas(*properties, coordinates=SQUARE):
    geometry = {"type": "Polygon", "coordinates": coordinates}
    features = [
        {"type": "Feature", "properties": each, "geometry": geometry} for each in properties
    ]
    return {"type": "FeatureCollection", "features": features}


async def put(intake, body, *, by=ADMINISTRATOR, **headers):
    return await intake.put("/areas", body, by=by, **headers)


async def test_a_streets_outline_is_kept_and_announced(intake):
    answer = await put(intake, areas({"code": "D1-S1"}))

    assert (answer.status_code, answer.json()) == (200, {"count": 1, "version": 1})
    (fact,) = await intake.announced()
    assert isinstance(fact, AreaOutlined)
    assert (fact.area_id, fact.name, fact.version) == (STREET, "D1-S1 单位", 1)
    assert fact.by == ADMINISTRATOR.id
    listed = await intake.get("/areas", by=INSPECTOR)
    assert listed.headers["etag"] == '"v1"'
    (feature,) = listed.json()["features"]
    assert feature["properties"] == {"code": "D1-S1", "name": "D1-S1 单位"}
    assert feature["geometry"]["type"] == "MultiPolygon"


async def test_what_is_listed_can_be_put_again_and_changes_nothing(intake):
    await put(intake, areas({"name": "D1-S1 单位"}, {"code": "D1"}))
    listed = (await intake.get("/areas", by=INSPECTOR)).json()

    again = await put(intake, listed)

    assert again.json() == {"count": 2, "version": 1}
    assert len(await intake.announced()) == 2


async def test_an_outline_that_is_left_out_is_taken_away(intake):
    await put(intake, areas({"code": "D1-S1"}, {"code": "D1"}))

    await put(intake, areas({"code": "D1"}))

    (*_, last) = [fact for fact in await intake.announced() if fact.area_id == STREET]
    assert (last.area_id, last.outline, last.version) == (STREET, (), 2)
    listed = (await intake.get("/areas", by=INSPECTOR)).json()["features"]
    assert [each["properties"]["code"] for each in listed] == ["D1"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (areas({"code": "NOWHERE"}), "unknown-organisation"),
        (areas({"name": "无此街道"}), "unknown-organisation"),
        (areas({}), "nobodys-area"),
        (areas(None), "nobodys-area"),
        (areas({"code": "D1"}, {"name": "D1 单位"}), "given-twice"),
        (areas({"code": "D1"}, coordinates=[[[0, 0]]]), "broken-outline"),
    ],
    ids=str,
)
async def test_outlines_that_cannot_be_right_are_refused(intake, body, code):
    answer = await put(intake, body)

    assert (answer.status_code, code_of(answer)) == (422, code)
    assert await intake.announced() == []


async def test_outlines_are_an_administrators_and_nobodys_change_is_overwritten(intake):
    assert (await put(intake, areas({"code": "D1"}), by=REVIEWER)).status_code == 403
    await put(intake, areas({"code": "D1"}))

    stale = await put(intake, areas(), **{"If-Match": '"v0"'})

    assert (stale.status_code, "郑一" in stale.json()["detail"]) == (412, True)


async def test_every_category_is_announced_once(intake):
    for _ in range(2):
        await intake.put("/categories", CATEGORIES, by=ADMINISTRATOR)

    told = await intake.announced(CategoryListed)
    major, minor = sorted(told, key=lambda fact: fact.code)
    assert minor == CategoryListed(
        category_id=category_id("city", "0601"),
        scheme="city",
        code="0601",
        name="暴露垃圾",
        parent_code="06",
        version=1,
        at=intake.now,
        by=ADMINISTRATOR.id,
    )
    assert (major.code, major.parent_code) == ("06", None)


async def test_only_what_changed_is_announced_and_what_is_gone_comes_back_under_its_id(intake):
    major, minor = CATEGORIES["categories"]
    await intake.put("/categories", CATEGORIES, by=ADMINISTRATOR)
    await intake.put("/categories", {"categories": [major]}, by=ADMINISTRATOR)
    renamed = {**minor, "name": "垃圾暴露", "keywords": []}
    await intake.put("/categories", {"categories": [major, renamed]}, by=ADMINISTRATOR)

    _, gone, back = [fact for fact in await intake.announced() if fact.code == "0601"]

    assert (gone.code, gone.active, gone.version) == ("0601", False, 2)
    assert (back.name, back.active, back.version) == ("垃圾暴露", True, 3)
    assert gone.category_id == back.category_id


async def test_new_keywords_are_nobody_elses_business(intake):
    major, minor = CATEGORIES["categories"]
    await intake.put("/categories", CATEGORIES, by=ADMINISTRATOR)

    other = {"categories": [major, {**minor, "keywords": ["脏东西"]}]}
    assert (await intake.put("/categories", other, by=ADMINISTRATOR)).json()["version"] == 2

    assert len(await intake.announced()) == 2
