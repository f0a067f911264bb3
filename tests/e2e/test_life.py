"""The life of a problem, one journey per branch of the domain document's picture, in both forms."""

import asyncio
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from deploy.demo import photos, steps
from deploy.demo.person import Refused
from deploy.demo.steps import dispatched, problem, worked
from tests.forms import until

pytestmark = pytest.mark.asyncio(loop_scope="package")

BEFORE = photos.street(7, solved=False, size=(640, 480))
AFTER = photos.street(7, solved=True, size=(640, 480))
LITTER = "06010"
"""Any minor of the city's categories; the journeys are not about judgement."""


async def reported(city, **changes) -> str:
    given = {
        "description": "路边堆放生活垃圾，影响通行",
        "address": "站前街 12 号",
        "longitude": 123.9,
        "latitude": 41.86 + (uuid4().int % 10_000) / 1_000_000,
        "pictures": (BEFORE,),
    } | changes
    return await steps.report(a_worker(city), **given)


def a_worker(city):
    return city.people["inspector-zqj"]


async def in_list_pool(city, **changes) -> str:
    case_id = await reported(city, **changes)
    await steps.approve(
        city.reviewer1,
        case_id,
        category_code=LITTER,
        organisation_id=city.organisations["210402"],
    )
    await city.handler_xf.wait_for(worked(case_id), status="open")
    return case_id


async def closed(city) -> str:
    case_id = await in_list_pool(city)
    await steps.rectify(city.handler_xf, case_id, "已清运垃圾并冲洗地面", AFTER)
    await steps.verify(city.verifier1, case_id)
    await steps.close(city.lead1, case_id)
    return case_id


async def steps_of(city, case_id) -> list[str]:
    """The names of the facts on the case's timeline."""
    shown = await city.admin.get(f"/api/ledger/cases/{case_id}/timeline")
    entries = shown if isinstance(shown, list) else shown["items"]
    return [f"{entry['publisher']}.{entry['code']}" for entry in entries]


async def on_timeline(city, case_id, *types: str) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                there = await steps_of(city, case_id)
            except Refused:
                there = []
            if set(types) <= set(there):
                return
            await asyncio.sleep(0.05)


async def test_a_general_problem_is_reported_solved_verified_and_closed(city):
    case_id = await closed(city)

    shown = await city.observer1.wait_for(f"/api/ledger/cases/{case_id}", stage="closed")
    assert shown["number"].startswith("XF-")
    case = await city.handler_xf.wait_for(dispatched(case_id), status="closed")
    assert case["pool"] == "list"
    entries = await city.observer1.wait_for(f"/api/ledger/entries/{case_id}")
    assert len(entries if isinstance(entries, list) else entries["items"]) == 1
    verdict = await city.admin.get("/api/ledger/chains/verify")
    assert "false" not in str(verdict).lower()
    report = await a_worker(city).wait_for(f"/api/intake/reports/{case_id}", status="closed")
    assert report["id"] == case_id
    await on_timeline(
        city,
        case_id,
        "intake.report.submitted",
        "review.problem.approved",
        "dispatch.case.dispatched",
        "closure.rectification.submitted",
        "closure.case.pre-closed",
        "closure.case.closed",
    )


async def test_photos_are_delivered_watermarked_and_compared(city):
    case_id = await closed(city)

    async def both() -> list[dict[str, Any]]:
        # Media may hear of the rectification after the ledger has heard of the closure.
        listed = await city.observer1.get(f"/api/media/cases/{case_id}/photos")
        return listed["items"] if len(listed["items"]) == 2 else []

    for photo in await until(both):
        await city.observer1.wait_for(f"/api/media/photos/{photo['id']}", status="ready")
        answer = await city.observer1.request("GET", f"/api/media/photos/{photo['id']}/picture")
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.content[:2] == b"\xff\xd8"
    async with asyncio.timeout(60):
        while True:
            answer = await city.observer1.request("GET", f"/api/media/cases/{case_id}/comparison")
            if answer.is_success:
                break
            await asyncio.sleep(0.1)
    assert answer.headers["content-type"] == "image/jpeg"


async def test_the_months_ledger_shows_the_photos_and_an_album_the_comparison(city):
    case_id = await closed(city)
    await city.observer1.wait_for(f"/api/ledger/cases/{case_id}", comparison_ready=True)
    month = city.clock().astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m")
    album = {"case_ids": [case_id], "format": "zip"}
    found = {}

    for path, body in (("ledger", {"month": month, "format": "docx"}), ("album", album)):
        export = await city.observer1.create(f"/api/ledger/exports/{path}", body)
        address = f"/api/ledger/exports/{export['id']}"
        await city.observer1.wait_for(address, status="ready")
        file = await city.observer1.request("GET", f"{address}/file")
        with zipfile.ZipFile(BytesIO(file.content)) as parts:
            found[path] = {name: parts.read(name) for name in parts.namelist()}

    pictures = [name for name in found["ledger"] if name.startswith("word/media/")]
    assert len(pictures) >= 2
    (name,) = [each for each in found["album"] if each.endswith("对比.jpg")]
    shown = await city.observer1.request("GET", f"/api/media/cases/{case_id}/comparison")
    assert found["album"][name] == shown.content


