"""The two toy services running in a form, and messages to feed them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

from services.chassis import envelope
from services.chassis.inbox import Delivery
from services.chassis.runtime import Runtime
from tests.forms import Form
from tests.service.chassis import notes as toy
from tests.service.chassis.notes import NoteDropped, NoteWritten


@asynccontextmanager
async def notes_and_board(
    form: Form, board: toy.Board | None = None
) -> AsyncIterator[tuple[Runtime, Runtime]]:
    services = (toy.notes_service(), toy.board_service(board or toy.Board()))
    for service in services:
        await toy.create_tables(service, form.database_url(service.name))
    await form.declare_topology(*services)
    async with form.running(*services) as runtimes:
        yield runtimes["notes"], runtimes["board"]


def delivery(event: NoteWritten | NoteDropped) -> Delivery:
    return Delivery(envelope.encode(event, uuid4(), traceparent=None))


def note(version: int, text: str, note_id: UUID | None = None) -> NoteWritten:
    return NoteWritten(note_id=note_id or uuid4(), text=text, version=version, at=datetime.now(UTC))
