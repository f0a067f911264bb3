"""Faces and plates are hidden on everything that is handed out, by those with the right."""

from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
from PIL import Image

from services.media import fingerprinting, resources, tables
from services.media.captions import grouped
from services.media.frames import Frame
from tests.service.media.room import CASE, Room, problem
from tests.unit.media.test_covers import faced, red_in

FACE = {"x": 0.25, "y": 0.25, "width": 0.25, "height": 0.25, "hides": "face"}
PLATE = {"x": 0.5, "y": 0.5, "width": 0.1, "height": 0.1, "hides": "plate"}


async def covered(
    room: Room, photo_id: UUID, *rectangles: dict[str, Any], version: int = 0
) -> httpx.Response:
    return await room.http.put(
        f"/api/media/photos/{photo_id}/covers",
        json={"rectangles": rectangles},
        headers={"If-Match": f'"v{version}"'},
    )


async def undone(room: Room, photo_id: UUID, *, version: int) -> httpx.Response:
    return await room.http.post(
        f"/api/media/photos/{photo_id}/covers/undo", headers={"If-Match": f'"v{version}"'}
    )


async def compared(room: Room) -> tuple[UUID, UUID]:
    """A case with a face on both photos of its comparison."""
    before = await room.sent(faced())
    await room.reported(before)
    await room.dispatched()
    after = await room.as_("handler").sent(faced())
    await room.rectified(before, after)
    await room.makes()
    room.as_("reviewer")
    return before, after


async def handed_out(room: Room, photo_id: UUID) -> dict[str, str]:
    """The addresses of everything that is shown of a photo, also of what was linked to."""
    shown = (await room.get(f"/photos/{photo_id}")).json()
    base = f"/api/media/photos/{photo_id}"
    return {
        "picture": f"{base}/picture",
        "thumbnail": f"{base}/thumbnail",
        "ghost": f"{base}/ghost",
        "public picture": f"/api/media/verifications/{shown['code']}/picture",
        "comparison": f"/api/media/cases/{CASE}/comparison",
        **{f"linked {kind}": url for kind, url in links_of(shown).items()},
        "linked comparison": await comparison_link(room),
    }


def links_of(shown: dict[str, Any]) -> dict[str, str]:
    links = shown["links"] or {}
    return {kind: f"/api/media{url}" for kind, url in links.items() if kind != "expires_at"}


async def comparison_link(room: Room) -> str:
    answer = await room.get(f"/cases/{CASE}/comparison/link")
    assert answer.status_code == 200, answer.text
    return f"/api/media{answer.json()['url']}"


async def test_a_cover_is_on_everything_that_is_handed_out_and_the_original_stays(room: Room):
    before, after = await compared(room)
    addresses = await handed_out(room, before)
    for address in addresses.values():
        assert red_in((await room.http.get(address)).content) > 0
    (sealed,) = [row.sha256 for row in await room.rows(tables.photos) if row.id == before]

    assert (await covered(room, before, FACE)).status_code == 200
    assert (await covered(room, after, FACE)).status_code == 200

    # Before they are made anew, nothing that shows the face is given out, to nobody.
    for address in addresses.values():
        answer = await room.http.get(address)
        assert answer.status_code in (404, 409, 403), address
    await room.makes()
    for kind, address in (await handed_out(room, before)).items():
        answer = await room.http.get(address)
        assert answer.status_code == 200, kind
        assert red_in(answer.content) == 0, kind
    original = await room.get(f"/photos/{before}/original")
    assert original.content == faced()
    assert [row.sha256 for row in await room.rows(tables.photos) if row.id == before] == [sealed]


async def test_an_old_link_never_shows_what_was_covered(room: Room):
    before, _ = await compared(room)
    old = await handed_out(room, before)
    await covered(room, before, FACE)
    await room.makes()

    for kind, address in old.items():
        if kind.startswith("linked"):
            assert (await room.http.get(address)).status_code == 403, kind


async def test_every_change_is_kept_and_can_be_undone(room: Room):
    before, _ = await compared(room)
    await covered(room, before, FACE)
    await covered(room, before, FACE, PLATE, version=1)

    first = (await undone(room, before, version=2)).json()
    second = await undone(room, before, version=3)
    nothing = await undone(room, before, version=4)

    assert first["rectangles"] == [FACE]
    assert second.json()["rectangles"] == []
    assert problem(nothing) == (409, "nothing-to-undo")
    read = await room.get(f"/photos/{before}/covers")
    assert (read.json(), read.headers["etag"]) == (second.json(), '"v4"')
    steps = [
        (each["number"], len(each["rectangles"]), each["restores"], each["name"])
        for each in read.json()["history"]
    ]
    assert steps == [
        (1, 1, None, "人105"),
        (2, 2, None, "人105"),
        (3, 1, 1, "人105"),
        (4, 0, 0, "人105"),
    ]
    await room.makes()
    assert red_in((await room.get(f"/photos/{before}/picture")).content) > 0


