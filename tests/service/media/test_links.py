"""Pictures by signed link: to whom it was given, for minutes, one picture in one version."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import httpx
import pytest_asyncio
from PIL import Image

from services.chassis.callers import current_caller
from services.chassis.marks import mark
from services.contracts.media import DOCUMENT_PICTURES
from services.media import resources
from tests.service.media.room import CASE, Room, problem
from tests.unit.media import corpus


async def follow(room: Room, link: str) -> httpx.Response:
    """As the gateway leads there, with nobody signed in."""
    del room.app.dependency_overrides[current_caller]
    answer = await room.http.get(link.replace("/files/", "/api/media/files/", 1))
    room.as_("worker")
    return answer


async def links(room: Room, photo_id: UUID) -> dict[str, str]:
    found: dict[str, str] = (await room.get(f"/photos/{photo_id}")).json()["links"]
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def photo_id(room: Room) -> UUID:
    found = await room.sent(corpus.talkative())
    await room.reported(found)
    await room.makes()
    return found


async def test_a_link_shows_its_picture_to_whoever_holds_it(room: Room, photo_id: UUID):
    given = await links(room, photo_id)

    picture, thumbnail = [await follow(room, given[kind]) for kind in ("picture", "thumbnail")]

    assert Image.open(BytesIO(picture.content)).size == (640, 480)
    assert Image.open(BytesIO(thumbnail.content)).size == (480, 360)
    own = await room.get(f"/photos/{photo_id}/picture")
    assert picture.content == own.content
    assert corpus.SECRET not in picture.content


async def test_what_a_link_shows_can_do_nothing_in_a_browser(room: Room, photo_id: UUID):
    answer = await follow(room, (await links(room, photo_id))["picture"])

    told = {
        "content-type": "image/jpeg",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-site",
        "content-disposition": f'inline; filename="{photo_id}-picture.jpg"',
        "cache-control": "private, max-age=600",
    }
    assert {name: answer.headers[name] for name in told} == told


async def test_a_link_is_good_for_ten_minutes_at_most(room: Room, photo_id: UUID):
    given = await links(room, photo_id)
    assert given["expires_at"] == "2026-11-03T04:10:00Z"
    room.now += timedelta(minutes=10, seconds=-1)
    assert (await follow(room, given["picture"])).status_code == 200

    room.now += timedelta(seconds=1)

    assert problem(await follow(room, given["picture"])) == (403, "link-expired")
    assert (await follow(room, (await links(room, photo_id))["picture"])).status_code == 200


async def test_a_link_is_good_for_nothing_else(room: Room, photo_id: UUID):
    other = await room.sent()
    await room.makes()
    given = (await links(room, photo_id))["picture"]

    for changed in (
        given.replace("/picture/", "/thumbnail/"),
        given.replace(str(photo_id), str(other)),
        given.replace("/1?", "/2?"),
        given.replace("expires=", "expires=9"),
        given[:-1] + ("0" if given[-1] != "0" else "1"),
    ):
        assert changed != given
        assert problem(await follow(room, changed)) == (403, "link-expired")
    for nonsense in ("original", "x"):
        answer = await follow(room, given.replace("/picture/", f"/{nonsense}/"))
        assert answer.status_code == 422


async def test_a_picture_made_anew_has_a_new_link(room: Room, photo_id: UUID):
    before = await links(room, photo_id)
    await room.dispatched()
    await room.makes()

    after = await links(room, photo_id)

    assert problem(await follow(room, before["picture"])) == (403, "link-expired")
    assert (await follow(room, after["picture"])).status_code == 200


async def test_who_holds_a_link_asks_again_for_nothing_new(room: Room, photo_id: UUID):
    given = (await links(room, photo_id))["picture"]
    first = await follow(room, given)

    again = await room.http.get(
        given.replace("/files/", "/api/media/files/", 1),
        headers={"If-None-Match": first.headers["etag"]},
    )

    assert (again.status_code, again.content) == (304, b"")


async def test_links_come_with_a_cases_photos_and_only_with_ready_ones(room: Room, photo_id: UUID):
    pending = await room.sent()
    await room.reported(photo_id, pending)

    found = (await room.get(f"/cases/{CASE}/photos")).json()["items"]

    linked = {each["id"]: bool(each["links"]) for each in found}
    assert linked == {str(photo_id): True, str(pending): False}
    assert (await room.as_("stranger").get(f"/photos/{photo_id}")).status_code == 404


async def test_a_comparison_has_a_link_too(room: Room, photo_id: UUID):
    await room.dispatched()
    await room.makes()
    path = f"/cases/{CASE}/comparison/link"
    assert (await room.get(path)).status_code == 404
    await room.as_("handler").rectified(photo_id, await room.sent(corpus.photo()))
    await room.makes()
    given = await room.get(path)

    answer = await follow(room, given.json()["url"])

    assert Image.open(BytesIO(answer.content)).width > 1500
    assert (await room.as_("stranger").get(path)).status_code == 404


def signed(kind: str, subject_id: UUID, *, expires: int, secret: str) -> str:
    signature = mark(secret, DOCUMENT_PICTURES, kind, subject_id, expires)
    return f"/documents/{kind}/{subject_id}?expires={expires}&signature={signature}"


async def test_a_document_gets_small_pictures_by_the_secret_of_its_makers(
    room: Room, photo_id: UUID
):
    soon = int(room.now.timestamp()) + 60
    secret = "only-for-tests-pictures"

    async def answers(**changed: object) -> int:
        asked = {"expires": soon, "secret": secret, **changed}
        url = signed("thumbnail", photo_id, **asked)
        return (await room.http.get(f"/api/media{url}")).status_code

    del room.app.dependency_overrides[current_caller]
    good = await room.http.get(
        f"/api/media{signed('thumbnail', photo_id, expires=soon, secret=secret)}"
    )

    assert Image.open(BytesIO(good.content)).size == (480, 360)
    assert await answers(secret="somebody else's") == 403
    assert await answers(expires=soon - 120) == 403
    unknown = signed("comparison", photo_id, expires=soon, secret=secret)
    assert (await room.http.get(f"/api/media{unknown}")).status_code == 404


async def test_without_that_secret_media_hands_nothing_to_documents(room: Room, photo_id: UUID):
    work = resources.of(room.runtime)
    room.runtime.resources = replace(
        work, settings=work.settings.model_copy(update={"pictures_secret": ""})
    )
    url = signed("thumbnail", photo_id, expires=int(room.now.timestamp()) + 60, secret="")

    refused = await room.http.get(f"/api/media{url}")

    assert problem(refused) == (403, "link-expired")
