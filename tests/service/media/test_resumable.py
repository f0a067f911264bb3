"""Photos that come piece by piece: what arrived stays, whatever happens between."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.media import awaited, jobs, resources, tables
from tests.service.media.phone import TUS, Phone
from tests.service.media.room import PARENTS, Room, organisation, problem
from tests.unit.media import corpus


@pytest.fixture
def phone(room: Room) -> Phone:
    return Phone(room, corpus.talkative(), uuid4())


async def test_a_photo_in_pieces_is_sealed_like_any_other(room: Room, phone: Phone):
    created = await phone.creates(address="雷锋路", filename="x.jpg")
    assert created.status_code == 201
    assert created.headers["location"] == f"/api/media/resumable/{phone.id}"
    assert created.headers["upload-expires"].endswith("GMT")

    for start, end in ((0, 1000), (1000, 2500), (2500, None)):
        assert (await phone.asks()).headers["upload-offset"] == str(start)
        answer = await phone.appends(start, end)
        assert answer.status_code == 204, answer.text
        assert answer.headers["tus-resumable"] == "1.0.0"

    assert answer.headers["upload-offset"] == str(len(phone.content))
    shown = (await room.get(f"/photos/{phone.id}")).json()
    assert (shown["sha256"], shown["address"]) == (phone.sha256, "雷锋路")
    (row,) = await room.rows(tables.photos)
    assert await resources.of(room.runtime).objects.get(row.original_key) == phone.content


async def test_what_arrived_before_the_signal_was_lost_need_not_come_again(
    room: Room, phone: Phone
):
    await phone.creates()
    await phone.loses_signal(0, 1200)

    assert (await phone.asks()).headers["upload-offset"] == "1200"
    assert (await phone.appends(1200)).status_code == 204
    assert (await room.get(f"/photos/{phone.id}")).json()["sha256"] == phone.sha256


async def test_who_lost_the_last_answer_learns_that_all_is_here(room: Room, phone: Phone):
    await phone.creates()
    await phone.appends(0)
    size = str(len(phone.content))

    asked = await phone.asks()

    assert (asked.headers["upload-offset"], asked.headers["upload-length"]) == (size, size)
    assert (await phone.creates()).headers["upload-offset"] == size
    assert (await phone.appends(len(phone.content))).status_code == 204
    assert problem(await phone.appends(0)) == (409, "offset-differs")
    assert len(await room.rows(tables.photos)) == 1


async def test_created_again_it_goes_on(room: Room, phone: Phone):
    await phone.creates()
    await phone.appends(0, 700)

    assert (await phone.creates()).headers["upload-offset"] == "700"


async def test_a_piece_at_another_place_is_refused(room: Room, phone: Phone):
    await phone.creates()
    await phone.appends(0, 700)

    answer = await phone.appends(500, 900)

    assert problem(answer) == (409, "offset-differs")
    assert "700" in answer.json()["detail"]


async def test_of_two_senders_of_the_same_piece_one_is_told(room: Room, phone: Phone):
    await phone.creates()
    async with room.runtime.database.read() as tx:
        expected = await awaited.awaited.find(tx, phone.id)
    assert expected is not None
    worker = room.people["worker"]
    await awaited.append(room.runtime, worker, expected, phone.content[:100])

    for end in (300, None):
        with pytest.raises(awaited.OffsetDiffers):
            await awaited.append(room.runtime, worker, expected, phone.content[:end])

    assert (await phone.asks()).headers["upload-offset"] == "100"


async def test_another_content_or_person_under_the_id_is_a_conflict(room: Room, phone: Phone):
    await phone.creates()
    other = Phone(room, corpus.photo(10, 10), phone.id)

    assert problem(await other.creates()) == (409, "photo-id-taken")
    room.as_("colleague")
    assert problem(await phone.creates()) == (409, "photo-id-taken")
    assert (await phone.asks()).status_code == 404
    assert (await phone.appends(0)).status_code == 404


async def test_pieces_that_are_not_what_was_announced_are_refused(room: Room, phone: Phone):
    await phone.creates()
    wrong = phone.content[:-3] + b"xyz"

    assert problem(await phone.appends(0, content=wrong)) == (422, "content-differs")

    assert (await phone.asks()).status_code == 404
    assert (await phone.creates()).headers["upload-offset"] == "0"


async def test_what_is_no_photo_is_refused_with_its_last_piece(room: Room):
    phone = Phone(room, corpus.NOT_PHOTOS["jpeg's first bytes"], uuid4())
    await phone.creates()
    await phone.appends(0, 20)

    assert problem(await phone.appends(20)) == (422, "not-a-photo")
    assert await room.rows(tables.photos) == []


async def test_a_last_piece_that_could_not_be_taken_in_is_sent_again(room: Room, phone: Phone):
    await phone.creates()
    await phone.appends(0, 700)
    room.runtime.directory.replace([])

    assert problem(await phone.appends(700)) == (503, "unavailable")
    assert (await phone.asks()).headers["upload-offset"] == "700"

    room.runtime.directory.replace([organisation(each) for each in PARENTS])
    assert (await phone.appends(700)).status_code == 204


async def test_a_piece_beyond_the_end_is_refused(room: Room, phone: Phone):
    await phone.creates()

    answer = await phone.appends(0, content=phone.content + b"x")

    assert problem(answer) == (413, "piece-too-long")
    assert (await phone.asks()).headers["upload-offset"] == "0"


async def test_a_large_piece_is_taken(room: Room):
    noisy = corpus.encoded(corpus.noise(1600, 1200), quality=95)
    assert len(noisy) > 1_100_000
    phone = Phone(room, noisy, uuid4())
    await phone.creates()

    assert (await phone.appends(0)).status_code == 204


async def test_the_protocol_is_asked_for_and_told(room: Room, phone: Phone):
    described = await room.http.request("OPTIONS", "/api/media/resumable")
    assert described.headers["tus-extension"] == "creation,expiration,termination"
    assert described.headers["tus-max-size"] == "15000000"

    answer = await room.http.head(f"/api/media/resumable/{phone.id}")
    assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")
    wrong = await phone.appends(0, **{"Content-Type": "image/jpeg"})
    assert wrong.status_code == 415


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "10"}, 422),
        ({"Upload-Metadata": "id eA=="}, 422),
        ({"Upload-Length": "-1", "Upload-Metadata": "id eA=="}, 422),
        ({"Upload-Length": "10", "Upload-Metadata": "id eA=="}, 422),
        ({"Upload-Length": "10", "Upload-Metadata": "id !"}, 422),
        ({"Upload-Length": "10", "Upload-Metadata": ",,"}, 422),
    ],
)
async def test_a_creation_that_cannot_be_right_is_refused(
    room: Room, headers: dict[str, str], status: int
):
    answer = await room.http.post("/api/media/resumable", headers=TUS | headers)

    assert answer.status_code == status


async def test_a_photo_is_given_up(room: Room, phone: Phone):
    await phone.creates()
    await phone.appends(0, 700)
    path = f"/api/media/resumable/{phone.id}"

    assert (await room.as_("colleague").http.delete(path, headers=TUS)).status_code == 404
    assert (await room.as_("worker").http.delete(path, headers=TUS)).status_code == 204

    assert (await phone.asks()).status_code == 404
    assert (await room.http.delete(path, headers=TUS)).status_code == 404


async def test_pieces_without_an_end_are_swept(room: Room, phone: Phone):
    await phone.creates()
    await phone.appends(0, 700)
    room.now += timedelta(hours=24)
    assert (await phone.asks()).status_code == 404
    assert len(room.files()) == 1

    await awaited.forget_overdue(room.runtime)
    room.now += timedelta(hours=2)
    await jobs.sweep(room.runtime)

    assert room.files() == []
    assert await room.rows(tables.pieces) == []


async def test_a_photo_sent_at_one_go_ends_its_pieces(room: Room, phone: Phone):
    await phone.creates()
    await phone.appends(0, 700)

    await room.sent(phone.content, id=phone.id)

    assert await room.rows(tables.awaited) == []
    assert (await phone.asks()).headers["upload-offset"] == str(len(phone.content))
