"""A verifier is warned of what contradicts a case, in both databases, however facts arrive."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.contracts.place import Place
from services.media import fingerprinting, tables
from services.media.near_copies import ALGORITHM
from tests.service.media.room import CASE, ELSEWHERE, OTHER_CASE, Room, problem
from tests.unit.media import copies, corpus

SCENE = copies.scene(7)
PHOTO = corpus.encoded(SCENE, quality=90)
COPY = corpus.encoded(copies.CHANGES["half the size"](SCENE), quality=70)
ANOTHER = corpus.encoded(copies.scene(8), quality=90)
MARKET = Place(address="站前街道", longitude=123.91, latitude=41.88)


def codes(warnings: list[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in warnings]


async def one_photo_in_each_case(room: Room, first: bytes, second: bytes) -> tuple[UUID, UUID]:
    mine = await room.sent(first)
    await room.reported(mine)
    theirs = await room.as_("stranger").sent(second)
    await room.reported(theirs, by="stranger", case_id=OTHER_CASE, organisation_id=ELSEWHERE)
    return mine, theirs


@pytest.mark.parametrize(
    ("content", "code"), [(PHOTO, "same-photo-elsewhere"), (COPY, "near-copy-elsewhere")]
)
async def test_a_photo_used_in_two_cases_is_told_in_both(room: Room, content: bytes, code: str):
    mine, theirs = await one_photo_in_each_case(room, PHOTO, content)
    await room.dispatched("FS-2026-9", OTHER_CASE)
    room.as_("supervisor")

    (here,) = await room.warned()
    (there,) = await room.warned(OTHER_CASE)

    assert (here["code"], here["photo_id"]) == (code, str(mine))
    assert here["detail"]
    assert here["elsewhere"] == {
        "case_id": str(OTHER_CASE),
        "number": "FS-2026-9",
        "photo_id": str(theirs),
    }
    assert there["elsewhere"]["photo_id"] == str(mine)


async def test_photos_of_two_streets_warn_nobody(room: Room):
    await one_photo_in_each_case(room, PHOTO, ANOTHER)

    assert await room.as_("supervisor").warned() == []


async def test_whoever_may_not_see_the_other_case_learns_only_that_there_is_one(room: Room):
    await one_photo_in_each_case(room, PHOTO, PHOTO)
    await room.dispatched()

    (warning,) = await room.as_("verifier").warned()

    assert warning["elsewhere"] == {"case_id": None, "number": None, "photo_id": None}
    assert warning["other_photo_id"] is None
    assert str(OTHER_CASE) not in str(warning)


async def test_warnings_are_for_those_who_check(room: Room):
    await room.reported(await room.sent(PHOTO))
    for name in ("worker", "observer", "stranger"):
        answer = await room.as_(name).get(f"/cases/{CASE}/warnings")
        assert (name, problem(answer)) == (name, (403, "role-missing"))


async def test_a_case_outside_the_scope_has_no_warnings_to_show(room: Room):
    await room.reported(await room.sent(PHOTO))

    answer = await room.as_("verifier").get(f"/cases/{CASE}/warnings")

    assert problem(answer) == (404, "not-found")


async def test_a_photo_taken_out_of_its_report_ends_the_warning_of_both(room: Room):
    mine, _ = await one_photo_in_each_case(room, PHOTO, PHOTO)
    await room.dispatched("FS-2026-9", OTHER_CASE)
    room.as_("supervisor")
    assert codes(await room.warned(OTHER_CASE)) == ["same-photo-elsewhere"]

    await room.amended()

    assert await room.warned() == []
    assert await room.warned(OTHER_CASE) == []
    announced = [event for event in await room.published() if "warnings_id" in event]
    assert [(each["case_id"], each["version"], len(each["warnings"])) for each in announced] == [
        (str(CASE), 1, 1),
        (str(OTHER_CASE), 1, 1),
        (str(CASE), 2, 0),
        (str(OTHER_CASE), 2, 0),
    ]
    assert announced[0]["warnings"] == [{"photo_id": str(mine), "code": "same-photo-elsewhere"}]


@pytest.mark.parametrize(
    ("content", "code"), [(PHOTO, "after-same-as-before"), (COPY, "after-near-before")]
)
async def test_a_before_photo_sent_as_after_photo_is_told(room: Room, content: bytes, code: str):
    before = await room.sent(PHOTO)
    await room.reported(before)
    await room.dispatched()
    after = await room.as_("handler").sent(content)

    await room.rectified(before, after)

    (warning,) = await room.as_("supervisor").warned()
    assert (warning["code"], warning["photo_id"]) == (code, str(after))
    assert (warning["other_photo_id"], warning["elsewhere"]) == (str(before), None)


async def test_a_real_after_photo_from_the_same_spot_is_not_suspected(room: Room):
    before = await room.sent(PHOTO)
    await room.reported(before)
    await room.dispatched()
    cleared = corpus.encoded(copies.scene(7, solved=True), quality=90)
    after = await room.as_("handler").sent(cleared)

    await room.rectified(before, after)

    assert await room.as_("supervisor").warned() == []


async def test_a_new_round_forgets_the_warnings_of_the_last(room: Room):
    before = await room.sent(PHOTO)
    await room.reported(before)
    await room.dispatched()
    room.as_("handler")
    first, second = await room.sent(COPY), await room.sent(ANOTHER)
    await room.rectified(before, first)
    assert codes(await room.as_("supervisor").warned()) == ["after-near-before"]

    await room.rectified(before, second, round=2)

    assert await room.warned() == []


async def test_place_and_time_that_contradict_the_case_are_told_in_numbers(room: Room):
    far = await room.sent(
        PHOTO, longitude=123.92, latitude=41.88, captured_at=room.now - timedelta(days=30)
    )
    await room.reported(far, place=MARKET)
    await room.dispatched(place=MARKET)
    room.as_("handler")
    early = await room.sent(ANOTHER, captured_at=room.now - timedelta(hours=2))
    await room.rectified(far, early)

    warnings = {each["code"]: each["evidence"] for each in await room.as_("supervisor").warned()}

    assert warnings == {
        "far-from-case": {"metres": 828, "limit": 500},
        "taken-long-before-report": {"days": 30, "limit": 7},
        "taken-before-dispatch": {"minutes": 120},
    }


async def test_a_photographed_screen_is_suspected(room: Room):
    screen = corpus.encoded(copies.of_a_screen(SCENE, 1), quality=90)
    await room.reported(await room.sent(screen))

    (warning,) = await room.as_("supervisor").warned()

    assert warning["code"] == "screen-suspected"
    assert warning["evidence"]["score"] >= warning["evidence"]["limit"]


async def test_warnings_speak_the_readers_language(room: Room):
    await one_photo_in_each_case(room, PHOTO, PHOTO)
    await room.as_("supervisor").warned()

    english = await room.get(f"/cases/{CASE}/warnings", **{"Accept-Language": "en"})

    assert english.json()["items"][0]["detail"].isascii()
    assert english.headers["etag"] == '"v1"'


async def test_photos_from_before_there_were_fingerprints_get_theirs(room: Room):
    await one_photo_in_each_case(room, PHOTO, COPY)
    room.as_("supervisor")
    await room.makes()
    async with room.runtime.database.begin() as tx:
        await tx.execute(sa.delete(tables.fingerprints))
        later = ("public_key", "public_sha256", "ghost_key", "ghost_sha256")
        blank = {"algorithm": 0, **dict.fromkeys(later)}
        await tx.execute(sa.update(tables.photos).values(blank))
    assert await room.warned() == []
    pictures = {row.id: row.picture_key for row in await room.rows(tables.photos)}

    await fingerprinting.fingerprint_lacking(room.runtime)

    assert codes(await room.warned()) == ["near-copy-elsewhere"]
    rows = await room.rows(tables.photos)
    assert {row.id: row.picture_key for row in rows} == pictures, "pictures stay as they are"
    assert all(row.algorithm == ALGORITHM and row.public_key and row.ghost_key for row in rows)
    assert len(await room.rows(tables.fingerprints)) == 12


async def test_a_photo_whose_original_is_away_holds_up_no_other(room: Room):
    away, there = await room.sent(PHOTO), await room.sent(ANOTHER)
    await room.makes()
    async with room.runtime.database.begin() as tx:
        await tx.execute(sa.update(tables.photos).values(algorithm=0))
        lost = {"original_key": f"originals/2026/11/{uuid4()}.jpg"}
        await tx.execute(sa.update(tables.photos).where(tables.photos.c.id == away).values(lost))

    await fingerprinting.fingerprint_lacking(room.runtime)

    algorithms = {row.id: row.algorithm for row in await room.rows(tables.photos)}
    assert algorithms == {away: -1, there: ALGORITHM}