async def test_of_two_who_cover_at_once_the_second_is_told(room: Room):
    before, _ = await compared(room)
    await covered(room, before, FACE)

    answer = await covered(room, before, PLATE)

    assert problem(answer) == (412, "stale-version")
    assert "人105" in answer.text
    assert (await room.get(f"/photos/{before}/covers")).json()["rectangles"] == [FACE]


async def test_covering_takes_the_right_to_see_originals(room: Room):
    before, _ = await compared(room)
    answers, version = {}, 0
    for name in ("worker", "handler", "observer", "stranger", "reviewer", "verifier", "supervisor"):
        read = await room.as_(name).get(f"/photos/{before}/covers")
        put = await covered(room, before, FACE, version=version)
        answers[name] = (read.status_code, put.status_code)
        version += put.status_code == 200

    assert answers == {
        "worker": (403, 403),
        "handler": (403, 403),
        "observer": (403, 403),
        "stranger": (404, 404),
        "reviewer": (200, 200),
        "verifier": (200, 200),
        "supervisor": (200, 200),
    }


async def test_a_cover_that_cannot_be_is_refused(room: Room):
    before, _ = await compared(room)
    for rectangle, refusal in (
        ({**FACE, "width": 0.9}, "outside-the-photo"),
        ({**FACE, "width": 0}, "outside-the-photo"),
        ({**FACE, "x": 2}, "invalid"),
        ({**FACE, "x": "left"}, "invalid"),
        ({**FACE, "hides": "shoes"}, "invalid"),
    ):
        answer = await covered(room, before, rectangle)
        assert (rectangle, problem(answer)) == (rectangle, (422, refusal))


async def test_pictures_drawn_before_a_cover_came_are_thrown_away(room: Room):
    before, _ = await compared(room)
    await room.dispatched("FS-2026-2")
    code = grouped((await room.get(f"/photos/{before}")).json()["code"])
    sandboxes = resources.of(room.runtime).sandboxes
    run, versions = sandboxes.run, iter(range(1))

    async def covered_meanwhile(task: str, *parts: bytes, **header: Any) -> Frame:
        answer = await run(task, *parts, **header)
        if task == "picture" and header["caption"]["code"] == code and next(versions, 1) == 0:
            assert (await covered(room, before, FACE)).status_code == 200
        return answer

    sandboxes.run = covered_meanwhile
    await room.makes()

    made = [each for each in await room.published() if each.get("photo_id") == str(before)]
    assert [each["version"] for each in made] == [1, 2]
    (row,) = [row for row in await room.rows(tables.photos) if row.id == before]
    assert (row.covers, row.made) == (1, row.wanted)
    for address in ("picture", "thumbnail"):
        assert red_in((await room.get(f"/photos/{before}/{address}")).content) == 0


async def test_a_comparison_drawn_before_a_cover_came_is_thrown_away(room: Room):
    before, after = await compared(room)
    await covered(room, after, FACE)
    sandboxes = resources.of(room.runtime).sandboxes
    run, versions = sandboxes.run, iter(range(1))

    async def covered_meanwhile(task: str, *parts: bytes, **header: Any) -> Frame:
        answer = await run(task, *parts, **header)
        if task == "comparison" and next(versions, None) is not None:
            assert (await covered(room, before, FACE)).status_code == 200
        return answer

    sandboxes.run = covered_meanwhile
    await room.makes()

    assert next(versions, None) is None
    shown = await room.get(f"/cases/{CASE}/comparison")
    assert (shown.status_code, red_in(shown.content)) == (200, 0)


async def test_a_public_picture_made_late_shows_the_covers_too(room: Room):
    before, _ = await compared(room)
    await covered(room, before, FACE)
    await room.makes()
    async with room.runtime.database.begin() as tx:
        await tx.execute(tables.photos.update().values(algorithm=0, public_key=None))

    await fingerprinting.fingerprint_lacking(room.runtime)

    code = (await room.get(f"/photos/{before}")).json()["code"]
    public = await room.get(f"/verifications/{code}/picture")
    assert Image.open(BytesIO(public.content)).size == (800, 600)
    assert red_in(public.content) == 0
