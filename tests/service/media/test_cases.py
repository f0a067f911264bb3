"""Whose case a photo belongs to, and who may see what of it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.contracts.closure import CaseReopened
from services.contracts.dispatch import CaseTransferred
from services.media import resources, tables
from tests.service.media.room import CASE, DISTRICT, ELSEWHERE, OTHER_CASE, Room, problem
from tests.unit.media import corpus


@pytest.mark.parametrize("report_first", [True, False])
async def test_a_photo_joins_its_case_in_whichever_order_they_come(room: Room, report_first: bool):
    photo_id = uuid4()
    if report_first:
        await room.reported(photo_id)
    await room.sent(id=photo_id)
    if not report_first:
        await room.reported(photo_id)

    found = (await room.get(f"/cases/{CASE}/photos")).json()["items"]

    assert [each["id"] for each in found] == [str(photo_id)]


@pytest.mark.parametrize("report_first", [True, False])
async def test_nobody_takes_another_persons_photo(room: Room, report_first: bool):
    photo_id = uuid4()
    if report_first:
        await room.reported(photo_id, by="stranger")
    await room.sent(id=photo_id)
    if not report_first:
        await room.reported(photo_id, by="stranger")

    assert (await room.get(f"/photos/{photo_id}")).json()["case_id"] is None


async def test_a_photo_stays_with_its_first_case(room: Room):
    photo_id = await room.sent()
    await room.reported(photo_id)

    await room.reported(photo_id, case_id=OTHER_CASE)

    assert (await room.get(f"/photos/{photo_id}")).json()["case_id"] == str(CASE)


async def test_a_photo_taken_out_of_a_report_is_free_again(room: Room):
    kept, dropped = await room.sent(), await room.sent()
    await room.reported(kept, dropped)

    await room.amended(kept)

    assert (await room.get(f"/photos/{dropped}")).json()["case_id"] is None
    assert (await room.get(f"/photos/{kept}")).json()["case_id"] == str(CASE)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("worker", True),
        ("colleague", True),
        ("handler", True),
        ("reviewer", True),
        ("observer", True),
        ("stranger", False),
    ],
)
async def test_a_case_shows_its_photos_to_its_organisations_only(room: Room, name: str, seen: bool):
    photo_id = await room.sent()
    await room.reported(photo_id)
    await room.dispatched()
    await room.makes()

    room.as_(name)
    expected = 200 if seen else 404
    for path in ("", "/picture", "/thumbnail"):
        assert (await room.get(f"/photos/{photo_id}{path}")).status_code == expected
    assert (await room.get(f"/cases/{CASE}/photos")).status_code == expected


async def test_a_photo_without_a_case_is_its_uploaders(room: Room):
    photo_id = await room.sent()

    assert (await room.get(f"/photos/{photo_id}")).status_code == 200
    assert (await room.as_("reviewer").get(f"/photos/{photo_id}")).status_code == 404


async def test_after_a_transfer_the_new_organisation_sees_and_the_old_one_does_not(room: Room):
    photo_id = await room.sent()
    await room.reported(photo_id)
    await room.dispatched()

    await room.hears(
        CaseTransferred,
        from_organisation_id=DISTRICT,
        organisation_id=ELSEWHERE,
        reason="",
        transfers=1,
        due_at=room.now,
        provisional=False,
    )

    assert (await room.as_("stranger").get(f"/photos/{photo_id}")).status_code == 200
    assert (await room.as_("handler").get(f"/photos/{photo_id}")).status_code == 404


async def test_an_original_goes_to_those_with_the_right_and_every_look_is_kept(room: Room):
    content = corpus.talkative()
    photo_id = await room.sent(content)
    await room.reported(photo_id)

    answer = await room.as_("reviewer").get(f"/photos/{photo_id}/original")

    assert answer.content == content
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "no-store" in answer.headers["cache-control"]
    (view,) = await room.rows(tables.views)
    assert (view.photo_id, view.viewer_id) == (photo_id, room.people["reviewer"].id)
    for name, refusal in (("worker", 403), ("handler", 403), ("stranger", 404)):
        for path in ("original", "evidence"):
            answer = await room.as_(name).get(f"/photos/{photo_id}/{path}")
            assert answer.status_code == refusal
    assert len(await room.rows(tables.views)) == 1


async def test_the_cameras_position_is_evidence_with_its_own_right(room: Room):
    photo_id = await room.sent(corpus.talkative())
    await room.reported(photo_id)

    assert (await room.get(f"/photos/{photo_id}")).json()["position"] is None
    evidence = (await room.as_("reviewer").get(f"/photos/{photo_id}/evidence")).json()
    assert evidence["position"]["longitude"] == pytest.approx(123.91)


async def test_a_changed_original_is_never_shown_as_sealed(room: Room):
    photo_id = await room.sent()
    await room.reported(photo_id)
    (row,) = await room.rows(tables.photos)
    await resources.of(room.runtime).objects.put(
        row.original_key, corpus.photo(9, 9), content_type="image/jpeg"
    )

    answer = await room.as_("reviewer").get(f"/photos/{photo_id}/original")

    assert problem(answer) == (503, "seal-broken")


async def test_a_recheck_brings_its_own_photo(room: Room):
    await room.reported(await room.sent())
    photo_id = await room.as_("reviewer").sent()

    await room.hears(
        CaseReopened,
        by=room.people["reviewer"].id,
        organisation_id=DISTRICT,
        reason="复发",
        photo_ids=(photo_id,),
        reopenings=1,
    )

    assert (await room.get(f"/photos/{photo_id}")).json()["case_id"] == str(CASE)


async def test_a_cases_photos_come_in_pages(room: Room):
    sent = []
    for _ in range(3):
        sent.append(str(await room.sent()))
        room.now += timedelta(seconds=1)
    await room.reported(*[UUID(each) for each in sent])

    first = (await room.get(f"/cases/{CASE}/photos?limit=2")).json()
    second = (await room.get(f"/cases/{CASE}/photos?limit=2&after={first['next']}")).json()

    assert [each["id"] for each in first["items"] + second["items"]] == sent
    assert second["next"] is None
