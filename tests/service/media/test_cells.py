"""Pictures of spreadsheets, as intake hands them over, and who sees them."""

from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.chassis import envelope
from services.chassis.inbox import Delivery, Outcome
from services.chassis.marks import mark
from services.contracts.event import Event
from services.contracts.intake import RecordImported, RecordPhoto, RecordRemoved, RecordSource
from services.contracts.media import CELL_PICTURES
from services.contracts.place import Place
from tests.service.media.room import DISTRICT, ELSEWHERE, STREET, Room, problem
from tests.unit.media import corpus

RECORD, FIRST, SECOND = UUID(int=0xEC), UUID(int=0xF1), UUID(int=0xF2)
PHOTO, OTHER_PHOTO = UUID(int=0xA1), UUID(int=0xA2)
PICTURE = corpus.photo(320, 240)


async def handed_over(
    room: Room,
    photo_id: UUID = PHOTO,
    *,
    import_id: UUID = FIRST,
    organisation_id: UUID = STREET,
    content: bytes | None = None,
    secret: str = "only-for-tests-pictures",
    **asked: Any,
) -> httpx.Response:
    content = PICTURE if content is None else content
    expires = int(room.now.timestamp()) + 60
    facts = (photo_id, import_id, organisation_id, sha256(content).hexdigest(), expires)
    return await room.http.put(
        f"/api/media/imports/{import_id}/photos/{photo_id}",
        content=content,
        params={
            "organisation_id": str(organisation_id),
            "sha256": facts[3],
            "expires": expires,
            "signature": mark(secret, CELL_PICTURES, *facts),
            **asked,
        },
    )


async def hears(room: Room, fact: Event) -> None:
    body = envelope.encode(fact, uuid4(), traceparent=None)
    assert (await room.runtime.inbox.receive([Delivery(body)]))[0] is Outcome.APPLIED


def record(room: Room, version: int, **photos: tuple[UUID, UUID]) -> RecordImported:
    """A record of the street's with photos, each with its import and that one's department."""
    return RecordImported(
        record_id=RECORD,
        version=version,
        at=room.now,
        organisation_id=STREET,
        responsible_organisation_id=DISTRICT,
        place=Place(),
        cells=(),
        photos=tuple(
            RecordPhoto(kind="before_photo", sha256="0" * 64, source=at, photo_id=UUID(name))
            for at, name in enumerate(photos)
        ),
        sources=tuple(
            RecordSource(
                import_id=import_id, organisation_id=organisation_id, sheet="表", row=2, at=room.now
            )
            for import_id, organisation_id in photos.values()
        ),
    )


async def seen_by(room: Room, photo_id: UUID = PHOTO) -> set[str]:
    found = set()
    for name in ("worker", "handler", "stranger"):
        answer = await room.as_(name).get(f"/photos/{photo_id}")
        found |= {name} if answer.status_code == 200 else set()
    return found


async def test_a_picture_from_a_cell_is_a_photo_of_nobodys_and_imported(room: Room):
    assert (await handed_over(room)).status_code == 204
    assert (await handed_over(room)).status_code == 204
    await hears(room, record(room, 1, **{str(PHOTO): (FIRST, STREET)}))

    shown = (await room.as_("worker").get(f"/photos/{PHOTO}")).json()

    assert shown["case_id"] == str(RECORD)
    assert (shown["uploader"]["id"], shown["uploader"]["name"]) == (str(FIRST), "")
    assert shown["reliability"]["level"] == "imported"
    assert shown["reliability"]["reasons"][0]["code"] == "from-a-cell"
    assert len(room.files()) == 1


async def test_it_is_seen_by_those_who_see_the_record_whichever_came_first(room: Room):
    await hears(room, record(room, 1, **{str(PHOTO): (FIRST, STREET)}))
    await handed_over(room)

    assert await seen_by(room) == {"worker", "handler"}


async def test_another_department_sees_what_its_own_spreadsheet_showed(room: Room):
    await handed_over(room)
    await handed_over(
        room,
        OTHER_PHOTO,
        import_id=SECOND,
        organisation_id=ELSEWHERE,
        content=corpus.photo(400, 300),
    )
    told = {str(PHOTO): (FIRST, STREET), str(OTHER_PHOTO): (SECOND, ELSEWHERE)}
    await hears(room, record(room, 1, **told))

    assert await seen_by(room) == {"worker", "handler"}
    assert await seen_by(room, OTHER_PHOTO) == {"worker", "handler", "stranger"}


async def test_a_record_names_only_photos_that_its_import_sent(room: Room):
    await handed_over(room)
    await hears(room, record(room, 1, **{str(PHOTO): (SECOND, STREET)}))

    assert await seen_by(room) == set()


async def test_what_is_taken_back_is_shown_to_nobody_and_stays_sealed(room: Room):
    await handed_over(room)
    await hears(room, record(room, 1, **{str(PHOTO): (FIRST, STREET)}))
    await hears(room, RecordRemoved(record_id=RECORD, version=2, at=room.now))

    assert await seen_by(room) == set()
    assert len(room.files()) == 1

    await hears(room, record(room, 3, **{str(PHOTO): (FIRST, STREET)}))
    await hears(room, record(room, 4))

    assert await seen_by(room) == set()


async def test_only_what_was_signed_for_is_taken_in(room: Room):
    assert problem(await handed_over(room, secret="another's")) == (403, "link-expired")
    assert problem(await handed_over(room, expires=1)) == (403, "link-expired")
    other = await handed_over(room, sha256="0" * 64)
    assert problem(other) == (403, "link-expired")
    small = await handed_over(room, content=corpus.photo(63, 200))
    assert problem(small) == (422, "picture-too-small")
    assert problem(await handed_over(room, content=b"GIF89a...")) == (422, "not-a-photo")
    assert room.files() == []


async def test_a_case_is_not_warned_that_a_spreadsheet_shows_its_photo(room: Room):
    content = PICTURE
    own = await room.as_("worker").sent(content)
    await room.reported(own)
    await handed_over(room, content=content)
    await hears(room, record(room, 1, **{str(PHOTO): (FIRST, STREET)}))

    codes = {each["code"] for each in await room.as_("reviewer").warned()}

    assert not codes & {"same-photo-elsewhere", "near-copy-elsewhere"}
