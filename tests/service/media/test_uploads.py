"""Photos come in: sealed once, counted, refused by name."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import migrate
from services.media import resources, tables
from services.media.app import service
from tests.service.media.room import Room, opened, problem
from tests.unit.media import bad_inputs, corpus


async def test_the_migrations_make_the_declared_tables(room: Room, database_url: str):
    assert await migrate.differences(service, database_url) == []


async def test_a_photo_is_sealed_as_it_came(room: Room):
    content = corpus.talkative()

    answer = await room.send(content, address="雷锋路", longitude=123.9, latitude=41.8)

    body = answer.json()
    assert (body["status"], body["sha256"]) == ("pending", sha256(content).hexdigest())
    assert (body["format"], body["size"], body["address"]) == ("jpeg", len(content), "雷锋路")
    assert body["uploader"]["organisation"] == "单位2"
    assert answer.headers["location"] == f"/api/media/photos/{body['id']}"
    (row,) = await room.rows(tables.photos)
    assert row.original_key.startswith("originals/2026/11/")
    assert await resources.of(room.runtime).objects.get(row.original_key) == content
    assert row.exif_taken_at == datetime(2026, 11, 3, 2, 0, 12, tzinfo=UTC)
    assert (row.exif_longitude, row.exif_latitude) == pytest.approx((123.91, 41.88))


async def test_what_is_no_photo_is_refused_at_the_door(room: Room):
    answers = {name: problem(await room.send(file)) for name, file in corpus.NOT_PHOTOS.items()}

    assert set(answers.values()) == {(422, "not-a-photo")}
    assert room.files() == []


async def test_an_empty_file_and_a_bomb_are_refused_by_name(room: Room):
    assert problem(await room.send(b"")) == (422, "empty-file")
    assert problem(await room.send(corpus.bomb())) == (422, "too-many-pixels")


async def test_an_upload_without_end_is_refused_before_it_is_read(room: Room):
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        yield b"\xff\xd8\xff"
        while True:
            read += 1_000_000
            assert read < 30_000_000
            yield bytes(1_000_000)

    answer = await room.http.post(
        "/api/media/photos",
        content=endless(),
        headers={
            "Idempotency-Key": str(uuid4()),
            "Content-Type": "multipart/form-data; boundary=b",
        },
    )

    assert problem(answer) == (413, "photo-too-large")
    assert read < 17_000_000


@pytest.mark.parametrize(
    "fields",
    [
        {"longitude": 200, "latitude": 1},
        {"longitude": 1},
        {"captured_at": "2026-11-03T10:00:00"},
        {"id": "x"},
        {"unknown": 1},
        {"address": "长" * 201},
    ],
)
async def test_fields_that_cannot_be_right_are_named(fields: dict[str, Any], room: Room):
    answer = await room.send(**fields)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/body")


async def test_more_parts_than_a_photo_needs_are_refused(room: Room):
    fields = {f"field{number}": number for number in range(11)}

    assert problem(await room.send(**fields)) == (422, "form-malformed")


async def test_sending_again_with_the_same_key_gets_the_first_answer(room: Room):
    key = uuid4()
    first = await room.send(key=key)

    again = await room.send(key=key)

    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json()
    assert len(room.files()) == 1


async def test_the_same_photo_under_a_new_key_is_the_same_photo(room: Room):
    photo_id = uuid4()
    first = await room.send(id=photo_id)

    again = await room.send(id=photo_id)

    assert (again.status_code, again.json()) == (201, first.json())
    assert len(room.files()) == 1


async def test_another_photo_under_the_same_id_is_a_conflict(room: Room):
    photo_id = await room.sent(id=uuid4())

    answer = await room.send(corpus.photo(10, 10), id=photo_id)

    assert problem(answer) == (409, "photo-id-taken")
    assert problem(await room.as_("colleague").send(id=photo_id)) == (409, "photo-id-taken")


async def test_an_observer_sends_nothing(room: Room):
    assert problem(await room.as_("observer").send()) == (403, "role-missing")


async def test_a_day_has_its_quota_and_the_next_day_its_own(tmp_path: Path):
    size = len(corpus.photo())
    url = f"sqlite+aiosqlite:///{tmp_path}/media.db"
    async with opened(url, tmp_path, media_daily_bytes=2 * size) as room:
        await room.sent()
        await room.sent()

        refused = await room.send()
        assert problem(refused) == (429, "daily-quota-reached")
        assert refused.headers["retry-after"] == str(12 * 3600 + 1)
        assert (await room.as_("colleague").send()).status_code == 201
        room.as_("worker").now += timedelta(hours=12)
        assert (await room.send()).status_code == 201


async def test_every_foreign_file_is_answered_and_made_or_rejected_for_its_reason(room: Room):
    taken, wrong = {}, []
    for one in bad_inputs.small_inputs()[::6]:
        answer = await room.send(one.content)
        if answer.status_code == 201:
            taken[answer.json()["id"]] = one
        elif problem(answer) not in {(422, "empty-file"), (422, "not-a-photo")}:
            wrong.append((one.name, answer.status_code, answer.text))
    ordinary = str(await room.sent())

    await room.makes()

    for photo_id, one in taken.items():
        shown = (await room.get(f"/photos/{photo_id}")).json()
        outcome = "good" if shown["status"] == "ready" else shown["reason"]
        if outcome not in one.outcomes:
            wrong.append((one.name, shown["status"], shown["reason"]))
    assert wrong == []
    assert len(taken) > 20
    assert (await room.get(f"/photos/{ordinary}")).json()["status"] == "ready"
