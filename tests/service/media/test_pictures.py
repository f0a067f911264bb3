"""Pictures and comparisons: made, guarded, made again, swept."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from PIL import Image

from services.chassis.due import ATTEMPTS
from services.chassis.workshop import list_parked
from services.media import jobs, resources, tables, works
from services.media.domain import comparison_id
from services.media.frames import Frame
from services.media.near_copies import NEAR_BITS
from services.media.store.photos import PICTURES
from tests.service.media.room import CASE, Room, problem
from tests.unit.media import copies, corpus


async def test_a_sealed_photo_becomes_pictures_and_says_so(room: Room):
    photo_id = await room.sent(corpus.photo(640, 480))
    assert problem(await room.get(f"/photos/{photo_id}/picture")) == (409, "not-ready-yet")

    await room.makes()

    (event,) = await room.published()
    assert (event["type"], event["version"]) == ("media.photo.ready.v1", 1)
    assert (event["photo_id"], event["width"], event["height"]) == (str(photo_id), 640, 480)
    picture = await room.get(f"/photos/{photo_id}/picture")
    assert Image.open(BytesIO(picture.content)).size == (640, 480)
    thumbnail = await room.get(f"/photos/{photo_id}/thumbnail")
    assert Image.open(BytesIO(thumbnail.content)).size == (480, 360)
    assert (await room.rows(tables.loose_objects)) == []


async def test_a_ready_photo_tells_what_it_looks_like_and_a_copy_tells_nearly_the_same(room: Room):
    scene = copies.scene(7)
    first = await room.sent(corpus.encoded(scene, quality=90))
    copy = await room.sent(corpus.encoded(copies.CHANGES["half the size"](scene), quality=70))
    another = await room.sent(corpus.encoded(copies.scene(8), quality=90))
    flat = await room.sent(corpus.encoded(Image.new("RGB", (640, 480), "grey")))

    await room.makes()

    told = {event["photo_id"]: event["perceptual_hash"] for event in await room.published()}
    assert told[str(flat)] is None
    assert all(len(told[str(each)]) == 16 for each in (first, copy, another))
    bits = {each: int(told[str(each)], 16) for each in (first, copy, another)}
    assert (bits[first] ^ bits[copy]).bit_count() <= NEAR_BITS
    assert (bits[first] ^ bits[another]).bit_count() > NEAR_BITS


async def test_served_pictures_are_guarded_and_known_again(room: Room):
    photo_id = await room.sent()
    await room.makes()

    answer = await room.get(f"/photos/{photo_id}/picture")

    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["content-disposition"].startswith("inline")
    again = await room.get(
        f"/photos/{photo_id}/picture", **{"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_nothing_of_the_file_but_its_pixels_is_served(room: Room):
    photo_id = await room.sent(corpus.talkative())
    await room.makes()

    for name in ("picture", "thumbnail"):
        served = (await room.get(f"/photos/{photo_id}/{name}")).content
        assert corpus.SECRET not in served
        assert b"Exif" not in served


async def test_a_photo_that_cannot_be_decoded_is_rejected_alone(room: Room):
    broken, good = await room.sent(corpus.truncated()), await room.sent()

    await room.makes()

    reasons = {event["photo_id"]: event.get("reason") for event in await room.published()}
    assert reasons == {str(broken): "damaged", str(good): None}
    answer = await room.get(f"/photos/{broken}/picture")
    assert problem(answer) == (404, "no-picture")


async def test_the_number_comes_onto_the_picture_and_the_original_stays(room: Room):
    photo_id = await room.sent(corpus.photo(640, 480))
    await room.reported(photo_id)
    await room.makes()
    first = await room.get(f"/photos/{photo_id}/picture")
    (before,) = await room.rows(tables.photos)

    await room.dispatched()
    await room.makes()

    second = await room.get(f"/photos/{photo_id}/picture")
    (after,) = await room.rows(tables.photos)
    assert first.headers["etag"] != second.headers["etag"]
    assert (before.original_key, before.sha256) == (after.original_key, after.sha256)
    events = await room.published()
    assert [event["version"] for event in events] == [1, 2]
    assert events[1]["case_id"] == str(CASE)


async def test_a_photo_sent_after_dispatch_carries_the_number_at_once(room: Room):
    photo_id = uuid4()
    await room.reported(photo_id)
    await room.dispatched()
    await room.sent(id=photo_id)

    await room.makes()

    assert [event["version"] for event in await room.published()] == [1]


async def test_replaced_and_orphaned_files_are_swept_after_an_hour(room: Room):
    await room.reported(await room.sent())
    await room.makes()
    await room.dispatched()
    await room.makes()
    assert len(room.files()) == 9

    await jobs.sweep(room.runtime)
    assert len(room.files()) == 9
    room.now += timedelta(hours=2)
    await jobs.sweep(room.runtime)

    (row,) = await room.rows(tables.photos)
    held = [row.original_key, row.picture_key, row.thumbnail_key, row.public_key, row.ghost_key]
    assert room.files() == sorted(held)
    assert await room.rows(tables.loose_objects) == []


async def test_a_store_that_is_away_costs_a_photo_only_time(room: Room):
    photo_id = await room.sent()
    (row,) = await room.rows(tables.photos)
    store = resources.of(room.runtime).objects
    content = await store.get(row.original_key)
    await store.delete(row.original_key)

    await room.makes()
    assert (await room.get(f"/photos/{photo_id}")).json()["status"] == "pending"
    await store.put(row.original_key, content, content_type="image/jpeg")
    room.now += timedelta(seconds=10)
    await room.makes()

    assert (await room.get(f"/photos/{photo_id}")).json()["status"] == "ready"


async def test_before_and_after_are_shown_side_by_side(room: Room):
    before = await room.sent(corpus.photo(640, 480))
    await room.reported(before)
    await room.dispatched()
    after = uuid4()
    await room.rectified(before, after)
    room.as_("handler")
    await room.makes()
    assert problem(await room.get(f"/cases/{CASE}/comparison")) == (409, "not-ready-yet")

    await room.sent(corpus.photo(480, 640), id=after)
    await room.makes()

    event = (await room.published())[-1]
    assert (event["type"], event["version"], event["round"]) == (
        "media.comparison.ready.v1",
        1,
        1,
    )
    assert event["comparison_id"] == str(comparison_id(CASE))
    answer = await room.get(f"/cases/{CASE}/comparison")
    assert Image.open(BytesIO(answer.content)).width > 1500
    assert (await room.as_("stranger").get(f"/cases/{CASE}/comparison")).status_code == 404


async def test_a_later_round_replaces_the_comparison(room: Room):
    before = await room.sent()
    await room.reported(before)
    await room.dispatched()
    room.as_("handler")
    for round in (1, 2):
        await room.rectified(before, await room.sent(), round=round)
        await room.makes()

    made = [event for event in await room.published() if "comparison_id" in event]
    assert [(event["version"], event["round"]) for event in made] == [(1, 1), (2, 2)]


async def test_a_strangers_photo_is_compared_with_nothing(room: Room):
    before = await room.sent()
    await room.reported(before)
    strangers = await room.as_("stranger").sent()
    await room.makes()

    await room.rectified(before, strangers)
    await room.makes()

    assert not [event for event in await room.published() if "comparison_id" in event]


async def test_a_result_that_comes_after_its_lease_is_dropped(room: Room):
    photo_id = await room.sent()
    async with room.runtime.database.begin() as tx:
        late = await PICTURES.claim(tx, photo_id)
    assert late is not None
    room.now += timedelta(minutes=5)
    await room.makes()

    await works._reject(room.runtime, late, reason="took-too-long")

    assert [event["type"] for event in await room.published()] == ["media.photo.ready.v1"]


async def test_a_comparison_of_an_earlier_round_is_dropped_and_the_later_one_made(room: Room):
    before = await room.sent()
    await room.reported(before)
    await room.dispatched()
    room.as_("handler")
    await room.rectified(before, await room.sent(), round=1)
    second = await room.sent()
    sandboxes = resources.of(room.runtime).sandboxes
    draw = sandboxes.run

    async def planned_anew(task: str, *parts: bytes, **header: Any) -> Frame:
        if task == "comparison" and room.versions.setdefault("planned", 0) == 0:
            room.versions["planned"] = 1
            await room.rectified(before, second, round=2)
        return await draw(task, *parts, **header)

    sandboxes.run = planned_anew
    await room.makes()

    made = [event for event in await room.published() if "comparison_id" in event]
    assert [(event["version"], event["round"]) for event in made] == [(1, 2)]


async def test_an_altered_original_is_parked_for_a_person(room: Room):
    photo_id = await room.sent()
    (row,) = await room.rows(tables.photos)
    store = resources.of(room.runtime).objects
    await store.put(row.original_key, corpus.photo(80, 60), content_type="image/jpeg")

    for _ in range(ATTEMPTS):
        await room.makes()
        room.now += timedelta(minutes=10)

    works_by_name = room.runtime.service.works.by_name
    [parked] = await list_parked(room.runtime.database, works_by_name)
    assert (parked.id, parked.reason) == (photo_id, "PhotoAtFault: seal-broken")


async def test_an_administrator_sees_parked_work_and_retries_it(room: Room):
    photo_id = await room.sent()
    async with room.runtime.database.begin() as tx:
        parked = {"parked_at": tx.at, "parked_reason": "NoSuchObject"}
        await tx.execute(sa.update(tables.photos).values(parked))
    room.as_("administrator")
    shown = (await room.get("/operations/works")).json()

    answer = await room.http.post(f"/api/media/operations/works/picture/{photo_id}/retry")

    assert [(each["id"], each["reason"]) for each in shown] == [(str(photo_id), "NoSuchObject")]
    assert answer.status_code == 204
    await room.makes()
    assert [event["type"] for event in await room.published()] == ["media.photo.ready.v1"]
    assert (await room.as_("worker").get("/operations/works")).status_code == 403
