"""A running notice service in a small city: let it hear facts, ask as somebody, turn its clock."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

from services.chassis import envelope
from services.chassis.callers import Caller, current_caller
from services.chassis.clock import utc_now
from services.chassis.http_client import open_client
from services.chassis.inbox import Delivery, Outcome
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import Runtime, running
from services.chassis.web import build
from services.contracts.event import Event
from services.notice.app import service
from services.notice.store.messages import Attempt
from services.notice.tables import attempts, messages
from tests.forms import Form, until
from tests.migrated import migrated
from tests.unit.notice.builders import (
    ADMINISTRATOR,
    CITY,
    DISTRICT,
    NOW,
    an_id,
    organisations,
    staff,
)

Fact = TypeVar("Fact", bound=Event)


class Office:
    """`ask` and the like come from whoever `act_as` named last."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.runtime: Runtime
        self.client: httpx.AsyncClient
        self.caller: Caller

    def act_as(self, person_id: UUID, role: Any, of: UUID, *, session: str = "session") -> None:
        self.caller = Caller(
            id=person_id,
            name="王五",
            organisation_id=of,
            session_id=an_id(session),
            grants=((role, of),),
            directory=self.runtime.directory,
        )

    async def hear(self, *facts: Event) -> list[Outcome]:
        """Receive the facts as one batch."""
        return await self.runtime.inbox.receive([encoded(fact) for fact in facts])

    async def request(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"Idempotency-Key": str(uuid4()), "Accept-Language": "zh", **headers}
        return await self.client.request(method, f"/api/notice{path}", json=body, headers=given)

    async def change(self, method: str, path: str, body: Any, *, version: int = 1) -> Any:
        return await self.request(method, path, body, **{"If-Match": f'"v{version}"'})

    async def get(self, path: str, *, language: str = "zh", **parameters: Any) -> Any:
        answer = await self.client.get(
            f"/api/notice{path}", params=parameters, headers={"Accept-Language": language}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def inbox(self, person_id: UUID, **parameters: Any) -> list[dict[str, Any]]:
        """What a person was told, the newest first."""
        kept = getattr(self, "caller", None)
        self.act_as(person_id, "inspector", an_id("street"))
        found: list[dict[str, Any]] = (await self.get("/notices", **parameters))["items"]
        if kept is not None:
            self.caller = kept
        return found

    async def kinds(self, person_id: UUID) -> list[str]:
        return [each["kind"] for each in await self.inbox(person_id)]

    async def add_channel(self, **given: Any) -> dict[str, Any]:
        """A channel of the one who acts."""
        answer = await self.request("POST", "/channels", {"name": "渠道", **given})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def add_webhook(self, url: str, **given: Any) -> dict[str, Any]:
        """A district's, set up by the city's administrator, who acts from now on."""
        self.act_as(ADMINISTRATOR, "administrator", CITY)
        return await self.add_channel(
            kind="webhook", address=url, organisation_id=str(DISTRICT), **given
        )

    async def tries(self) -> list[Attempt]:
        """Every try of every letter, in order."""
        columns = [attempts.c[name] for name in Attempt.__dataclass_fields__]
        async with self.runtime.database.read() as tx:
            rows = await tx.execute(sa.select(*columns).order_by(attempts.c.id))
            return [Attempt(**row._mapping) for row in rows]

    async def waiting(self) -> int:
        """How many messages wait on channels."""
        async with self.runtime.database.read() as tx:
            rows = await tx.execute(
                sa.select(sa.func.count(messages.c.id)).where(messages.c.sent_at.is_(None))
            )
            return int(rows.scalar_one())

    async def until_waiting(self, count: int) -> None:
        """Poll until so many messages wait."""

        async def so_many() -> bool:
            return await self.waiting() == count

        await until(so_many, within=30)

    async def run(self, statement: sa.Executable) -> None:
        async with self.runtime.database.begin() as tx:
            await tx.execute(statement)

    async def tried(self, times: int) -> list[Attempt]:
        """Wait for so many tries."""

        async def enough() -> list[Attempt]:
            found = await self.tries()
            return found if len(found) >= times else []

        found: list[Attempt] = await until(enough, within=30)
        return found


def fresh(fact: Fact) -> Fact:
    """The same fact, of this moment by the real clock."""
    return fact.model_copy(update={"at": utc_now()})


def encoded(fact: Event) -> Delivery:
    """The fact as a message of its own."""
    return Delivery(envelope.encode(fact, uuid4(), traceparent=None))


@asynccontextmanager
async def an_office(
    form: Form, *, works: bool = False, people: Iterable[Event] | None = None, **settings: Any
) -> AsyncIterator[Office]:
    """Notice in this form, in a city that it knows. With `works` letters are sent, by the real
    clock; without, its clock stands until it is turned."""
    office = Office()
    await migrated(service, form.database_url("notice"))
    bus = LocalBus() if form.is_embedded or not works else None
    if bus is None:
        await form.declare_topology(service)
    clock = {} if works else {"clock": lambda: office.now}
    async with (
        open_client() as http,
        running(
            service,
            form.settings_of(service, **settings),
            works=works,
            bus=bus,
            http=http,
            **clock,
        ) as runtime,
    ):
        if bus is not None and works:
            bus.open()
        office.runtime = runtime
        await office.hear(*organisations(), *(staff() if people is None else people))
        await runtime.directory.refresh(runtime.database)
        app = build(service)
        app.state.runtime = runtime
        app.dependency_overrides[current_caller] = lambda: office.caller
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://notice") as client:
            office.client = client
            yield office
