"""The judgement kept, corrected, learned from and tried on, in both forms."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.chassis.geography import to_gcj02
from services.contracts.dispatch import CaseTransferred
from services.contracts.media import PhotoReady
from services.contracts.place import Place
from services.contracts.review import ProblemApproved, ProblemRejected
from services.intake import backfill, learning, resources
from services.intake.app import service
from services.intake.judgement.duplicates import reach_of
from services.intake.store import models, reports
from tests.forms import until
from tests.service.desk import (
    ADMINISTRATOR,
    DISTRICT,
    INSPECTOR,
    NOW,
    OFFICE,
    OTHER_DISTRICT,
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
    approved,
    code_of,
    reported,
)

LAMP = {
    "code": "0602",
    "level": 2,
    "name": "路灯异常",
    "parent_code": "06",
    "scheme": "city",
    "keywords": ["路灯"],
}
TWO = {"categories": [*CATEGORIES["categories"], LAMP]}
SQUARE = [[[123.89, 41.86], [123.91, 41.86], [123.91, 41.88], [123.89, 41.88], [123.89, 41.86]]]
REPORTS = f"/reports/{REPORT}"
STRANGE = (
    *(
        "垃",
        "a",
        "1",
        "。。。",
        "！？…—~@#￥%",
        "😀" * 1000,
        "🚮🔥",
        "垃" * 4000,
        "路灯不亮" * 1000,
    ),
    "rubbish everywhere on the sidewalk, street light is out",
    *("路边 rubbish 堆了 3 天 😡", "Ｌ Ｅ Ｄ 屏不亮", "мусор на улице 垃圾", "ゴミだらけの道路"),
    *("\u200b\ufeff路灯\u202e不亮", "𠮷野家门口 𪚥", "a\u0301" * 50, "<script>alert(1)</script>"),
    *("'; DROP TABLE reports; --", "%s %d {0} \\", "٣ أعمدة"),
)


@pytest.fixture
async def intake(form):
    async with a_desk(form, service) as desk:
        yield desk


@pytest.fixture
async def city(intake):
    """Intake that knows two categories, and whose rules send waste to the office."""
    assert (await intake.put("/categories", TWO, by=ADMINISTRATOR)).status_code == 200
    assert (await intake.put("/routing-rules", RULES, by=ADMINISTRATOR)).status_code == 200
    return intake


async def outline(city, code):
    feature = {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    body = {"type": "FeatureCollection", "features": [feature]}
    assert (await city.put("/areas", body, by=ADMINISTRATOR)).status_code == 200


async def kept(city, report_id=REPORT, *, by=INSPECTOR):
    return (await city.get(f"/reports/{report_id}/judgements", by=by)).json()["items"]


async def approve(city, report_id, *, category="0601", to=OFFICE, at=NOW):
    fact = approved(at=at).model_copy(
        update={"case_id": report_id, "category_code": category, "organisation_id": to}
    )
    await city.hear(fact)


async def trained(city):
    """A model made the way the worker makes it."""
    lesson = await learning.prepare(city.runtime.database, anyway=True)
    assert lesson is not None
    became = await learning.Learning(city.runtime.database).learn(lesson)
    return lesson.model_id, became


async def test_a_judgement_is_kept_with_its_inputs_versions_and_reasons(city):
    view = await reported(city, description="井盖丢失旁边有暴露垃圾", photo_ids=[])

    (item,) = await kept(city)

    assert item["judgement"] == view["judgement"]
    assert (item["report_version"], item["model_id"], item["decision"]) == (1, None, None)
    assert item["lists"]["categories"] == item["lists"]["routing-rules"] == 1
    assert item["inputs"]["description"] == "井盖丢失旁边有暴露垃圾"
    assert item["inputs"]["organisation_id"] == str(STREET)
    explanation = item["explanation"]
    assert {"hint": "井盖缺失", "words": ["井盖丢失"]} in explanation["urgency"]
    (missing,) = explanation["missing"]
    assert missing["code"] == "photo"
    assert missing["zh"]
    assert missing["en"]


async def test_the_correction_stands_beside_the_judgement(city):
    await reported(city)
    await approve(city, REPORT, category="0602", to=DISTRICT)

    (item,) = await kept(city, by=REVIEWER)

    assert item["judgement"]["category"]["code"] == "0601"
    assert item["decision"]["outcome"] == "approved"
    assert item["decision"]["category"] == "0602"
    assert item["decision"]["organisation_id"] == str(DISTRICT)


async def test_a_rejection_is_kept_and_teaches_no_category(city):
    await reported(city)
    await city.hear(ProblemRejected(case_id=REPORT, reason="不属实", version=1, at=NOW))

    (item,) = await kept(city)

    assert (item["decision"]["outcome"], item["decision"]["category"]) == ("rejected", None)


async def test_judgements_are_shown_to_those_who_see_the_report(city):
    await reported(city)

    assert (await city.get(f"{REPORTS}/judgements", by=REVIEWER)).status_code == 200
    assert (await city.get(f"{REPORTS}/judgements", by=OTHER_INSPECTOR)).status_code == 404


async def test_transfers_make_the_rule_doubtful_and_teach_who_answers(city):
    for version, number in enumerate(range(301, 305), start=1):
        report_id = UUID(int=number)
        await reported(city, id=str(report_id), place={"address": f"{version} 号"})
        await approve(city, report_id, to=OFFICE)
        await city.hear(
            CaseTransferred(
                case_id=report_id,
                from_organisation_id=OFFICE,
                organisation_id=OTHER_DISTRICT,
                reason="不归我们",
                transfers=1,
                due_at=NOW,
                provisional=False,
                version=1,
                at=NOW,
            )
        )

    doubted = await reported(city, place={"address": "5 号"})
    await city.put("/routing-rules", {"rules": []}, by=ADMINISTRATOR)
    suggested = await reported(city, id=str(uuid4()), place={"address": "6 号"})

    assert doubted["judgement"]["organisation"]["organisation_id"] == str(OFFICE)
    assert doubted["judgement"]["organisation"]["evidence"][-1] == "moved 4/4"
    answer = suggested["judgement"]["organisation"]
    assert answer["organisation_id"] == str(OTHER_DISTRICT)
    assert answer["evidence"] == ["habit 4/4"]
    (item,) = await kept(city, UUID(int=301))
    assert item["transferred_to"] == str(OTHER_DISTRICT)


async def test_the_point_tells_the_area_and_the_area_the_organisation(city):
    await outline(city, "D2")
    rules = [{"priority": 1, "area_code": "D2", "organisation_code": "D2"}, *RULES["rules"]]
    await city.put("/routing-rules", {"rules": rules}, by=ADMINISTRATOR)

    inside = await reported(city)
    outside = await reported(
        city, id=str(uuid4()), place={"address": "远处", "longitude": 124.5, "latitude": 42.5}
    )

    assert inside["judgement"]["organisation"]["area_id"] == str(OTHER_DISTRICT)
    assert inside["judgement"]["organisation"]["organisation_id"] == str(OTHER_DISTRICT)
    assert outside["judgement"]["organisation"]["organisation_id"] == str(OFFICE)
    assert outside["judgement"]["doubts"] == ["position-outside"]


@pytest.mark.parametrize(
    "place",
    [
        {"longitude": 0, "latitude": 0},
        {"longitude": 150.0, "latitude": 0.0},
        {"longitude": -180, "latitude": -90},
        {"longitude": 180, "latitude": 90},
        {},
    ],
    ids=str,
)
async def test_a_strange_position_gets_a_verdict_and_never_an_error(city, place):
    await outline(city, "D1-S1")

    view = await reported(city, place=place)

    assert view["judgement"]["category"]["code"] == "0601"
    assert view["judgement"]["organisation"]["organisation_id"] is not None


async def test_strange_words_get_a_verdict_or_none_and_never_an_error(city):
    await outline(city, "D1-S1")
    model_id, _ = await trained(city)
    known = resources.of(city.runtime).known
    await until(lambda: known.model_id == model_id)

    for description in STRANGE:
        view = await reported(city, id=str(uuid4()), description=description)

        (judged,) = await kept(city, UUID(view["id"]))
        # The empty judgement, which stands in for a failed one, names no model.
        assert judged["model_id"] == model_id, repr(description[:20])
        assert view["judgement"]["organisation"]["organisation_id"] is not None


@pytest.mark.parametrize("description", ["", "   ", "\n\t", "长" * 4001])
async def test_no_words_or_too_many_are_refused_in_both_languages(city, description):
    answer = await city.create("/reports", a_body(description=description), by=INSPECTOR)

    assert answer.status_code == 422
    assert answer.json()["type"].startswith("/problems/")


@pytest.mark.parametrize("escaped", [r"\u0000", r"\ud800"], ids=["null", "half a character"])
async def test_what_no_database_holds_is_never_an_error(city, escaped):
    body = json.dumps(a_body(description="路灯{}不亮"), ensure_ascii=False).replace("{}", escaped)

    answer = await city.create_raw("/reports", body, by=INSPECTOR)

    assert answer.status_code in (201, 400, 422)


async def test_a_point_given_in_gcj02_is_said_to_be_so(city):
    await outline(city, "D1-S1")
    longitude, latitude = to_gcj02(123.909, 41.861)

    view = await reported(city, place={"longitude": longitude, "latitude": latitude})

    (judged,) = await kept(city)
    assert view["judgement"]["doubts"] == ["position-gcj02"]
    (doubt,) = judged["explanation"]["doubts"]
    assert "GCJ-02" in doubt["zh"]
    assert "GCJ-02" in doubt["en"]


async def test_near_reports_are_found_by_the_index_of_open_ones(city):
    database = city.runtime.database
    asked = []
    sa.event.listen(
        database.reader.sync_engine, "before_cursor_execute", lambda *told: asked.append(told[2:4])
    )
    async with database.read() as tx:
        place = Place(longitude=123.9, latitude=41.87)
        await reports.near(tx, place, besides=REPORT, reach=reach_of("06"), until=NOW)
        if not tx.is_sqlite:
            await tx.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        statement, parameters = next(each for each in asked if "cell" in each[0])
        explain = "EXPLAIN QUERY PLAN " if tx.is_sqlite else "EXPLAIN "
        connection = await tx.session.connection()
        plan = await connection.exec_driver_sql(explain + statement, tuple(parameters))
        told = str(plan.all())

    assert "ix_reports_open_cell_reported_at" in told


async def test_an_import_and_a_call_can_be_one_problem(city):
    await reported(city, source="import")

    view = await reported(city, id=str(uuid4()), source="phone", photo_ids=[])

    (candidate,) = view["judgement"]["duplicates"]
    assert candidate["case_id"] == str(REPORT)
    assert candidate["confidence"] > 0.9


def ready(photo_id, hash, *, case_id=None):
    return PhotoReady(
        photo_id=photo_id,
        case_id=case_id,
        sha256=f"{photo_id.int:064x}",
        width=1,
        height=1,
        taken_at=None,
        received_at=NOW,
        perceptual_hash=hash,
        version=1,
        at=NOW,
    )


async def test_the_same_photo_names_the_earlier_report(city):
    await city.hear(ready(PHOTO, "ffff0000ffff0000"), ready(OTHER_PHOTO, "ffff0000ffff0001"))
    await reported(city, description="请看", photo_ids=[str(PHOTO)])
    city.now = NOW + timedelta(days=1)

    view = await reported(city, id=str(uuid4()), description="来人", photo_ids=[str(OTHER_PHOTO)])

    (candidate,) = view["judgement"]["duplicates"]
    assert candidate["case_id"] == str(REPORT)
    assert candidate["photo"] == pytest.approx(1 - 1 / 16, abs=0.001)


async def test_a_photo_that_is_ready_after_its_report_names_the_earlier_one_too(city):
    later = uuid4()
    await city.hear(ready(PHOTO, "ffff0000ffff0000"))
    await reported(city, description="请看", photo_ids=[str(PHOTO)])
    city.now = NOW + timedelta(days=1)
    await reported(city, id=str(later), description="来人", photo_ids=[str(OTHER_PHOTO)])

    await city.hear(ready(OTHER_PHOTO, "ffff0000ffff0001", case_id=later))

    with_photo, without = await kept(city, later)
    (candidate,) = with_photo["judgement"]["duplicates"]
    assert (candidate["case_id"], candidate["photo"]) == (str(REPORT), 0.938)
    assert all(each["photo"] is None for each in without["judgement"]["duplicates"])
    assert with_photo["judgement"]["category"] == without["judgement"]["category"]
    assert with_photo["inputs"] == without["inputs"]


async def test_a_photo_that_changes_nothing_or_comes_after_the_verdict_is_no_judgement(city):
    await reported(city, description="请看", photo_ids=[str(PHOTO)])
    await city.hear(ready(PHOTO, "ffff0000ffff0000", case_id=REPORT))
    assert len(await kept(city)) == 1
    later = uuid4()
    city.now = NOW + timedelta(days=1)
    await reported(city, id=str(later), description="来人", photo_ids=[str(OTHER_PHOTO)])
    await approve(city, later)

    await city.hear(ready(OTHER_PHOTO, "ffff0000ffff0001", case_id=later))

    assert len(await kept(city, later)) == 1


async def test_a_trained_model_judges_as_soon_as_it_is_there(city):
    model_id, became = await trained(city)
    known = resources.of(city.runtime).known
    await until(lambda: known.model_id == model_id)

    view = await reported(city, description="这条街的灯不亮了 路灯")

    assert became == models.IN_USE
    assert view["judgement"]["category"]["code"] == "0602"
    assert view["judgement"]["category"]["candidates"]
    (item,) = await kept(city)
    assert item["model_id"] == model_id


async def test_a_worse_model_is_not_taken_and_the_one_before_can_be_used_again(city):
    first, _ = await trained(city)
    held_out = [
        learning.Decided(f"{text}{number}", category)
        for number in range(20)
        for text, category in (("路灯", "0602"), ("暴露垃圾", "0601"))
    ]
    second = await learning.prepare(city.runtime.database, anyway=True)
    wrong = {"0601": "0602", "0602": "0601"}
    twisted = [
        learning.Example(each.text, wrong.get(each.label, each.label)) for each in second.examples
    ]
    worse = learning.Lesson(second.model_id, twisted, held_out)
    became = await learning.Learning(city.runtime.database).learn(worse)
    third, _ = await trained(city)

    standing = await city.get("/judgement", by=ADMINISTRATOR)
    back = await city.change(
        "/judgement/model",
        {"model_id": first},
        by=ADMINISTRATOR,
        method="PUT",
        version=int(standing.headers["etag"].strip('"v')),
    )

    assert became == models.WORSE
    statuses = {each["id"]: each["status"] for each in standing.json()["models"]}
    assert statuses == {first: "kept", second.model_id: "worse", third: "in_use"}
    assert (back.status_code, back.json()["status"]) == (200, "in_use")
    async with city.runtime.database.read() as tx:
        assert await models.in_use(tx) == first


async def test_only_one_training_is_in_hand_and_only_when_something_is_new(city):
    database = city.runtime.database
    first = await learning.prepare(database)
    assert first is not None
    assert await learning.prepare(database, anyway=True) is None
    assert await learning.Learning(database).learn(first) == models.IN_USE

    assert await learning.prepare(database) is None
    await city.put("/categories", CATEGORIES, by=ADMINISTRATOR)
    assert await learning.prepare(database) is None, "one category can't be learned"
    await city.put("/categories", TWO, by=ADMINISTRATOR)
    assert await learning.prepare(database) is not None


async def test_what_reviewers_decided_is_learned(city):
    for number in range(12):
        report_id = UUID(int=400 + number)
        await reported(city, id=str(report_id), description=f"杆子黑着呢第{number}根")
        await approve(city, report_id, category="0602", at=NOW + timedelta(minutes=number))

    model_id, _ = await trained(city)
    known = resources.of(city.runtime).known
    await until(lambda: known.model_id == model_id)

    assert known.model.likeliest(["又有杆子黑着"])[0][0] == "0602"


async def test_the_standing_tells_agreement_and_is_an_administrators(city):
    await reported(city)
    await approve(city, REPORT)
    other = uuid4()
    await reported(city, id=str(other), description="路灯不亮")
    await approve(city, other, category="0601")
    city.now = NOW + timedelta(hours=1)

    answer = await city.get("/judgement", by=ADMINISTRATOR)
    recent = answer.json()["recent"]

    assert (recent["decided"], recent["right"], recent["open"]) == (2, 1, 0)
    assert recent["share"] == 0.5
    assert recent["organisation_right"] == 2
    assert answer.json()["drift"] is None
    assert len(answer.json()["weeks"]) == 12
    refused = await city.get("/judgement", by=REVIEWER)
    assert (refused.status_code, code_of(refused)) == (403, "role-missing")
    denied = await city.change(
        "/judgement/model", {"model_id": 1}, by=REVIEWER, version=0, method="PUT"
    )
    assert denied.status_code == 403


async def test_a_model_that_is_not_there_cannot_be_used(city):
    answer = await city.change(
        "/judgement/model", {"model_id": 99}, by=ADMINISTRATOR, version=0, method="PUT"
    )

    assert answer.status_code == 404


async def test_changed_rules_are_tried_on_what_was_reported(city):
    for _ in range(3):
        await reported(city, id=str(uuid4()))
    await reported(city, id=str(uuid4()), description="路灯不亮")
    city.now = NOW + timedelta(hours=1)
    rules = [{"priority": 1, "category_prefix": "0601", "organisation_code": "D2"}]

    answer = await city.create("/routing-rules/trial", {"rules": rules}, by=ADMINISTRATOR)

    assert answer.status_code == 200
    found = answer.json()
    assert (found["tried"], found["silent"]) == (4, 1)
    assert [(each["from_id"], each["to_id"], each["times"]) for each in found["moved"]] == [
        (str(OFFICE), str(OTHER_DISTRICT), 3),
        (str(OFFICE), None, 1),
    ]
    assert len((await city.get("/routing-rules", by=INSPECTOR)).json()["rules"]) == 2


async def test_rules_that_cannot_be_are_not_tried_and_trying_is_an_administrators(city):
    nobody = {"rules": [{"priority": 1, "organisation_code": "NOWHERE"}]}

    refused = await city.create("/routing-rules/trial", nobody, by=ADMINISTRATOR)
    assert (refused.status_code, code_of(refused)) == (422, "unknown-organisation")
    assert (await city.create("/routing-rules/trial", RULES, by=REVIEWER)).status_code == 403


async def test_a_rule_is_kept_with_its_days_which_are_in_order(city):
    rule = {
        "priority": 1,
        "organisation_code": "D2",
        "valid_from": "2026-03-01",
        "valid_until": "2026-03-31",
    }
    assert (
        await city.put("/routing-rules", {"rules": [rule]}, by=ADMINISTRATOR)
    ).status_code == 200

    during = await reported(city)
    city.now = NOW + timedelta(days=60)
    after = await reported(city, id=str(uuid4()))
    backwards = {**rule, "valid_from": "2026-04-01"}
    refused = await city.put("/routing-rules", {"rules": [backwards]}, by=ADMINISTRATOR)

    assert during["judgement"]["organisation"]["organisation_id"] == str(OTHER_DISTRICT)
    assert after["judgement"]["organisation"]["organisation_id"] is None
    assert (refused.status_code, code_of(refused)) == (422, "ends-before-it-begins")


async def test_reports_without_a_judgement_are_judged_afterwards(city):
    await reported(city)
    async with city.runtime.database.begin() as tx:
        await tx.execute(service.tables.tables["judgements"].delete())

    assert await backfill.judge_unjudged(city.runtime) == 1
    assert await backfill.judge_unjudged(city.runtime) == 0

    (item,) = await kept(city)
    assert item["judgement"]["category"]["code"] == "0601"


async def test_an_approval_of_an_unknown_kind_is_no_lesson(city):
    await reported(city)
    fact: ProblemApproved = approved().model_copy(update={"category_code": "9999"})
    await city.hear(fact)

    lesson = await learning.prepare(city.runtime.database)

    assert "9999" not in {each.label for each in lesson.examples}
