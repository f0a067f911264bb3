"""The super table asked by conditions: pages in any order, counts, groups."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller
from services.chassis.directory import Directory, UnknownOrganisation
from services.chassis.pages import Page, Paging
from services.chassis.refusals import Invalid
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger.routes.views import CaseView, photos_of
from services.ledger.store import ordering, photos, table
from services.ledger.table.columns import COLUMNS, GROUPED, Column, Kind, Owner
from services.ledger.table.conditions import (
    ColumnUnknown,
    Condition,
    Order,
    checked,
)

routes = router()

MOST_GROUPS = 500


class NotGrouped(Invalid):
    zh = "“{column}”列的值过多，不能分组。"
    en = "The column {column} has too many values to group by."


class ColumnView(BaseModel):
    """A column, what its values are, and whose commands change it."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    kind: Kind
    owner: Owner
    zh: str
    en: str


class Question(BaseModel):
    """Which cases; every case in the caller's scope without `where`."""

    model_config = ConfigDict(extra="forbid")

    where: Condition | None = None

    def condition(self) -> Condition | None:
        """What is asked, its values as their columns hold them."""
        return None if self.where is None else checked(self.where)


class OrderedQuestion(Question):
    """Which cases, in which order; without one the latest begun first."""

    order: Annotated[list[Order], Field(max_length=4)] = Field(default_factory=list)


class GroupedQuestion(Question):
    """Which cases, counted by the values of up to three columns."""

    by: Annotated[list[str], Field(min_length=1, max_length=3)]

    def columns(self) -> list[Column]:
        found = []
        for name in self.by:
            if name not in COLUMNS:
                raise ColumnUnknown(column=name)
            if COLUMNS[name].kind not in GROUPED:
                raise NotGrouped(column=name)
            found.append(COLUMNS[name])
        return found


class Count(BaseModel):
    """How many cases; `exact` is false where there are more than that."""

    cases: int
    exact: bool


class Group(BaseModel):
    """The value of each column grouped by, its name where it is an organisation's, and how many."""

    values: list[str | bool | None]
    names: list[str | None]
    cases: int


class Groups(BaseModel):
    """The biggest groups first; `more` when some were left off."""

    items: list[Group]
    more: bool


@routes.get("/table/columns")
async def list_columns(caller: CurrentCaller) -> list[ColumnView]:
    """Everything that can be shown, filtered and sorted."""
    return [ColumnView.model_validate(column) for column in COLUMNS.values()]


@routes.post("/table/query")
async def query_table(
    body: OrderedQuestion, caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[CaseView]:
    """A page of the cases that meet the condition; it changes nothing."""
    condition, order = body.condition(), [each.fitting() for each in body.order]
    async with database.read() as tx:
        found = await table.page(tx, condition, order, scope=caller.scope, paging=paging)
        ready = await photos.ready(tx, {photo for each in found for photo in photos_of(each)})
        told = await table.told_with(tx, {each.case_id for each in found})
    page = paging.page(found, lambda each: ordering.key_of(each, order))
    views = [
        CaseView.of(each, ready=ready, records=told.get(each.case_id, ())) for each in page.items
    ]
    return Page(items=views, next=page.next)


@routes.post("/table/count")
async def count_table(body: Question, caller: CurrentCaller, database: OwnDatabase) -> Count:
    """How many cases meet the condition, exactly up to ten thousand."""
    async with database.read() as tx:
        found = await table.count(tx, body.condition(), scope=caller.scope)
    return Count(cases=min(found, table.COUNTED_TO), exact=found <= table.COUNTED_TO)


@routes.post("/table/groups")
async def group_table(
    body: GroupedQuestion,
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
    limit: Annotated[int, Query(ge=1, le=MOST_GROUPS)] = 100,
) -> Groups:
    """The cases that meet the condition, counted by columns."""
    by = body.columns()
    async with database.read() as tx:
        found = await table.groups(tx, body.condition(), by, scope=caller.scope, most=limit)
    items = [
        Group(
            values=[_shown(value) for value in values],
            names=[
                _name(column, value, runtime.directory)
                for column, value in zip(by, values, strict=True)
            ],
            cases=cases,
        )
        for values, cases in found[:limit]
    ]
    return Groups(items=items, more=len(found) > limit)


def _shown(value: Any) -> str | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool) else str(value)


def _name(column: Column, value: Any, directory: Directory) -> str | None:
    if column.kind != "organisation" or not isinstance(value, UUID):
        return None
    try:
        return directory.find(value).name
    except UnknownOrganisation:
        return None
