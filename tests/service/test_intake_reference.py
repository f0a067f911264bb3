"""Intake's reference data over HTTP, in both forms."""

import pytest

from services.intake.app import service
from tests.service.desk import (
    ADMINISTRATOR,
    GONE,
    INSPECTOR,
    REVIEWER,
    a_desk,
)
from tests.service.reporting import CATEGORIES, RULES, code_of, reported


@pytest.fixture
async def intake(form):
    async with a_desk(form, service) as desk:
        yield desk


@pytest.fixture
async def city(intake):
    """Intake that knows the city's categories and rules."""
    assert (await intake.put("/categories", CATEGORIES, by=ADMINISTRATOR)).status_code == 200
    assert (await intake.put("/routing-rules", RULES, by=ADMINISTRATOR)).status_code == 200
    return intake


async def test_reference_data_is_an_administrators(intake):
    for path, body in (
        ("/categories", CATEGORIES),
        ("/category-mappings", {"mappings": []}),
        ("/routing-rules", {"rules": []}),
    ):
        answer = await intake.put(path, body, by=REVIEWER)
        assert (answer.status_code, code_of(answer)) == (403, "role-missing")


async def test_reference_data_put_again_changes_nothing(city):
    for path, body in (("/categories", CATEGORIES), ("/routing-rules", RULES)):
        again = await city.put(path, body, by=ADMINISTRATOR)
        assert again.json() == {"count": 2, "version": 1}


async def test_reference_data_is_replaced_as_a_whole(city):
    only = {"categories": CATEGORIES["categories"][:1]}

    replaced = await city.put("/categories", only, by=ADMINISTRATOR, **{"If-Match": '"v1"'})
    stale = await city.put("/categories", CATEGORIES, by=ADMINISTRATOR, **{"If-Match": '"v1"'})

    assert replaced.json() == {"count": 1, "version": 2}
    assert stale.status_code == 412
    assert "郑一" in stale.json()["detail"]
    listed = await city.get("/categories", by=INSPECTOR)
    assert [each["code"] for each in listed.json()["categories"]] == ["06"]
    assert listed.headers["etag"] == '"v2"'


async def test_rules_are_listed_in_the_order_they_are_tried(city):
    listed = (await city.get("/routing-rules", by=INSPECTOR)).json()["rules"]

    assert [rule["priority"] for rule in listed] == [10, 20]


async def test_a_rule_names_organisations_and_categories_that_exist(city):
    async def refusal(**given):
        rule = {"priority": 1, "organisation_code": "OFFICE", **given}
        answer = await city.put("/routing-rules", {"rules": [rule]}, by=ADMINISTRATOR)
        assert answer.status_code == 422
        return code_of(answer), answer.json()["detail"]

    code, detail = await refusal(organisation_code="NOWHERE")
    assert (code, "NOWHERE" in detail) == ("unknown-organisation", True)
    assert (await refusal(area_code="NOWHERE"))[0] == "unknown-organisation"
    code, detail = await refusal(category_prefix="99")
    assert (code, "99" in detail) == ("unknown-category", True)


async def test_a_rule_whose_organisation_is_no_longer_active_is_passed_over(city):
    rules = {"rules": [{"priority": 1, "organisation_code": "GONE"}, *RULES["rules"]]}
    assert (await city.put("/routing-rules", rules, by=ADMINISTRATOR)).status_code == 200

    view = await reported(city)
    assert view["judgement"]["organisation"]["organisation_id"] not in (None, str(GONE))


async def test_mappings_are_put_and_read(city):
    mappings = {
        "mappings": [
            {"scheme": "CJ/T", "code": "0102", "name": "垃圾", "to_code": "0601", "basis": "同名"},
            {"scheme": "CJ/T", "code": "0109", "name": "树挂", "to_code": None, "basis": "未知"},
        ]
    }

    assert (await city.put("/category-mappings", mappings, by=ADMINISTRATOR)).status_code == 200
    assert (await city.get("/category-mappings", by=INSPECTOR)).json() == mappings
    mappings["mappings"][0]["to_code"] = "0699"
    refused = await city.put("/category-mappings", mappings, by=ADMINISTRATOR)
    assert (refused.status_code, code_of(refused)) == (422, "unknown-category")