async def test_a_rejected_report_shows_the_reporter_why(city):
    case_id = await reported(city)
    await city.reviewer1.wait_for(problem(case_id))
    await city.reviewer1.change(problem(case_id), "rejection", {"reason": "照片与描述不符"})

    shown = await a_worker(city).wait_for(f"/api/intake/reports/{case_id}", status="rejected")

    assert "照片与描述不符" in str(shown)


async def test_a_report_of_a_known_case_is_merged_into_it(city):
    first = await in_list_pool(city)
    second = await reported(city)
    await city.reviewer1.wait_for(problem(second))
    await city.reviewer1.change(problem(second), "merger", {"into_case_id": first})

    shown = await a_worker(city).wait_for(f"/api/intake/reports/{second}", status="merged")

    assert first in str(shown)


async def test_an_urgent_problem_goes_over_the_leader_to_the_brigade(city):
    case_id = await reported(city, mode="urgent", urgent_reason="井盖缺失，有坠落危险")
    await steps.confirm(city.leader1, case_id, "立即处置")
    case = await city.brigade1.wait_for(dispatched(case_id))

    assert case["pool"] == "supervision"
    assert case["organisation_id"] == city.organisations["ZSDD"]
    await city.brigade1.change(
        dispatched(case_id), "rectifier", {"organisation_id": city.organisations["210402"]}
    )
    await city.handler_xf.wait_for(worked(case_id))
    await steps.rectify(city.handler_xf, case_id, "已更换井盖", AFTER)
    await steps.verify(city.verifier1, case_id)
    await steps.close(city.lead1, case_id)
    await city.observer1.wait_for(f"/api/ledger/cases/{case_id}", stage="closed")


async def test_a_declined_urgent_application_waits_as_a_general_problem(city):
    case_id = await reported(city, mode="urgent", urgent_reason="着急")
    await city.leader1.wait_for(problem(case_id))
    await city.leader1.change(problem(case_id), "declination", {"reason": "不属于紧急情况"})

    shown = await city.reviewer1.wait_for(problem(case_id), status="waiting", mode="general")
    assert shown["mode"] == "general"
    await steps.approve(
        city.reviewer1,
        case_id,
        category_code=LITTER,
        organisation_id=city.organisations["210402"],
    )
    case = await city.handler_xf.wait_for(dispatched(case_id))
    assert case["pool"] == "list"


async def test_a_return_from_either_step_leads_back_to_the_pool(city):
    case_id = await in_list_pool(city)
    await steps.rectify(city.handler_xf, case_id, "第一次整改", AFTER)
    await city.verifier1.wait_for(worked(case_id), status="submitted")
    await city.verifier1.change(worked(case_id), "return", {"reason": "仍有残留垃圾"})
    await city.handler_xf.wait_for(dispatched(case_id), status="in_pool")
    await steps.rectify(city.handler_xf, case_id, "第二次整改", photos.street(9, solved=True))
    await steps.verify(city.verifier1, case_id)
    await city.lead1.wait_for(worked(case_id), status="pre_closed")
    await city.lead1.change(worked(case_id), "return", {"reason": "照片角度不一致"})
    await city.handler_xf.wait_for(dispatched(case_id), status="in_pool")
    await steps.rectify(city.handler_xf, case_id, "第三次整改", photos.street(11, solved=True))
    await steps.verify(city.verifier1, case_id)
    await steps.close(city.lead1, case_id)

    shown = await city.observer1.wait_for(f"/api/ledger/cases/{case_id}", stage="closed")
    assert shown["returns"] == 2


async def test_a_wrongly_assigned_case_is_handed_back_and_keeps_its_number(city):
    case_id = await in_list_pool(city)
    before = await city.handler_xf.wait_for(dispatched(case_id))
    await city.handler_xf.change(dispatched(case_id), "hand-back", {"reason": "不在我区范围"})
    await city.reviewer1.wait_for(dispatched(case_id), status="handed_back")
    await city.reviewer1.change(
        dispatched(case_id), "assignment", {"organisation_id": city.organisations["210404"]}
    )

    after = await city.handler_wh.wait_for(dispatched(case_id), status="in_pool")

    assert after["number"] == before["number"]
    assert after["transfers"] == 1
    with pytest.raises(Refused):
        await city.handler_xf.change(
            worked(case_id), "rectification", {"solution": "x", "after_photo_ids": [str(uuid4())]}
        )


