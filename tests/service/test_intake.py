"""Reports sent to intake, in both forms."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.chassis import migrate
from services.contracts.intake import ReportSubmitted
from services.contracts.review import ProblemRejected
from services.intake import tables
from services.intake.app import service
from services.intake.judgement.judge import EMPTY
from tests.service.desk import (
    ADMINISTRATOR,
    INSPECTOR,
    LEADER,
    NOW,
    OFFICE,
    OTHER_INSPECTOR,
    REVIEWER,
    STREET,
    a_desk,
)
from tests.service.reporting import (
    CATEGORIES,
    OTHER_PHOTO,
    PHOTO,
    REPORT,
    RULES,
    a_body,
    code_of,
    reported,
)


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


async def test_the_migrations_build_exactly_the_declared_tables(form):
    url = form.database_url("intake")
    await migrate.upgrade(service, url)

    assert await migrate.differences(service, url) == []


async def test_a_report_is_judged_answered_and_announced(city):
    answer = await city.create("/reports", a_body(), by=INSPECTOR)

    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/intake/reports/{REPORT}"
    assert answer.headers["etag"] == '"v1"'
    view = answer.json()
    assert (view["status"], view["organisation_id"]) == ("waiting", str(STREET))
    assert view["judgement"]["category"]["code"] == "0601"
    assert view["judgement"]["category"]["evidence"] == ["暴露垃圾"]
    assert view["judgement"]["organisation"]["organisation_id"] == str(OFFICE)
    assert view["judgement"]["organisation"]["evidence"][0] == "rule 10 OFFICE"
    assert view["judgement"]["missing"] == []
    (event,) = await city.announced(ReportSubmitted)
    assert isinstance(event, ReportSubmitted)
    assert (event.case_id, event.version, event.by) == (REPORT, 1, INSPECTOR.id)
    assert (event.organisation_id, event.photo_ids) == (STREET, (PHOTO, OTHER_PHOTO))
    assert event.judgement.model_dump(mode="json") == view["judgement"]


async def test_the_same_report_sent_again_is_one_report(city):
    await reported(city)

    again = await city.create("/reports", a_body(), by=INSPECTOR)

    assert again.status_code == 200
    assert again.json()["id"] == str(REPORT)
    assert again.headers["location"] == f"/api/intake/reports/{REPORT}"
    assert len(await city.announced(ReportSubmitted)) == 1


async def test_two_sendings_at_once_are_one_report(city):
    answers = await asyncio.gather(
        *(city.create("/reports", a_body(), by=INSPECTOR) for _ in range(4))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len(await city.announced(ReportSubmitted)) == 1


async def test_an_id_with_other_content_or_of_another_person_is_refused(city):
    await reported(city)

    other = await city.create("/reports", a_body(description="别的事情"), by=INSPECTOR)
    stranger = await city.create("/reports", a_body(), by=OTHER_INSPECTOR)

    assert (other.status_code, code_of(other)) == (409, "other-content")
    assert (stranger.status_code, code_of(stranger)) == (409, "report-id-taken")
    assert "张三" not in stranger.text


async def test_a_report_without_an_id_gets_one(city):
    answer = await city.create("/reports", a_body(id=None), by=INSPECTOR)

    assert answer.status_code == 201
    UUID(answer.json()["id"])


@pytest.mark.parametrize(
    "given",
    [
        {"description": "   "},
        {"description": "长" * 4001},
        {"mode": "soon"},
        {"photo_ids": [str(uuid4()) for _ in range(10)]},
        {"photo_ids": [str(PHOTO), str(PHOTO)]},
        {"place": {"longitude": 123.9}},
        {"place": {"longitude": 190, "latitude": 41}},
        {"captured_at": "2026-03-02T08:00:00"},
    ],
)
async def test_a_body_that_cannot_be_right_is_refused(intake, given):
    answer = await intake.create("/reports", a_body(**given), by=INSPECTOR)

    assert answer.status_code == 422
    assert await intake.announced() == []


async def test_an_urgent_application_needs_its_reason(intake):
    without = await intake.create("/reports", a_body(mode="urgent"), by=INSPECTOR)
    assert (without.status_code, code_of(without)) == (422, "urgent-reason-missing")

    view = await reported(intake, mode="urgent", urgent_reason="有煤气味")
    assert view["judgement"]["urgency"] == ["燃气"]


async def test_a_report_without_photos_is_taken_and_says_so(intake):
    view = await reported(intake, photo_ids=[])

    assert view["judgement"]["missing"] == ["photo"]


async def test_a_leader_does_not_report(intake):
    answer = await intake.create("/reports", a_body(), by=LEADER)

    assert (answer.status_code, code_of(answer)) == (403, "role-missing")


async def test_near_and_recent_reports_of_the_category_are_named(city):
    await reported(city)
    rejected = uuid4()
    await reported(city, id=str(rejected))
    await city.hear(
        ProblemRejected(case_id=rejected, reason="不属实", version=1, at=NOW, by=REVIEWER.id)
    )
    city.now = NOW + timedelta(days=2)
    far = {"address": "远处", "longitude": 123.9, "latitude": 41.88}
    await reported(city, id=str(uuid4()), place=far)

    view = await reported(city, id=str(uuid4()))

    (candidate,) = view["judgement"]["duplicates"]
    assert candidate["case_id"] == str(REPORT)
    assert (candidate["distance"], candidate["age"]) == (0.0, 2.0)


async def test_a_judgement_that_fails_does_not_stop_a_report(city):
    async with city.runtime.database.begin() as tx:
        await tx.execute(sa.update(tables.categories).values(keywords=7))

    view = await reported(city)

    assert view["judgement"] == EMPTY.model_dump(mode="json")
    (event,) = await city.announced(ReportSubmitted)
    assert event.judgement == EMPTY
