"""Whoever photographs what was mended is shown the place as it was before."""

from io import BytesIO

import sqlalchemy as sa
from PIL import Image

from services.contracts.closure import CaseReopened
from services.media import fingerprinting, tables
from tests.service.media.room import CASE, DISTRICT, Room, problem
from tests.unit.media import corpus


async def a_case(room: Room):
    before = await room.sent(corpus.photo(1600, 1200))
    await room.reported(before)
    await room.dispatched()
    return before


async def test_the_handler_is_given_the_ghost_of_the_reported_photo(room: Room):
    before = await a_case(room)
    await room.makes()
    room.as_("handler")

    (offered,) = (await room.get(f"/cases/{CASE}/ghosts")).json()["items"]

    assert offered["photo_id"] == str(before)
    linked = await room.http.get(f"/api/media{offered['url']}")
    direct = await room.get(f"/photos/{before}/ghost")
    assert linked.content == direct.content
    assert linked.headers["content-type"] == direct.headers["content-type"] == "image/webp"
    assert ".webp" in direct.headers["content-disposition"]
    ghost = Image.open(BytesIO(direct.content))
    assert (ghost.size, ghost.mode) == ((960, 720), "RGBA")


async def test_a_ghost_is_for_those_who_see_the_photo(room: Room):
    before = await a_case(room)
    await room.makes()
    answers = {}
    for name in ("worker", "handler", "observer", "stranger"):
        room.as_(name)
        asked = (f"/photos/{before}/ghost", f"/cases/{CASE}/ghosts")
        answers[name] = [(await room.get(path)).status_code for path in asked]

    assert answers == {
        "worker": [200, 200],
        "handler": [200, 200],
        "observer": [200, 200],
        "stranger": [404, 404],
    }


async def test_after_photos_are_no_ghosts_and_the_last_recheck_comes_first(room: Room):
    before = await a_case(room)
    after = await room.as_("handler").sent()
    await room.rectified(before, after)
    again = await room.as_("supervisor").sent()
    await room.hears(
        CaseReopened,
        by=room.people["supervisor"].id,
        organisation_id=DISTRICT,
        reason="复发",
        photo_ids=(again,),
        reopenings=1,
    )
    await room.makes()

    offered = (await room.as_("handler").get(f"/cases/{CASE}/ghosts")).json()["items"]

    assert [each["photo_id"] for each in offered] == [str(again), str(before)]


async def test_a_photo_without_pictures_has_no_ghost_yet(room: Room):
    before = await a_case(room)

    assert problem(await room.get(f"/photos/{before}/ghost")) == (409, "not-ready-yet")
    assert (await room.get(f"/cases/{CASE}/ghosts")).json()["items"] == []


async def test_a_photo_from_before_there_were_ghosts_gets_one_by_itself(room: Room):
    before = await a_case(room)
    await room.makes()
    async with room.runtime.database.begin() as tx:
        lacking = {"algorithm": 1, "ghost_key": None, "ghost_sha256": None}
        await tx.execute(sa.update(tables.photos).values(lacking))
    assert (await room.get(f"/photos/{before}")).json()["links"]["ghost"] is None
    assert problem(await room.get(f"/photos/{before}/ghost")) == (409, "not-ready-yet")

    await fingerprinting.fingerprint_lacking(room.runtime)

    assert (await room.get(f"/photos/{before}/ghost")).status_code == 200
    assert (await room.get(f"/photos/{before}")).json()["links"]["ghost"]