async def test_a_granted_deferral_shelves_the_case_and_it_resumes_by_itself(city):
    case_id = await in_list_pool(city)
    until = (city.clock() + timedelta(days=20)).date().isoformat()
    await city.handler_xf.change(
        worked(case_id), "deferral", {"until": until, "reason": "冬季无法施工"}
    )
    await city.leader1.change(worked(case_id), "deferral/grant", {"note": "同意"})
    case = await city.handler_xf.wait_for(dispatched(case_id), status="deferred")
    assert case["due_at"] > city.clock().isoformat()
    city.clock.turn(timedelta(days=21))
    await city.run_jobs("dispatch")

    await city.handler_xf.wait_for(dispatched(case_id), status="in_pool")
    await city.handler_xf.wait_for(worked(case_id), status="open")
    await on_timeline(city, case_id, "dispatch.case.resumed", "closure.deferral.granted")


async def test_a_refused_deferral_leaves_the_clock_as_it_was(city):
    case_id = await in_list_pool(city)
    before = await city.handler_xf.wait_for(dispatched(case_id))
    until = (city.clock() + timedelta(days=20)).date().isoformat()
    await city.handler_xf.change(
        worked(case_id), "deferral", {"until": until, "reason": "人手不足"}
    )
    await city.leader1.change(worked(case_id), "deferral/refusal", {"reason": "理由不充分"})

    await on_timeline(city, case_id, "closure.deferral.refused")
    after = await city.handler_xf.get(dispatched(case_id))
    assert after["due_at"] == before["due_at"]
    assert after["status"] == "in_pool"


async def test_an_unsolved_case_is_reminded_then_overdue_then_escalated(city):
    case_id = await in_list_pool(city)
    for _ in range(20):
        city.clock.turn(timedelta(days=1))
        await city.run_jobs("dispatch")

    await on_timeline(
        city,
        case_id,
        "dispatch.case.reminded",
        "dispatch.case.overdue",
        "dispatch.case.escalated",
    )


async def test_a_recheck_reopens_a_closed_case_and_the_ledger_keeps_both_closures(city):
    case_id = await closed(city)
    await city.brigade1.wait_for(worked(case_id), status="closed")
    photo = await city.brigade1.upload(photos.street(21, solved=False))
    await city.brigade1.change(
        worked(case_id), "recheck", {"reason": "问题反弹", "photo_ids": [str(photo)]}
    )
    case = await city.handler_xf.wait_for(dispatched(case_id), status="in_pool")
    await steps.rectify(city.handler_xf, case_id, "再次清理", photos.street(23, solved=True))
    await steps.verify(city.verifier1, case_id)
    await steps.close(city.lead1, case_id)

    await city.observer1.wait_for(f"/api/ledger/cases/{case_id}", stage="closed", closures=2)
    shown = await city.observer1.get(f"/api/ledger/entries/{case_id}")
    entries = shown if isinstance(shown, list) else shown["items"]
    assert [entry["kind"] for entry in entries].count("closed") == 2
    assert case["number"] in str(entries)


async def test_nobody_approves_their_own_work(city):
    case_id = await in_list_pool(city)
    await steps.rectify(city.handler_xf, case_id, "已清理", AFTER)
    with pytest.raises(Refused) as refusal:
        await city.handler_xf.change(worked(case_id), "verification", {})
    assert refusal.value.status == 403
    await steps.verify(city.verifier1, case_id)
    with pytest.raises(Refused) as refusal:
        await city.verifier1.change(worked(case_id), "approval", {})
    assert refusal.value.status == 403


async def test_of_two_reviewers_on_one_problem_the_second_learns_who_was_first(city):
    case_id = await reported(city)
    shown = await city.reviewer1.wait_for(problem(case_id))
    verdict = {"category_code": LITTER, "organisation_id": city.organisations["210402"]}
    version = shown.get("version", 0)

    answers = await asyncio.gather(
        city.reviewer1.change(problem(case_id), "approval", verdict, version=version),
        city.reviewer2.change(problem(case_id), "rejection", {"reason": "重复"}, version=version),
        return_exceptions=True,
    )

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1, answers
    assert refused[0].status in {409, 412}
    winner = "reviewer2" if isinstance(answers[0], Refused) else "reviewer1"
    me = await city.people[winner].get("/api/identity/sessions/me")
    assert str(me.get("name") or me["person"]["name"]) in str(refused[0])


async def test_a_report_sent_again_after_the_signal_was_lost_is_the_same_report(city):
    worker, key, report_id = a_worker(city), uuid4(), str(uuid4())
    body = {
        "id": report_id,
        "mode": "general",
        "description": "占道经营",
        "place": {"address": "和平路", "longitude": 123.91, "latitude": 41.87},
        "photo_ids": [],
    }
    first = await worker.create("/api/intake/reports", body, key=key)
    again = await worker.create("/api/intake/reports", body, key=key)
    later = await worker.create("/api/intake/reports", body)

    assert first["id"] == again["id"] == later["id"] == report_id


async def test_what_is_outside_ones_scope_does_not_exist(city):
    case_id = await in_list_pool(city)
    await city.handler_wh.request("GET", "/api/identity/sessions/me")
    for address in (dispatched(case_id), worked(case_id), f"/api/ledger/cases/{case_id}"):
        answer = await city.handler_wh.request("GET", address)
        assert answer.status_code == 404, address
