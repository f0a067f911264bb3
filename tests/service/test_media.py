"""The media room from upload to comparison, over its own database, store and sandbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from PIL import Image

from services.chassis import envelope, migrate
from services.chassis.callers import Caller, current_caller
from services.chassis.directory import Organisation
from services.chassis.inbox import Delivery, Outcome
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import Runtime, running
from services.chassis.tables import outbox
from services.chassis.web import build
from services.contracts.closure import CaseReopened, RectificationSubmitted
from services.contracts.dispatch import CaseDispatched, CaseTransferred
from services.contracts.event import Event
from services.contracts.intake import (
    CategoryVerdict,
    Judgement,
    OrganisationVerdict,
    ReportAmended,
    ReportSubmitted,
)
from services.contracts.place import Place
from services.media import jobs, resources, tables
from services.media.app import service
from services.media.domain import comparison_id
from tests.unit.media import corpus

CITY, STREET, DISTRICT, ELSEWHERE = (UUID(int=number) for number in (1, 2, 3, 4))
CASE, OTHER_CASE = UUID(int=0xCA), UUID(int=0xCB)
PARENTS = {CITY: None, STREET: CITY, DISTRICT: CITY, ELSEWHERE: None}
JUDGED = Judgement(
    category=CategoryVerdict(code=None, confidence=0),
    organisation=OrganisationVerdict(organisation_id=None, confidence=0),
)


@dataclass
class Room:
    """A running media service, with somebody at its door."""

    app: FastAPI
    runtime: Runtime
    http: httpx.AsyncClient
    now: datetime
    people: dict[str, Caller]
    versions: dict[tuple[str, UUID], Any] = field(default_factory=dict)

    def as_(self, name: str) -> "Room":
        """Everything from now on is asked by this person."""
        caller = self.people[name]
        self.app.dependency_overrides[current_caller] = lambda: caller
        return self

    async def send(
        self, content: bytes | None = None, *, key: UUID | None = None, **fields: Any
    ) -> httpx.Response:
        return await self.http.post(
            "/api/media/photos",
            files={"file": ("../../x.jpg", content if content is not None else corpus.photo())},
            data={name: str(value) for name, value in fields.items()},
            headers={"Idempotency-Key": str(key or uuid4())},
        )

    async def sent(self, content: bytes | None = None, **fields: Any) -> UUID:
        answer = await self.send(content, **fields)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["id"])

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(f"/api/media{path}", headers=headers)

    async def hears(self, event: type[Event], case_id: UUID = CASE, **facts: Any) -> Outcome:
        publisher = event.type.split(".")[0]
        version = next(self.versions.setdefault((publisher, case_id), count(1)))
        fact = event(case_id=case_id, version=version, at=self.now, **facts)
        body = envelope.encode(fact, uuid4(), traceparent=None)
        return (await self.runtime.inbox.receive([Delivery(body)]))[0]

    async def reported(self, *photo_ids: UUID, by: str = "worker", case_id: UUID = CASE) -> None:
        outcome = await self.hears(
            ReportSubmitted,
            case_id,
            by=self.people[by].id,
            organisation_id=STREET,
            mode="general",
            description="占道经营",
            place=Place(),
            photo_ids=photo_ids,
            judgement=JUDGED,
        )
        assert outcome is Outcome.APPLIED

    async def amended(self, *photo_ids: UUID) -> None:
        await self.hears(
            ReportAmended,
            by=self.people["worker"].id,
            description="",
            place=Place(),
            photo_ids=photo_ids,
            judgement=JUDGED,
        )

    async def dispatched(self, number: str = "FS-2026-1", case_id: UUID = CASE) -> None:
        await self.hears(
            CaseDispatched,
            case_id,
            number=number,
            organisation_id=DISTRICT,
            pool="list",
            mode="general",
            category_code=None,
            description="",
            place=Place(),
            photo_ids=(),
            reporter_id=self.people["worker"].id,
            reporter_organisation_id=STREET,
            due_at=self.now,
            provisional=False,
        )

    async def rectified(self, before: UUID, after: UUID, *, round: int = 1) -> None:
        await self.hears(
            RectificationSubmitted,
            by=self.people["handler"].id,
            organisation_id=DISTRICT,
            round=round,
            solution="已清理",
            before_photo_ids=(before,),
            after_photo_ids=(after,),
        )

    async def makes(self) -> None:
        await jobs.make_due(self.runtime)

    async def published(self) -> list[dict[str, Any]]:
        async with self.runtime.database.read() as tx:
            rows = await tx.execute(sa.select(outbox.c.payload).order_by(outbox.c.id))
            messages = [envelope.decode(body) for body in rows.scalars()]
        return [
            {"type": message.type, "version": message.version, **vars(message)["data"]}
            for message in messages
        ]

    async def rows(self, table: sa.Table) -> list[Any]:
        async with self.runtime.database.read() as tx:
            return list(await tx.execute(sa.select(table)))

    def files(self) -> list[str]:
        folder = Path(self.runtime.settings.objects_url.removeprefix("file://"))
        return sorted(str(each.relative_to(folder)) for each in folder.rglob("*.*"))


def organisation(organisation_id: UUID) -> Organisation:
    parent = PARENTS[organisation_id]
    path = f"/{parent}/{organisation_id}/" if parent else f"/{organisation_id}/"
    name = f"单位{organisation_id.int}"
    return Organisation(
        organisation_id, parent, path, name, name, "", name, "street", "", None, None, True
    )


class Deaf(LocalBus):
    """Takes no fact, so that the outbox keeps what was published."""

    async def publish(self, messages):
        return [ConnectionError() for _ in messages]


@asynccontextmanager
async def opened(url: str, tmp_path: Path, **settings: Any) -> AsyncIterator[Room]:
    await migrate.upgrade(service, url)
    room: Room

    def clock() -> datetime:
        return room.now if started else datetime(2026, 11, 3, 4, 0, tzinfo=UTC)

    started = False
    known = service.settings(
        **{
            "database_url": url,
            "bus_url": "local:",
            "cursor_secret": "x" * 32,
            "objects_url": f"file://{tmp_path}/objects",
            "media_sandboxes": 1,
            "retry_delays": (3600.0,),
            **settings,
        }
    )
    async with (
        httpx.AsyncClient() as outside,
        running(service, known, works=False, bus=Deaf(), http=outside, clock=clock) as runtime,
    ):
        runtime.directory.replace([organisation(each) for each in PARENTS])
        app = build(service)
        app.state.runtime = runtime

        def person(number: int, organisation_id: UUID, *roles: Any) -> Caller:
            grants = tuple((role, organisation_id) for role in roles)
            return Caller(
                UUID(int=number), f"人{number}", organisation_id, uuid4(), grants, runtime.directory
            )

        people = {
            "worker": person(101, STREET, "inspector"),
            "colleague": person(102, STREET, "inspector"),
            "handler": person(103, DISTRICT, "handler"),
            "stranger": person(104, ELSEWHERE, "handler", "administrator"),
            "reviewer": person(105, CITY, "reviewer"),
            "observer": person(106, CITY, "observer"),
        }
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://media") as http:
            room = Room(app, runtime, http, datetime(2026, 11, 3, 4, 0, tzinfo=UTC), people)
            started = True
            yield room.as_("worker")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/media.db"
    url: str = request.getfixturevalue("postgres_server").create(f"media_{uuid4().hex[:8]}")
    return url


@pytest.fixture
async def room(database_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(database_url, tmp_path) as found:
        yield found


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


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


@pytest.mark.parametrize("name", corpus.NOT_PHOTOS)
async def test_what_is_no_photo_is_refused_at_the_door(name: str, tmp_path: Path):
    async with opened(f"sqlite+aiosqlite:///{tmp_path}/media.db", tmp_path) as room:
        assert problem(await room.send(corpus.NOT_PHOTOS[name])) == (422, "not-aphoto")
        assert room.files() == []


async def test_an_empty_file_and_a_bomb_are_refused_by_name(room: Room):
    assert problem(await room.send(b"")) == (422, "empty-file")
    assert problem(await room.send(corpus.bomb())) == (422, "too-many-pixels")


async def test_an_upload_without_end_is_refused_before_it_is_read(room: Room):
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n\xff\xd8\xff'
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


async def test_a_photo_that_cannot_be_decoded_is_rejected_alone(room: Room):
    broken, good = await room.sent(corpus.truncated()), await room.sent()

    await room.makes()

    reasons = {event["photo_id"]: event.get("reason") for event in await room.published()}
    assert reasons == {str(broken): "damaged", str(good): None}
    answer = await room.get(f"/photos/{broken}/picture")
    assert problem(answer) == (404, "no-picture")


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
    [("worker", True), ("colleague", True), ("handler", True), ("reviewer", True)]
    + [("observer", True), ("stranger", False)],
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
    assert len(room.files()) == 5

    await jobs.sweep(room.runtime)
    assert len(room.files()) == 5
    room.now += timedelta(hours=2)
    await jobs.sweep(room.runtime)

    (row,) = await room.rows(tables.photos)
    assert room.files() == sorted([row.original_key, row.picture_key, row.thumbnail_key])
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


async def test_a_result_that_comes_after_its_lease_is_dropped(room: Room):
    await room.sent()
    async with room.runtime.database.begin() as tx:
        late = await jobs.photos.claim_due(tx)
    assert late is not None
    room.now += timedelta(minutes=5)
    await room.makes()

    await jobs._reject(room.runtime, replace(late, attempts=9), reason="took-too-long")

    assert [event["type"] for event in await room.published()] == ["media.photo.ready.v1"]


async def test_two_workers_never_take_the_same_photo(room: Room):
    await room.sent()
    async with room.runtime.database.begin() as tx:
        assert await jobs.photos.claim_due(tx) is not None
    async with room.runtime.database.begin() as tx:
        assert await jobs.photos.claim_due(tx) is None
