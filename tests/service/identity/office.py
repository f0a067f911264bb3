"""Identity as its clients meet it: over HTTP, with its real tokens and a clock to turn."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from services.chassis import envelope
from services.chassis.bus import Outgoing
from services.chassis.http_client import open_client
from services.chassis.inbox import Inbox
from services.chassis.runtime import Runtime, running
from services.chassis.tables import outbox
from services.chassis.web import build
from services.contracts.event import Event
from services.identity.app import service
from services.identity.first_administrator import create_administrator
from services.identity.settings import IdentitySettings
from tests.forms import Form, until
from tests.migrated import migrated

PASSWORD = "quiet lamps over harbour"
SECRET = "only-for-tests-0123456789-0123456789"


@dataclass
class Hand:
    """A clock that stands still until it is turned."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class Record:
    """A bus that keeps what it is given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        for message in messages:
            event = envelope.decode(message.body).event
            assert event is not None
            self.events.append(event)
        return [None] * len(messages)

    async def subscribe(self, service: str, publishers: frozenset[str], inbox: Inbox) -> None:
        """Nobody listens here."""

    async def unsubscribe(self) -> None:
        """Nobody listened."""

    def is_ready(self) -> bool:
        return True

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Office:
    """One process of identity, and what was published."""

    client: httpx.AsyncClient
    runtime: Runtime
    hand: Hand
    record: Record

    async def sign_in(self, username: str = "admin", password: str = PASSWORD) -> httpx.Response:
        credentials = {"username": username, "password": password}
        return await self.client.post("/sessions", json=credentials)

    async def bearer(self, username: str = "admin", password: str = PASSWORD) -> dict[str, str]:
        """The header of somebody who has just signed in."""
        answer = await self.sign_in(username, password)
        assert answer.status_code == 201, answer.text
        # Every client here carries its tokens itself.
        self.client.cookies.clear()
        return {"authorization": f"Bearer {answer.json()['access_token']}"}

    async def refresh(self, token: str) -> httpx.Response:
        answer = await self.client.post("/sessions/refresh", json={"refresh_token": token})
        self.client.cookies.clear()
        return answer

    async def me(self, headers: dict[str, str]) -> httpx.Response:
        return await self.client.get("/sessions/me", headers=headers)

    async def put_organisations(self, *entries: dict[str, Any]) -> httpx.Response:
        body = {"organisations": list(entries)}
        return await self.client.put("/organisations", json=body, headers=await self.bearer())

    async def put_people(self, *entries: dict[str, Any]) -> httpx.Response:
        body = {"people": list(entries)}
        return await self.client.put("/people", json=body, headers=await self.bearer())

    async def person(self, username: str) -> dict[str, Any]:
        answer = await self.client.get("/people?limit=200", headers=await self.bearer())
        return next(each for each in answer.json()["items"] if each["username"] == username)

    async def steps(self, username: str) -> list[dict[str, Any]]:
        """What happened to an account, the latest first."""
        path = f"/people/{(await self.person(username))['id']}/steps"
        answer = await self.client.get(path, headers=await self.bearer())
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def organisation_id(self, code: str) -> str:
        answer = await self.client.get("/organisations", headers=await self.bearer())
        tree = answer.json()["organisations"]
        return next(each["id"] for each in tree if each["code"] == code)

    async def events(self, kind: type[Event]) -> list[Any]:
        """What was published of a kind, once nothing waits to be."""
        await until(self._all_sent)
        return [event for event in self.record.events if isinstance(event, kind)]

    async def _all_sent(self) -> bool:
        async with self.runtime.database.read() as tx:
            return (await tx.execute(outbox.select().limit(1))).first() is None


def organisation(code: str, parent: str | None = "C", **given: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "kind": "district", "parent_code": parent} | given


def person(username: str, organisation: str = "C", **roles: str) -> dict[str, Any]:
    """`person("wang", "EAST", leader="EAST")`: an entry of the list with its roles."""
    return {
        "username": username,
        "name": f"{username} 先生",
        "organisation_code": organisation,
        "grants": [{"role": role, "organisation_code": code} for role, code in roles.items()],
        "password": PASSWORD,
    }


def key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


def settings_of(form: Form, **given: Any) -> IdentitySettings:
    fields = {
        "database_url": form.database_url("identity"),
        "bus_url": "local:",
        "cursor_secret": SECRET,
        "key_secret": SECRET,
    }
    return IdentitySettings(**fields | given)


@asynccontextmanager
async def an_office(
    form: Form, hand: Hand, record: Record, **settings: Any
) -> AsyncIterator[Office]:
    """A process of identity on the form's database, which is migrated already."""
    async with (
        open_client() as http,
        running(
            service, settings_of(form, **settings), works=False, bus=record, http=http, clock=hand
        ) as runtime,
    ):
        app = build(service)
        app.state.runtime = runtime
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        base = "https://city.test/api/identity"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            yield Office(client, runtime, hand, record)


@asynccontextmanager
async def a_city(form: Form) -> AsyncIterator[Office]:
    """An office with its first administrator at the city, code C."""
    await migrated(service, form.database_url("identity"))
    async with an_office(form, Hand(), Record()) as office:
        await create_administrator(
            office.runtime.database,
            username="admin",
            name="系统管理员",
            password=PASSWORD,
            organisation_code="C",
            organisation_name="某市",
        )
        await office.runtime.directory.refresh(office.runtime.database)
        yield office
