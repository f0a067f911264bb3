"""A running media service with people at its door, and ways to feed it facts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa
from fastapi import FastAPI

from services.chassis import envelope, tasks
from services.chassis.callers import Caller, current_caller
from services.chassis.directory import Organisation
from services.chassis.http_client import open_client
from services.chassis.inbox import Delivery, Outcome
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import Runtime, running
from services.chassis.tables import outbox
from services.chassis.web import build
from services.chassis.workshop import Workshop
from services.contracts.closure import RectificationSubmitted
from services.contracts.dispatch import CaseDispatched
from services.contracts.event import Event
from services.contracts.intake import (
    CategoryListed,
    CategoryVerdict,
    Judgement,
    OrganisationVerdict,
    ReportAmended,
    ReportSubmitted,
    category_id,
)
from services.contracts.place import Place
from services.media import checking, resources
from services.media.app import service
from services.media.frames import Frame
from tests.migrated import migrated
from tests.unit.media import corpus

CITY, STREET, DISTRICT, ELSEWHERE = (UUID(int=number) for number in (1, 2, 3, 4))
CASE, OTHER_CASE = UUID(int=0xCA), UUID(int=0xCB)
NOWHERE = Place()
PARENTS = {CITY: None, STREET: CITY, DISTRICT: CITY, ELSEWHERE: None}
JUDGED = Judgement(
    category=CategoryVerdict(code=None, confidence=0),
    organisation=OrganisationVerdict(organisation_id=None, confidence=0),
)


TASK = outbox.c.type.startswith(tasks.PREFIX)


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

    async def reported(
        self,
        *photo_ids: UUID,
        by: str = "worker",
        case_id: UUID = CASE,
        organisation_id: UUID = STREET,
        place: Place = NOWHERE,
    ) -> None:
        outcome = await self.hears(
            ReportSubmitted,
            case_id,
            by=self.people[by].id,
            organisation_id=organisation_id,
            mode="general",
            description="占道经营",
            place=place,
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

    async def dispatched(
        self,
        number: str = "FS-2026-1",
        case_id: UUID = CASE,
        place: Place = NOWHERE,
        category_code: str | None = None,
    ) -> None:
        await self.hears(
            CaseDispatched,
            case_id,
            number=number,
            organisation_id=DISTRICT,
            pool="list",
            mode="general",
            category_code=category_code,
            description="",
            place=place,
            photo_ids=(),
            reporter_id=self.people["worker"].id,
            reporter_organisation_id=STREET,
            due_at=self.now,
            provisional=False,
        )

    async def listed(self, code: str, name: str, *, scheme: str = "GB/T 47678.5-2026") -> None:
        about = category_id(scheme, code)
        version = next(self.versions.setdefault(("intake", about), count(1)))
        fact = CategoryListed(
            category_id=about, version=version, at=self.now, scheme=scheme, code=code, name=name
        )
        body = envelope.encode(fact, uuid4(), traceparent=None)
        assert (await self.runtime.inbox.receive([Delivery(body)]))[0] is Outcome.APPLIED

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
        """Do everything that is handed out, as a worker would."""
        workshop = Workshop(self.runtime)
        await workshop.ask_again()
        while handed_out := await self._handed_out():
            for body in handed_out:
                await workshop.do(body, again=False)

    async def _handed_out(self) -> list[bytes]:
        async with self.runtime.database.begin() as tx:
            gone = sa.delete(outbox).where(TASK).returning(outbox.c.payload)
            return list((await tx.execute(gone)).scalars())

    async def checks(self) -> None:
        await checking.check_due(self.runtime)

    async def warned(self, case_id: UUID = CASE) -> list[dict[str, Any]]:
        """Make and check what is due, and read the case's warnings."""
        await self.makes()
        await self.checks()
        answer = await self.get(f"/cases/{case_id}/warnings")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def told(self) -> list[dict[str, Any]]:
        """Make everything that is due, and what the sandbox was told to write each time."""
        sandboxes, told = resources.of(self.runtime).sandboxes, []
        run = sandboxes.run

        async def listened(task: str, *parts: bytes, **header: Any) -> Frame:
            told.append({"task": task, "parts": parts, **header})
            return await run(task, *parts, **header)

        sandboxes.run = listened
        try:
            await self.makes()
        finally:
            sandboxes.run = run
        return told

    async def published(self) -> list[dict[str, Any]]:
        async with self.runtime.database.read() as tx:
            facts = sa.select(outbox.c.payload).where(~TASK).order_by(outbox.c.id)
            rows = await tx.execute(facts)
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
    await migrated(service, url)
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
            "media_secret": "only-for-tests-0123456789",
            "pictures_secret": "only-for-tests-pictures",
            "retry_delays": (3600.0,),
            **settings,
        }
    )
    async with (
        open_client() as outside,
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
            "verifier": person(107, DISTRICT, "verifier"),
            "supervisor": person(108, CITY, "supervisor"),
            "administrator": person(109, CITY, "administrator"),
        }
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://media") as http:
            room = Room(app, runtime, http, datetime(2026, 11, 3, 4, 0, tzinfo=UTC), people)
            started = True
            yield room.as_("worker")


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")
