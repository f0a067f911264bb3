"""One's own inbox: what there is, how much is unread, what was read."""

from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller
from services.chassis.pages import Page, Paging
from services.chassis.problems import language_of
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.notice.sending.letters import in_words, link_to
from services.notice.store import inbox, reference

LARGEST_ID = 2**53
NoticeId = Annotated[int, Path(ge=1, le=LARGEST_ID)]

routes = router()


class NoticeView(BaseModel):
    """`link` is where a screen opens what it is about; `deputy_for` the person in whose place the
    receiver was told."""

    id: int
    kind: str
    urgency: str
    title: str
    body: str
    link: str
    case_id: UUID | None
    deputy_for: UUID | None
    at: datetime
    read: bool


class Unread(BaseModel):
    """How much is left to read, and how much of it is urgent."""

    unread: int
    urgent: int


class Through(BaseModel):
    """The newest notice that was shown: what came later hasn't been seen."""

    model_config = ConfigDict(extra="forbid")

    through: Annotated[int, Field(ge=1, le=LARGEST_ID)]


@routes.get("/notices")
async def list_notices(
    request: Request,
    caller: CurrentCaller,
    runtime: CurrentRuntime,
    paging: Paging,
    unread: bool = False,
    kind: Annotated[str | None, Query(max_length=40)] = None,
) -> Page[NoticeView]:
    """What the caller was told in the last 180 days, the newest first."""
    language = "en" if language_of(request) == "en" else "zh"
    async with runtime.database.read() as tx:
        found = await inbox.page(tx, caller.id, unread=unread, kind=kind, paging=paging)
        templates = await reference.templates_in_use(tx)
    zone = ZoneInfo(runtime.settings.time_zone)
    views = []
    for each in found:
        words = in_words(
            each.kind,
            each.facts,
            language="en" if language == "en" else "zh",
            templates=templates,
            directory=runtime.directory,
            zone=zone,
        )
        views.append(
            NoticeView(
                id=each.id,
                kind=each.kind,
                urgency=each.urgency,
                title=words.title,
                body=words.body,
                link=link_to(each.case_id, each.facts),
                case_id=each.case_id,
                deputy_for=each.deputy_for,
                at=each.at,
                read=each.read_at is not None,
            )
        )
    return paging.page(views, lambda each: [each.id])


@routes.get("/notices/unread")
async def count_unread(caller: CurrentCaller, database: OwnDatabase) -> Unread:
    """How many of the caller's notices are unread."""
    async with database.read() as tx:
        count = await inbox.count(tx, caller.id)
    return Unread(unread=count.unread, urgent=count.urgent)


@routes.post("/notices/read")
async def read_all(body: Through, caller: CurrentCaller, database: OwnDatabase) -> Unread:
    """Mark read everything up to the newest notice that was shown."""
    async with database.begin() as tx:
        await inbox.read_through(tx, caller.id, body.through)
        count = await inbox.count(tx, caller.id)
    return Unread(unread=count.unread, urgent=count.urgent)


@routes.post("/notices/{notice_id}/read")
async def read_one(notice_id: NoticeId, caller: CurrentCaller, database: OwnDatabase) -> Unread:
    """Mark one notice read."""
    async with database.begin() as tx:
        await inbox.read_one(tx, caller.id, notice_id)
        count = await inbox.count(tx, caller.id)
    return Unread(unread=count.unread, urgent=count.urgent)
