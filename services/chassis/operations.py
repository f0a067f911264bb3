"""For operators: messages a service could not handle and work that failed, to try again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from services.chassis import envelope, inbox_store, logs, workshop
from services.chassis.callers import CurrentCaller
from services.chassis.inbox_store import Parked
from services.chassis.refusals import NotFound
from services.chassis.runtime import Runtime

log = logs.get()
routes = APIRouter()


class ParkedMessage(BaseModel):
    message_id: UUID
    type: str
    publisher: str
    subject: UUID | None
    version: int | None
    code: str
    reason: str
    attempts: int
    parked_at: datetime | None
    body: Any = None


class ReplayResult(BaseModel):
    """`applied`, `duplicate`, `held`, `parked` (it failed again) or `skipped`."""

    outcome: str


class ParkedWork(BaseModel):
    """`reason` is the code of the last failure."""

    work: str
    id: UUID
    reason: str
    attempts: int
    parked_at: datetime


@routes.get("/parked")
async def list_parked(request: Request, caller: CurrentCaller) -> list[ParkedMessage]:
    """The hundred oldest messages that wait for a person."""
    caller.require_everywhere("administrator")
    runtime: Runtime = request.app.state.runtime
    async with runtime.database.read() as tx:
        return [_view(each) for each in await inbox_store.list_parked(tx)]


@routes.get("/parked/{message_id}")
async def inspect_parked(
    message_id: UUID, request: Request, caller: CurrentCaller
) -> ParkedMessage:
    """One parked message with its content."""
    caller.require_everywhere("administrator")
    runtime: Runtime = request.app.state.runtime
    async with runtime.database.read() as tx:
        for each in await inbox_store.list_parked(tx, limit=100_000):
            if each.message_id == message_id:
                view = _view(each)
                view.body = envelope.as_json(each.body)
                return view
    raise NotFound


@routes.post("/parked/{message_id}/replay")
async def replay(message_id: UUID, request: Request, caller: CurrentCaller) -> ReplayResult:
    """Handle a parked message again; who asked is kept."""
    caller.require_everywhere("administrator")
    runtime: Runtime = request.app.state.runtime
    outcome = await runtime.inbox.replay(message_id, by=caller.id)
    return ReplayResult(outcome=outcome.value)


@routes.post("/parked/{message_id}/skip")
async def skip(message_id: UUID, request: Request, caller: CurrentCaller) -> ReplayResult:
    """Give a parked message up, so that later facts of its subject go on; who asked is kept."""
    caller.require_everywhere("administrator")
    runtime: Runtime = request.app.state.runtime
    await runtime.inbox.skip(message_id, by=caller.id)
    return ReplayResult(outcome="skipped")


@routes.get("/works")
async def list_parked_work(request: Request, caller: CurrentCaller) -> list[ParkedWork]:
    """Work that failed too often and waits for a person, the oldest first of each kind."""
    caller.require_everywhere("administrator")
    runtime: Runtime = request.app.state.runtime
    parked = await workshop.list_parked(runtime.database, runtime.service.works.by_name)
    return [ParkedWork.model_validate(each, from_attributes=True) for each in parked]


@routes.post("/works/{work}/{row_id}/retry", status_code=204)
async def retry_work(work: str, row_id: UUID, request: Request, caller: CurrentCaller) -> None:
    """Give parked work a new chance."""
    caller.require_everywhere("administrator")
    runtime: Runtime = request.app.state.runtime
    await workshop.retry(runtime.database, runtime.service.works.by_name, work, row_id)
    log.info("work retried", service=runtime.name, work=work, id=str(row_id), by=str(caller.id))


def _view(message: Parked) -> ParkedMessage:
    return ParkedMessage.model_validate(message, from_attributes=True).model_copy(
        update={"body": None}
    )
