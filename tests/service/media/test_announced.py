"""Photos that go straight to the store, by a form: over the folder and over a real S3 store."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from services.media import awaited, jobs, resources, tables
from tests.service.media.phone import Phone
from tests.service.media.room import Room, opened, problem
from tests.unit.media import corpus


@pytest_asyncio.fixture(
    loop_scope="session",
    params=["embedded", pytest.param("distributed", marks=pytest.mark.service)],
)
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Room]:
    settings: dict[str, Any] = {"media_incoming_url": "/api/media/files/incoming"}
    url = f"sqlite+aiosqlite:///{tmp_path}/media.db"
    if request.param == "distributed":
        url = request.getfixturevalue("postgres_server").create(f"media_{uuid4().hex[:8]}")
        store = request.getfixturevalue("object_store")
        settings |= {
            "objects_url": store.url,
            "media_incoming_url": f"{store.endpoint}/{store.bucket}",
        }
    async with opened(url, tmp_path, **settings) as found:
        found.now = datetime.now(UTC)  # the store has a clock of its own
        yield found


@pytest.fixture
def phone(room: Room) -> Phone:
    return Phone(room, corpus.talkative(), uuid4())


async def put(phone: Phone, **told: Any) -> dict[str, Any]:
    """Announce and post; the form."""
    announced = await phone.announces(**told)
    assert announced.status_code == 201, announced.text
    form: dict[str, Any] = announced.json()["form"]
    posted = await phone.posts(form)
    assert posted.status_code == 204, posted.text
    return form


async def test_a_photo_put_into_the_store_is_sealed_like_any_other(room: Room, phone: Phone):
    form = await put(phone, address="雷锋路", longitude=123.9, latitude=41.8)

    answer = await phone.completes()

    body = answer.json()
    assert (answer.status_code, body["id"]) == (201, str(phone.id))
    assert (body["status"], body["sha256"], body["address"]) == ("pending", phone.sha256, "雷锋路")
    (row,) = await room.rows(tables.photos)
    assert row.original_key.startswith("originals/")
    assert row.original_key != form["fields"]["key"]
    assert await resources.of(room.runtime).objects.get(row.original_key) == phone.content
    assert row.exif_taken_at is not None
    await room.makes()
    assert (await room.get(f"/photos/{phone.id}")).json()["status"] == "ready"


async def test_said_twice_it_is_one_photo(room: Room, phone: Phone):
    await put(phone)
    first = await phone.completes()

    again = await phone.completes()

    assert (again.status_code, again.json()) == (201, first.json())
    assert (await phone.announces()).json() == {"id": str(phone.id), "form": None}
    assert len(await room.rows(tables.photos)) == 1
    assert await room.rows(tables.awaited) == []


async def test_what_is_put_after_the_completion_changes_nothing(room: Room, phone: Phone):
    form = await put(phone)
    await phone.completes()
    other = bytes(reversed(phone.content))

    assert (await phone.posts(form, other)).status_code == 204

    (row,) = await room.rows(tables.photos)
    assert await resources.of(room.runtime).objects.get(row.original_key) == phone.content


@pytest.mark.parametrize("change", ["longer", "shorter", "type", "key"])
async def test_the_store_takes_only_what_the_form_is_for(room: Room, phone: Phone, change: str):
    form = (await phone.announces()).json()["form"]
    content, fields = phone.content, {}
    match change:
        case "longer":
            content += b"x"
        case "shorter":
            content = content[:-1]
        case "type":
            fields = {"Content-Type": "text/html"}
        case "key":
            fields = {"key": "originals/2026/11/another.jpg"}

    refused = await phone.posts(form, content, **fields)

    assert refused.status_code in {400, 403}
    assert problem(await phone.completes()) == (409, "nothing-arrived")


async def test_another_content_is_refused_and_may_be_announced_anew(room: Room, phone: Phone):
    form = (await phone.announces()).json()["form"]
    other = phone.content[:-3] + b"xyz"
    await phone.posts(form, other)

    assert problem(await phone.completes()) == (422, "content-differs")

    await put(phone)
    assert (await phone.completes()).status_code == 201


async def test_what_is_no_photo_is_refused_by_name(room: Room):
    for content, code in (
        (b"this is no picture, whatever its name", "not-a-photo"),
        (corpus.bomb(), "too-many-pixels"),
        (corpus.photo(kind="PNG"), "content-differs"),
    ):
        kind = "image/png" if code == "too-many-pixels" else "image/jpeg"
        phone = Phone(room, content, uuid4(), kind)
        await put(phone)
        assert problem(await phone.completes()) == (422, code)
    assert await room.rows(tables.photos) == []


async def test_nobody_completes_anothers_photo_or_takes_its_id(room: Room, phone: Phone):
    await put(phone)

    room.as_("colleague")
    assert (await phone.completes()).status_code == 404
    assert problem(await phone.announces()) == (409, "photo-id-taken")
    room.as_("worker")
    assert problem(await phone.announces(sha256="0" * 64)) == (409, "photo-id-taken")
    assert (await phone.completes()).status_code == 201


@pytest.mark.parametrize(
    "told",
    [
        {"id": None},
        {"sha256": "x" * 64},
        {"size": 0},
        {"type": "image/svg+xml"},
        {"longitude": 1},
        {"unknown": 1},
    ],
)
async def test_an_announcement_that_cannot_be_right_is_refused(
    room: Room, phone: Phone, told: dict[str, Any]
):
    assert (await phone.announces(**told)).status_code == 422


async def test_a_photo_that_is_too_large_is_refused_before_it_is_sent(room: Room, phone: Phone):
    assert problem(await phone.announces(size=15_000_001)) == (413, "photo-too-large")


async def test_an_observer_announces_nothing(room: Room, phone: Phone):
    room.as_("observer")

    assert problem(await phone.announces()) == (403, "role-missing")
    assert problem(await phone.completes()) == (403, "role-missing")
    assert problem(await phone.creates()) == (403, "role-missing")


async def test_a_form_is_given_again_until_it_is_nearly_over(room: Room, phone: Phone):
    first = (await phone.announces()).json()["form"]
    room.now += timedelta(minutes=4)
    second = (await phone.announces()).json()["form"]
    room.now += timedelta(minutes=4)
    third = (await phone.announces()).json()["form"]

    assert second["expires_at"] == first["expires_at"]
    assert second["fields"]["key"] == first["fields"]["key"]
    assert third["fields"]["key"] != first["fields"]["key"]


async def test_what_was_never_completed_is_swept(room: Room, phone: Phone):
    form = await put(phone)
    key = form["fields"]["key"]
    assert await resources.of(room.runtime).objects.exists(key)
    room.now += timedelta(hours=25)

    await awaited.forget_overdue(room.runtime)
    await jobs.sweep(room.runtime)

    assert not await resources.of(room.runtime).objects.exists(key)
    assert await room.rows(tables.awaited) == []
    assert await room.rows(tables.loose_objects) == []
    assert (await phone.completes()).status_code == 404


async def test_a_form_of_media_itself_ends_after_ten_minutes(tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path}/media.db"
    incoming = "/api/media/files/incoming"
    async with opened(url, tmp_path, media_incoming_url=incoming) as room:
        phone = Phone(room, corpus.photo(), uuid4())
        form = (await phone.announces()).json()["form"]
        room.now += timedelta(minutes=10)

        assert problem(await phone.posts(form)) == (403, "upload-form-expired")
        assert room.files() == []


async def test_what_was_announced_counts_for_the_day(tmp_path: Path):
    content = corpus.photo()
    url = f"sqlite+aiosqlite:///{tmp_path}/media.db"
    async with opened(url, tmp_path, media_daily_bytes=2 * len(content)) as room:
        await room.sent()
        first, second = (Phone(room, content, uuid4()) for _ in range(2))
        assert (await first.announces()).status_code == 201

        assert problem(await second.announces()) == (429, "daily-quota-reached")
        room.now += timedelta(hours=25)
        assert (await second.announces()).status_code == 201
