"""A small city around a running dispatch: its organisations, people, facts and clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

from services.chassis import envelope
from services.chassis.callers import Caller, current_caller
from services.chassis.http_client import open_client
from services.chassis.inbox import Delivery, Outcome
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import Runtime, running
from services.chassis.tables import outbox
from services.chassis.web import build
from services.contracts.event import Event, publisher_of
from services.contracts.identity import OrganisationChanged
from services.contracts.review import ProblemApproved, UrgentConfirmed
from services.dispatch.app import service
from tests.forms import Form, until
from tests.migrated import migrated
from tests.unit.dispatch.builders import (
    BRIGADE,
    DONGZHOU,
    NOW,
    STREET,
    XINFU,
    a_problem,
    an_id,
)

CITY = an_id("city")
PREFIXES = {XINFU: "XF", DONGZHOU: "DZ", BRIGADE: "ZSDD", STREET: "", CITY: ""}
KINDS = {XINFU: "district", DONGZHOU: "district", BRIGADE: "brigade", STREET: "street"}


class Recorder(LocalBus):
    """A bus that keeps what is published."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    async def publish(self, messages: Any) -> list[Exception | None]:
        self.events += [envelope.decode(message.body).event for message in messages]
        return [None] * len(messages)


class City:
    """Turn `now`, let facts be `heard`, act as somebody through `client`."""

    def __init__(self) -> None:
        self.now = NOW
        self.bus = Recorder()
        self.runtime: Runtime
        self.client: httpx.AsyncClient
        self.caller: Caller
        self._versions: dict[tuple[str, UUID], int] = {}

    def at(self) -> datetime:
        return self.now

    def act_as(self, role: str, organisation_id: UUID, *, name: str = "王五") -> None:
        """Let the following requests come from a person with one role."""
        self.caller = Caller(
            id=an_id(f"{role} of {organisation_id}"),
            name=name,
            organisation_id=organisation_id,
            session_id=an_id("session"),
            grants=((role, organisation_id),),
            directory=self.runtime.directory,
        )

    async def hear(self, event: Event) -> Outcome:
        """Receive the event as its publisher's next fact about its subject."""
        key = (publisher_of(event.type), event.subject)
        version = self._versions.get(key, 0) + 1
        event = event.model_copy(update={"version": version})
        outcome = await self.deliver(event)
        if outcome is Outcome.APPLIED:
            self._versions[key] = version
        return outcome

    async def deliver(self, event: Event) -> Outcome:
        body = envelope.encode(event, uuid4(), traceparent=None)
        return (await self.runtime.inbox.receive([Delivery(body)]))[0]

    async def announced(self) -> list[Event]:
        """Everything published so far."""

        async def sent() -> bool:
            async with self.runtime.database.read() as tx:
                return not (await tx.execute(sa.select(sa.func.count(outbox.c.id)))).scalar()

        await until(sent)
        return list(self.bus.events)

    async def get(self, path: str, **parameters: Any) -> Any:
        answer = await self.client.get(f"/api/dispatch{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self.client.put(f"/api/dispatch{path}", json=body, headers=headers)

    async def change(self, path: str, body: Any, *, version: int) -> httpx.Response:
        headers = {"If-Match": f'"v{version}"'}
        return await self.client.post(f"/api/dispatch{path}", json=body, headers=headers)

    async def create(self, path: str, body: Any, *, key: UUID | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": str(key or uuid4())}
        return await self.client.post(f"/api/dispatch{path}", json=body, headers=headers)


@asynccontextmanager
async def a_city(form: Form) -> AsyncIterator[City]:
    """Dispatch in this form, with a city of two districts, a street and a brigade."""
    city = City()
    await migrated(service, form.database_url("dispatch"))
    async with (
        open_client() as http,
        running(
            service,
            form.settings_of(service),
            works=False,
            bus=city.bus,
            http=http,
            clock=city.at,
        ) as runtime,
    ):
        city.runtime = runtime
        for organisation_id in PREFIXES:
            await city.hear(an_organisation_changed(organisation_id))
        await runtime.directory.refresh(runtime.database)
        city.act_as("reviewer", CITY)
        app = build(service)
        app.state.runtime = runtime
        app.dependency_overrides[current_caller] = lambda: city.caller
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://city") as client:
            city.client = client
            yield city


def an_organisation_changed(organisation_id: UUID, **changes: Any) -> OrganisationChanged:
    parent = None if organisation_id == CITY else CITY
    path = f"/{CITY}/" if parent is None else f"/{CITY}/{organisation_id}/"
    fields: dict[str, Any] = {
        "organisation_id": organisation_id,
        "version": 1,
        "at": NOW,
        "parent_id": parent,
        "path": path,
        "code": str(organisation_id)[:8],
        "name": f"{PREFIXES[organisation_id]} 单位",
        "kind": KINDS.get(organisation_id, "city"),
        "number_prefix": PREFIXES[organisation_id],
    }
    return OrganisationChanged(**{**fields, **changes})


def approved(case: str = "case", organisation_id: UUID = XINFU, **changes: Any) -> ProblemApproved:
    fields = {"organisation_id": organisation_id, **_decided(case)}
    return ProblemApproved(**{**fields, **changes})


def confirmed(case: str = "case", **changes: Any) -> UrgentConfirmed:
    return UrgentConfirmed(**{**_decided(case), "mode": "urgent", **changes})


def _decided(case: str) -> dict[str, Any]:
    problem = vars(a_problem())
    return {"case_id": an_id(case), "version": 1, "at": NOW, "by": an_id("decider"), **problem}
