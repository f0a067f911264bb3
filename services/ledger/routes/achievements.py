"""The achievements library: before and after of every closed case."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.chassis.callers import CurrentCaller
from services.chassis.pages import Page, Paging
from services.chassis.web import OwnDatabase, router
from services.ledger.domain.case import Case
from services.ledger.routes.table import Question
from services.ledger.store import cases, ordering, table
from services.ledger.table.conditions import All, Compared, Order, checked

routes = router()

CLOSED = Compared.model_validate({"column": "closed_at", "is": "filled"})
NEWEST = [Order(column="closed_at", descending=True)]


class Achievement(BaseModel):
    """A closed case. `comparison_ready` tells whether media has the picture of its last round."""

    model_config = ConfigDict(from_attributes=True)

    case_id: UUID
    number: str | None
    organisation_id: UUID | None
    category: str | None
    description: str | None
    solution: str | None
    before_photo_ids: list[UUID]
    after_photo_ids: list[UUID]
    comparison_id: UUID | None
    comparison_ready: bool
    closed_at: datetime

    @classmethod
    def of(cls, case: Case) -> Self:
        view = cls.model_validate(case)
        view.description = case.approved_description or case.description
        return view


@routes.get("/achievements")
async def list_achievements(
    caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[Achievement]:
    """Closed cases in the caller's scope, the newest closing first."""
    async with database.read() as tx:
        found = await cases.page_closed(tx, scope=caller.scope, paging=paging)
    page = paging.page(found, lambda each: (each.closed_at, each.case_id))
    return Page(items=[Achievement.of(each) for each in page.items], next=page.next)


@routes.post("/achievements/query")
async def search_achievements(
    body: Question, caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[Achievement]:
    """The same among those that meet a condition of the super table: words, category, place, days,
    `comparison_ready`."""
    asked = [CLOSED] if body.where is None else [CLOSED, body.where]
    condition = checked(All(all=asked))
    async with database.read() as tx:
        found = await table.page(tx, condition, NEWEST, scope=caller.scope, paging=paging)
    page = paging.page(found, lambda each: ordering.key_of(each, NEWEST))
    return Page(items=[Achievement.of(each) for each in page.items], next=page.next)
