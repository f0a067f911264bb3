"""Capture tickets: fetched ahead with signal, so that photos taken without it can be relied on."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.commands import Creating
from services.chassis.web import CurrentRuntime, router
from services.media import resources, tickets
from services.media.routes.views import MAY_UPLOAD
from services.media.tickets import Ticket

MOST = 50

routes = router()


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int = Field(default=1, ge=1, le=MOST)


class TicketView(BaseModel):
    """`ticket` is what an upload names; the other fields say what is written in it."""

    ticket: str
    nonce: UUID
    person_id: UUID
    organisation_id: UUID
    issued_at: datetime
    expires_at: datetime


class TicketsView(BaseModel):
    items: list[TicketView]


@routes.post("/tickets", response_model=TicketsView, status_code=201)
async def issue(body: Wanted, command: Creating, runtime: CurrentRuntime) -> Response:
    """Issue capture tickets, each good for one photo of this person."""
    caller = command.caller
    caller.require(*MAY_UPLOAD)
    settings = resources.of(runtime).settings
    async with command.begin() as tx:
        issued_at = tx.at.replace(microsecond=0)
        issued = [
            Ticket(
                nonce=uuid4(),
                person_id=caller.id,
                organisation_id=caller.organisation_id,
                issued_at=issued_at,
                expires_at=issued_at + timedelta(hours=settings.media_ticket_hours),
            )
            for _ in range(body.count)
        ]
        shown = [
            TicketView(ticket=tickets.written(each, secret=settings.media_secret), **vars(each))
            for each in issued
        ]
        return command.answer(201, TicketsView(items=shown))
