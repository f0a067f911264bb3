"""The official ledger's entries, and their corrections."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response
from pydantic import BaseModel, Field

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Creating
from services.chassis.pages import Page, Paging
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger.domain import entry as domain
from services.ledger.domain.entry import Kind
from services.ledger.routes.asked import AskedPeriod
from services.ledger.store import entries
from services.ledger.store.entries import Entry, New

routes = router()

Text = Annotated[str, Field(max_length=4000)]


class EntryView(BaseModel):
    """An entry with its place in the chain; hashes are SHA-256 in hexadecimal.

    `payload` is `null` when the content was taken out for the protection of a person.
    """

    chain: UUID
    seq: int
    kind: Kind
    case_id: UUID
    at: datetime
    payload: dict[str, Any] | None
    payload_hash: str
    prev_hash: str
    hash: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls.model_validate({**vars(entry.link), "payload": entry.payload})


class Correction(BaseModel):
    """What an entry should have said. `changes` maps fields of its payload to the right text."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    changes: Annotated[dict[str, Text | int | None], Field(min_length=1, max_length=40)]


@routes.get("/entries")
async def list_entries(
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
    paging: Paging,
    period: AskedPeriod,
    chain: UUID | None = None,
) -> Page[EntryView]:
    """The newest entries first; the period is when they were entered."""
    zone = ZoneInfo(runtime.settings.time_zone)
    since = before = None
    if period.first is not None:
        since = datetime.combine(period.first, time.min, zone).astimezone(UTC)
    if period.last is not None:
        before = datetime.combine(period.last + timedelta(days=1), time.min, zone).astimezone(UTC)
    async with database.read() as tx:
        found = await entries.page(
            tx, chain=chain, since=since, before=before, scope=caller.scope, paging=paging
        )
    page = paging.page(found, lambda each: (each.link.at, each.link.chain, each.link.seq))
    return Page(items=[EntryView.of(each) for each in page.items], next=page.next)


@routes.get("/entries/{case_id}")
async def read_entries(
    case_id: UUID, caller: CurrentCaller, database: OwnDatabase
) -> list[EntryView]:
    """Every entry about a case: each closing, each reopening, each correction."""
    async with database.read() as tx:
        found = await entries.of_case(tx, case_id, scope=caller.scope)
    return [EntryView.of(each) for each in found]


@routes.post("/chains/{chain}/entries/{seq}/corrections", status_code=201, response_model=EntryView)
async def correct(chain: UUID, seq: int, body: Correction, command: Creating) -> Response:
    """Put an entry right by a new one that points to it; the earlier one stays as it is."""
    scope = command.caller.require("lead_administrator")
    async with command.begin() as tx:
        found = await entries.find(tx, chain, seq, scope=scope)
        corrected = domain.correction(
            found.payload,
            corrects={"chain": str(chain), "seq": seq, "hash": found.link.hash},
            changes=body.changes,
            reason=body.reason,
            by=command.caller.id,
        )
        new = New(
            kind="correction",
            case_id=found.link.case_id,
            occasion=None,
            payload=corrected,
            organisation_id=found.organisation_id,
            reporter_organisation_id=found.reporter_organisation_id,
        )
        added = await entries.append(tx, new, chain=chain)
        view = EntryView.model_validate({**vars(added), "payload": corrected})
        return command.answer(201, view, location=f"/api/ledger/entries/{added.case_id}")
