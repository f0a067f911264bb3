"""A toy service whose work is chores: each is done as often as it was wished for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Column, Integer, Table, Uuid

from services.chassis.blueprint import Service, Work, Works
from services.chassis.due import Claim, DueRows, due_columns
from services.chassis.refusals import Unavailable
from services.chassis.runtime import Runtime
from services.chassis.tables import service_metadata
from services.chassis.transaction import Transaction
from services.chassis.web import router
from tests.forms import Form
from tests.service.chassis import notes

metadata = service_metadata()
chores = Table(
    "chores",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("wanted", Integer, nullable=False),
    Column("made", Integer, nullable=False),
    *due_columns(),
)
ROWS = DueRows("chore", chores, chores.c.made < chores.c.wanted)


class BrokenBroom(Exception):
    """The chore fails."""


class Household:
    """Does chores, and notes how; a test makes some of them fail, wait or vanish."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
        self.done: list[UUID] = []
        self.begun: list[UUID] = []
        self.broken: set[UUID] = set()
        self.water_is_off = False
        self.go_on = asyncio.Event()
        self.go_on.set()

    def clock(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    async def do(self, runtime: Runtime, claim: Claim) -> None:
        self.begun.append(claim.id)
        await self.go_on.wait()
        if claim.id in self.broken:
            raise BrokenBroom
        if self.water_is_off:
            raise Unavailable
        async with runtime.database.begin() as tx:
            if not await ROWS.hold(tx, claim):
                return
            mine = chores.c.id == claim.id
            await tx.execute(sa.update(chores).where(mine).values(made=chores.c.made + 1))
            await ROWS.finish(tx, claim)
        self.done.append(claim.id)


def service_of(household: Household) -> Service:
    return Service(
        name="house",
        title="家务 · House",
        routes=router(),
        tables=metadata,
        handlers={},
        works=Works([Work(ROWS, household.do)], at_once=lambda settings: 2),
        keeps_directory=False,
    )


@asynccontextmanager
async def house(form: Form, household: Household) -> AsyncIterator[Runtime]:
    """The service with one worker."""
    service = service_of(household)
    await notes.create_tables(service, form.database_url("house"))
    await form.declare_topology(service)
    async with form.running(service, clock=household.clock) as runtimes:
        yield runtimes["house"]


async def wish(runtime: Runtime, *ids: UUID) -> list[UUID]:
    """New chores, asked for in one transaction."""
    async with runtime.database.begin() as tx:
        return await wish_in(tx, *ids)


async def wish_in(tx: Transaction, *ids: UUID) -> list[UUID]:
    wanted = list(ids) or [uuid4()]
    await tx.execute(sa.insert(chores), [{"id": each, "wanted": 1, "made": 0} for each in wanted])
    await ROWS.ask(tx, wanted)
    return wanted


async def wish_again(runtime: Runtime, chore: UUID) -> None:
    async with runtime.database.begin() as tx:
        mine = chores.c.id == chore
        await tx.execute(sa.update(chores).where(mine).values(wanted=chores.c.wanted + 1))
        await ROWS.ask(tx, [chore])


async def made(runtime: Runtime) -> dict[UUID, int]:
    async with runtime.database.read() as tx:
        found = await tx.execute(sa.select(chores.c.id, chores.c.made))
        return {row.id: row.made for row in found}


async def row(runtime: Runtime, chore: UUID) -> sa.Row[tuple[object, ...]]:
    async with runtime.database.read() as tx:
        return (await tx.execute(sa.select(chores).where(chores.c.id == chore))).one()
