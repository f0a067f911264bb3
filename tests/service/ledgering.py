"""A small city around a running ledger: its organisations, people and the facts it hears."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
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
from services.chassis.web import build
from services.contracts.event import Event
from services.contracts.identity import OrganisationChanged
from services.ledger.app import service
from tests.forms import Form
from tests.migrated import migrated
from tests.unit.ledger.builders import CITY, NOW, an_id, organisations

PROJECTIONS = ("cases", "photos", "rollup", "standing", "texts")
WRITING = {("cases", "changed_in"), ("texts", "id")}


class Ledger:
    """Let facts be `heard`, act as somebody, read what there is."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.client: httpx.AsyncClient
        self.act_as("observer", CITY)

    def act_as(self, role: str, organisation_id: UUID) -> None:
        """Let the following requests come from a person with one role."""
        self.caller = Caller(
            id=an_id(f"{role} of {organisation_id}"),
            name="王五",
            organisation_id=organisation_id,
            session_id=an_id("session"),
            grants=((role, organisation_id),),
            directory=self.runtime.directory,
        )

    async def hear(self, facts: Iterable[Event]) -> list[Outcome]:
        """Receive the facts as one batch."""
        return await self.runtime.inbox.receive([Delivery(encoded(fact)) for fact in facts])

    async def know_the_city(self) -> None:
        """Hear of the organisations, as the directory would."""
        await self.hear(
            OrganisationChanged(
                version=1,
                at=NOW - timedelta(days=1),
                organisation_id=each.id,
                parent_id=each.parent_id,
                path=each.path,
                code=each.code,
                name=each.name,
                kind=each.kind,
            )
            for each in organisations()
        )
        await self.runtime.directory.refresh(self.runtime.database)

    async def ask(self, path: str, **parameters: Any) -> httpx.Response:
        return await self.client.get(f"/api/ledger{path}", params=parameters)

    async def get(self, path: str, **parameters: Any) -> Any:
        answer = await self.ask(path, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any) -> httpx.Response:
        headers = {"Idempotency-Key": str(uuid4())}
        return await self.client.post(f"/api/ledger{path}", json=body, headers=headers)

    async def rows(self, table: str) -> list[tuple[Any, ...]]:
        """Every row of a table, in one order."""
        chosen = service.tables.tables[table]
        async with self.runtime.database.read() as tx:
            rows = await tx.execute(sa.select(chosen).order_by(*chosen.primary_key.columns))
            return [tuple(row) for row in rows]

    async def projections(self) -> dict[str, list[tuple[Any, ...]]]:
        """What is projected, without what tells only in which order it was written."""
        found = {}
        async with self.runtime.database.read() as tx:
            for name in PROJECTIONS:
                table = service.tables.tables[name]
                shown = [column for column in table.columns if (name, column.name) not in WRITING]
                query = sa.select(*shown).order_by(*shown)
                found[name] = [tuple(row) for row in await tx.execute(query)]
        return found

    async def run(self, statement: str) -> None:
        """Run a statement as somebody with the database's password could."""
        async with self.runtime.database.begin() as tx:
            await tx.execute(sa.text(statement))


def encoded(fact: Event) -> bytes:
    """The fact as a message of its own."""
    return envelope.encode(fact, uuid4(), traceparent=None)


@asynccontextmanager
async def a_ledger(form: Form) -> AsyncIterator[Ledger]:
    """Ledger in this form; it knows no organisation yet."""
    await migrated(service, form.database_url("ledger"))
    async with (
        open_client() as http,
        running(
            service, form.settings_of(service), works=False, bus=LocalBus(), http=http
        ) as runtime,
    ):
        ledger = Ledger(runtime)
        app = build(service)
        app.state.runtime = runtime
        app.dependency_overrides[current_caller] = lambda: ledger.caller
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://ledger") as client:
            ledger.client = client
            yield ledger
