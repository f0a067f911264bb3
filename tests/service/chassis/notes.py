"""Two toy services: `notes` announces notes, `board` pins what it hears."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Column, Integer, String, Table, Uuid
from sqlalchemy.ext.asyncio import create_async_engine

from services.chassis.blueprint import Service
from services.chassis.commands import Changing, Creating
from services.chassis.history import LastChange
from services.chassis.refusals import Conflict, NotFound
from services.chassis.rows import Row, Rows, work_rows
from services.chassis.runtime import Runtime
from services.chassis.tables import service_metadata
from services.chassis.transaction import Transaction
from services.chassis.web import router
from services.contracts.event import EVENTS, Event


class NoteWritten(Event, type="notes.note.written.v1", subject="note_id"):
    """Somebody wrote or rewrote a note."""

    note_id: UUID
    text: str


class NoteDropped(Event, type="notes.note.dropped.v1", subject="note_id"):
    """A note nobody listens to; only its version counts."""

    note_id: UUID


for toy in (NoteWritten, NoteDropped):
    EVENTS.pop(toy.type)  # the contract tests look at the real ones only

written = service_metadata()
notes = Table(
    "notes",
    written,
    Column("id", Uuid, primary_key=True),
    Column("text", String, nullable=False),
    Column("version", Integer, nullable=False),
)
pinned = service_metadata()
pins = Table(
    "pins",
    pinned,
    Column("id", Integer, primary_key=True),
    Column("note_id", Uuid, nullable=False),
    Column("text", String, nullable=False),
    Column("version", Integer, nullable=False),
)


class Ugly(Conflict):
    zh = "这张便签不能上墙。"
    en = "This note can't be pinned."


class Board:
    """What the board's handler does; tests make it fail, or let something happen meanwhile."""

    def __init__(self) -> None:
        self.failures = 0
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def pin(self, event: NoteWritten, tx: Transaction) -> None:
        if event.text == "ugly":
            raise Ugly
        await tx.execute(
            sa.insert(pins).values(note_id=event.note_id, text=event.text, version=event.version)
        )
        if self.meanwhile is not None:
            happen, self.meanwhile = self.meanwhile, None
            await happen()
        if event.text == "fragile" and self.failures > 0:
            self.failures -= 1
            raise RuntimeError("the pin broke")


routes = router()


@routes.post("/notes")
async def write(body: dict[str, str], command: Creating):  # type: ignore[no-untyped-def]
    async with command.begin() as tx:
        note_id = uuid4()
        await add_note(tx, note_id, body["text"])
        return command.answer(201, {"id": note_id}, version=1)


@routes.post("/notes/{note_id}/text")
async def rewrite(note_id: UUID, body: dict[str, str], command: Changing):  # type: ignore[no-untyped-def]
    async with command.begin() as tx:
        version = await lock_note(tx, note_id)
        command.require_version(version)
        await write_again(tx, note_id, body["text"], version + 1)
        return command.answer(200, {"id": note_id}, version=version + 1)


class TextRow(Row):
    text: str


@routes.post("/notes/texts")
async def rewrite_many(body: Rows[TextRow], command: Creating):  # type: ignore[no-untyped-def]
    async def work(tx: Transaction, row: TextRow) -> int:
        version = await lock_note(tx, row.id)
        row.require_version(version, LastChange("李四", "改写了便签", "rewrote the note", tx.at))
        await write_again(tx, row.id, row.text, version + 1)
        if row.text == "ugly":
            raise Ugly
        return version + 1

    return await work_rows(command, body.items, work)


async def lock_note(tx: Transaction, note_id: UUID) -> int:
    wanted = sa.select(notes.c.version).where(notes.c.id == note_id).with_for_update()
    version: int | None = (await tx.execute(wanted)).scalar()
    if version is None:
        raise NotFound
    return version


async def add_note(tx: Transaction, note_id: UUID, text: str) -> None:
    await tx.execute(sa.insert(notes).values(id=note_id, text=text, version=1))
    await tx.publish(NoteWritten(note_id=note_id, text=text, version=1, at=tx.at))


async def write_again(tx: Transaction, note_id: UUID, text: str, version: int) -> None:
    await tx.execute(
        sa.update(notes).where(notes.c.id == note_id).values(text=text, version=version)
    )
    await tx.publish(NoteWritten(note_id=note_id, text=text, version=version, at=tx.at))


def notes_service() -> Service:
    EVENTS[NoteWritten.type] = NoteWritten
    return Service(name="notes", title="Notes", routes=routes, tables=written, handlers={})


def board_service(board: Board) -> Service:
    EVENTS[NoteWritten.type] = NoteWritten
    return Service(
        name="board",
        title="Board",
        routes=router(),
        tables=pinned,
        handlers={NoteWritten: board.pin},
    )


async def create_tables(service: Service, url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(service.tables.create_all)
    await engine.dispose()


async def pinned_texts(runtime: Runtime) -> list[str]:
    """The pinned texts in the order they were pinned."""
    async with runtime.database.read() as tx:
        return list((await tx.execute(sa.select(pins.c.text).order_by(pins.c.id))).scalars())


async def count(runtime: Runtime, table: sa.Table) -> int:
    async with runtime.database.read() as tx:
        return int((await tx.execute(sa.select(sa.func.count()).select_from(table))).scalar_one())
