"""A running service with people in front of it: who asks, what it hears, what it announces."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

from services.chassis import envelope
from services.chassis.blueprint import Service
from services.chassis.callers import Caller, current_caller
from services.chassis.directory import Organisation
from services.chassis.http_client import open_client
from services.chassis.inbox import Delivery, Outcome
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import Runtime, running
from services.chassis.tables import outbox
from services.chassis.web import build
from services.contracts.event import Event
from tests.forms import Form, until
from tests.migrated import migrated

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
CITY, DISTRICT, STREET, OTHER_DISTRICT, OFFICE, GONE = (UUID(int=n) for n in range(1, 7))
TREE = {
    CITY: ("CITY", None),
    DISTRICT: ("D1", CITY),
    STREET: ("D1-S1", DISTRICT),
    OTHER_DISTRICT: ("D2", CITY),
    OFFICE: ("OFFICE", CITY),
    GONE: ("GONE", CITY),
}


@dataclass(frozen=True)
class Person:
    """Somebody with roles, each held for the organisation beside it."""

    id: UUID
    name: str
    organisation_id: UUID
    grants: tuple[tuple[Any, UUID], ...]


INSPECTOR = Person(UUID(int=101), "张三", STREET, (("inspector", STREET),))
OTHER_INSPECTOR = Person(UUID(int=102), "钱七", STREET, (("inspector", STREET),))
REVIEWER = Person(UUID(int=103), "李四", CITY, (("reviewer", CITY),))
COLLEAGUE = Person(UUID(int=104), "王五", CITY, (("reviewer", CITY),))
LEADER = Person(UUID(int=105), "赵六", CITY, (("leader", CITY),))
OBSERVER = Person(UUID(int=106), "孙八", CITY, (("observer", CITY),))
FAR_REVIEWER = Person(UUID(int=107), "周九", OTHER_DISTRICT, (("reviewer", OTHER_DISTRICT),))
FAR_LEADER = Person(UUID(int=108), "吴十", OTHER_DISTRICT, (("leader", OTHER_DISTRICT),))
ADMINISTRATOR = Person(UUID(int=109), "郑一", CITY, (("administrator", CITY),))
HANDLER = Person(UUID(int=110), "冯二", DISTRICT, (("handler", DISTRICT),))


class Recorder(LocalBus):
    """A bus that keeps what is published."""

    def __init__(self) -> None:
        super().__init__()
        self._events: list[Event | None] = []
        self._bodies: list[bytes] = []

    async def publish(self, messages: Any) -> list[Exception | None]:
        self._bodies += [message.body for message in messages if message.work is None]
        return [None] * len(messages)

    @property
    def events(self) -> list[Any]:
        """The facts, read when somebody looks: an import makes a hundred thousand."""
        self._events += [envelope.decode(body).event for body in self._bodies]
        self._bodies.clear()
        return self._events


class Desk:
    """One service. Turn `now`, ask as somebody, let it hear facts, read what it announced."""

    def __init__(self, name: str) -> None:
        self.now = NOW
        self.bus = Recorder()
        self.runtime: Runtime
        self.client: httpx.AsyncClient
        self.person = INSPECTOR
        self._root = f"/api/{name}"

    def caller(self) -> Caller:
        person = self.person
        return Caller(
            id=person.id,
            name=person.name,
            organisation_id=person.organisation_id,
            session_id=UUID(int=999),
            grants=person.grants,
            directory=self.runtime.directory,
        )

    async def get(self, path: str, *, by: Person, **parameters: Any) -> httpx.Response:
        self.person = by
        return await self.client.get(self._root + path, params=parameters)

    async def create(
        self, path: str, body: Any, *, by: Person, key: UUID | None = None
    ) -> httpx.Response:
        self.person = by
        headers = {"Idempotency-Key": str(key or uuid4())}
        return await self.client.post(self._root + path, json=body, headers=headers)

    async def create_raw(self, path: str, body: str, *, by: Person) -> httpx.Response:
        """The same with a body that no client would write."""
        self.person = by
        headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
        return await self.client.post(self._root + path, content=body, headers=headers)

    async def change(
        self, path: str, body: Any, *, by: Person, version: int, method: str = "POST"
    ) -> httpx.Response:
        self.person = by
        headers = {"If-Match": f'"v{version}"', "Accept-Language": "en"}
        return await self.client.request(method, self._root + path, json=body, headers=headers)

    async def put(self, path: str, body: Any, *, by: Person, **headers: str) -> httpx.Response:
        self.person = by
        return await self.client.put(self._root + path, json=body, headers=headers)

    async def hear(self, *events: Event) -> list[Outcome]:
        """Receive facts as the bus brings them."""
        return await self.runtime.inbox.receive(
            [Delivery(envelope.encode(event, uuid4(), traceparent=None)) for event in events]
        )

    async def announced(self, kind: type[Event] = Event) -> list[Any]:
        """Everything of a kind published so far, in order."""

        async def sent() -> bool:
            async with self.runtime.database.read() as tx:
                return not (await tx.execute(sa.select(sa.func.count(outbox.c.id)))).scalar()

        await until(sent)
        return [event for event in self.bus.events if isinstance(event, kind)]


@asynccontextmanager
async def a_desk(form: Form, service: Service) -> AsyncIterator[Desk]:
    """The service in this form, in a city of two districts, a street and two offices."""
    desk = Desk(service.name)
    await migrated(service, form.database_url(service.name))
    async with (
        open_client() as http,
        running(
            service,
            form.settings_of(service),
            works=False,
            bus=desk.bus,
            http=http,
            clock=lambda: desk.now,
        ) as runtime,
    ):
        desk.runtime = runtime
        runtime.directory.replace([_organisation(id) for id in TREE])
        app = build(service)
        app.state.runtime = runtime
        app.dependency_overrides[current_caller] = desk.caller
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            desk.client = client
            yield desk


def _organisation(id: UUID) -> Organisation:
    code, parent = TREE[id]
    return Organisation(
        id=id,
        parent_id=parent,
        path=_path(id),
        code=code,
        name=f"{code} 单位",
        name_en="",
        short_name="",
        kind="office",
        number_prefix=code,
        longitude=None,
        latitude=None,
        active=id != GONE,
    )


def _path(id: UUID) -> str:
    parent = TREE[id][1]
    return f"{_path(parent) if parent else '/'}{id}/"
