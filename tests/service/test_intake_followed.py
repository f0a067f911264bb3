"""What a reporter sees and may change of a report afterwards, in both forms."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.chassis.inbox import Outcome
from services.contracts.intake import ReportAmended, ReportWithdrawn
from services.contracts.media import PhotoReady, PhotoRejected
from services.contracts.review import ProblemMerged, ProblemRejected, UrgentDeclined
from services.intake.app import service
from tests.service.desk import (
    ADMINISTRATOR,
    FAR_REVIEWER,
    HANDLER,
    INSPECTOR,
    LEADER,
    NOW,
    OTHER_INSPECTOR,
    REVIEWER,
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
    closed,
    code_of,
    content,
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


async def test_an_inspector_reads_their_own_reports_and_others_those_of_their_scope(intake):
    await reported(intake)
    other = await reported(intake, by=OTHER_INSPECTOR, id=str(uuid4()))

    async def seen(person):
        items = (await intake.get("/reports", by=person)).json()["items"]
        return {item["id"] for item in items}

    assert await seen(INSPECTOR) == {str(REPORT)}
    assert await seen(REVIEWER) == await seen(HANDLER) == {str(REPORT), other["id"]}
    assert await seen(FAR_REVIEWER) == set()
    path = f"/reports/{REPORT}"
    assert (await intake.get(path, by=INSPECTOR)).status_code == 200
    assert (await intake.get(path, by=REVIEWER)).status_code == 200
    assert (await intake.get(path, by=OTHER_INSPECTOR)).status_code == 404
    assert (await intake.get(path, by=FAR_REVIEWER)).status_code == 404


async def test_pages_follow_one_another_newest_first(intake):
    ids = [str(UUID(int=300 + n)) for n in range(5)]
    for number, id in enumerate(ids):
        # The last two come in the same instant.
        intake.now = NOW + timedelta(minutes=min(number, 3))
        await reported(intake, id=id)

    found, after = [], {}
    while after is not None:
        answer = await intake.get("/reports", by=INSPECTOR, limit=2, **after)
        page = answer.json()
        found += [item["id"] for item in page["items"]]
        after = {"after": page["next"]} if page["next"] else None

    assert found == ids[::-1]


async def test_a_list_of_one_status(intake):
    await reported(intake)
    await reported(intake, id=str(uuid4()))
    await intake.change(f"/reports/{REPORT}/withdrawal", {"reason": "x"}, by=INSPECTOR, version=1)

    listed = await intake.get("/reports", by=INSPECTOR, status="withdrawn")
    assert [item["id"] for item in listed.json()["items"]] == [str(REPORT)]


async def test_an_amendment_is_judged_anew_and_the_history_keeps_both(city):
    await reported(city, description="请看一下这里", photo_ids=[])

    answer = await city.change(
        f"/reports/{REPORT}", content(), by=INSPECTOR, version=1, method="PUT"
    )

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"v2"'
    assert answer.json()["judgement"]["category"]["code"] == "0601"
    event = (await city.announced(ReportAmended))[-1]
    assert (event.version, event.description) == (2, a_body()["description"])
    history = (await city.get(f"/reports/{REPORT}", by=INSPECTOR)).json()["history"]
    assert [(step["did"], step["who"]) for step in history] == [
        ("submitted", "张三"),
        ("amended", "张三"),
    ]
    assert history[0]["details"]["description"] == "请看一下这里"


async def test_what_was_read_before_an_amendment_is_stale(intake):
    await reported(intake)
    path = f"/reports/{REPORT}"
    await intake.change(path, content(), by=INSPECTOR, version=1, method="PUT")

    stale = await intake.change(f"{path}/withdrawal", {"reason": "x"}, by=INSPECTOR, version=1)

    assert stale.status_code == 412
    assert "张三 amended it at 2026-03-02T08:00:00" in stale.json()["detail"]


async def test_only_the_reporter_withdraws(intake):
    await reported(intake)
    path = f"/reports/{REPORT}/withdrawal"

    async def withdrawn(person):
        answer = await intake.change(path, {"reason": "已清理"}, by=person, version=1)
        return answer.status_code

    assert await withdrawn(OTHER_INSPECTOR) == 404
    assert await withdrawn(REVIEWER) == 403
    assert await withdrawn(INSPECTOR) == 200
    event = (await intake.announced())[-1]
    assert event == ReportWithdrawn(
        case_id=REPORT, reason="已清理", version=2, at=NOW, by=INSPECTOR.id
    )


async def test_the_reporter_follows_verdict_and_closure(intake):
    await reported(intake, mode="urgent", urgent_reason="塌陷")
    path = f"/reports/{REPORT}"
    declined = UrgentDeclined(case_id=REPORT, reason="按一般处理", version=1, at=NOW, by=LEADER.id)

    await intake.hear(declined)
    view = (await intake.get(path, by=INSPECTOR)).json()
    assert (view["status"], view["mode"]) == ("waiting", "general")
    assert view["verdict"]["reason"] == "按一般处理"

    await intake.hear(closed(NOW + timedelta(days=1)), approved(version=2))
    answer = await intake.get(path, by=INSPECTOR)
    view = answer.json()
    assert view["status"] == "closed"
    assert answer.headers["etag"] == '"v1"'
    dids = [step["did"] for step in view["history"]]
    assert dids == ["submitted", "declined", "closed", "approved"]


async def test_the_reporter_of_a_merged_report_follows_the_one_it_goes_on_in(intake):
    target, its_target = UUID(int=301), UUID(int=302)
    for id in (REPORT, target, its_target):
        await reported(intake, by=OTHER_INSPECTOR if id == its_target else INSPECTOR, id=str(id))
    said = {"version": 1, "at": NOW, "by": REVIEWER.id}
    await intake.hear(
        ProblemMerged(case_id=REPORT, into_case_id=target, **said),
        ProblemMerged(case_id=target, into_case_id=its_target, **said),
        ProblemRejected(case_id=its_target, reason="不属实", **said),
    )

    view = (await intake.get(f"/reports/{REPORT}", by=INSPECTOR)).json()

    assert view["status"] == "merged"
    goes_on = view["goes_on_in"]
    assert (goes_on["id"], goes_on["status"]) == (str(its_target), "rejected")
    assert goes_on["outcome"]["reason"] == "不属实"


async def test_a_decided_report_is_no_longer_the_reporters_to_change(intake):
    await reported(intake)
    await intake.hear(approved())

    answer = await intake.change(
        f"/reports/{REPORT}", content(), by=INSPECTOR, version=1, method="PUT"
    )

    assert (answer.status_code, code_of(answer)) == (409, "not-waiting")
    assert "approved it at 2026-03-02T08:00:00" in answer.json()["detail"]


async def test_a_verdict_on_a_report_nobody_made_waits_for_a_person(intake):
    assert await intake.hear(approved()) == [Outcome.PARKED]


async def test_a_report_shows_which_photo_was_refused_and_keeps_the_others(intake):
    received = {"case_id": None, "version": 1, "at": NOW}
    ready = PhotoReady(
        photo_id=PHOTO,
        sha256="0" * 64,
        width=1,
        height=1,
        taken_at=None,
        received_at=NOW,
        **received,
    )
    refused = PhotoRejected(photo_id=OTHER_PHOTO, reason="took-too-long", **received)
    # A photo may be heard of before its report.
    await intake.hear(ready)

    view = await reported(intake)
    assert [photo["status"] for photo in view["photos"]] == ["ready", "awaited"]

    await intake.hear(refused)
    view = (await intake.get(f"/reports/{REPORT}", by=INSPECTOR)).json()
    assert view["photos"] == [
        {"id": str(PHOTO), "status": "ready", "reason": "", "reason_words": None},
        {
            "id": str(OTHER_PHOTO),
            "status": "rejected",
            "reason": "took-too-long",
            "reason_words": {
                "zh": "照片处理超时，请换一张较小的。",
                "en": "The photo took too long to handle; choose a smaller one.",
            },
        },
    ]
