"""Saved views of the super table: one's own, and those a department's people share."""

from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Self
from uuid import UUID, uuid4

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Changing, Creating, etag
from services.chassis.directory import UnknownOrganisation
from services.chassis.refusals import Forbidden
from services.chassis.transaction import Transaction
from services.chassis.web import OwnDatabase, router
from services.contracts.identity import Role
from services.ledger.routes.table import OrderedQuestion
from services.ledger.store import views
from services.ledger.store.views import View
from services.ledger.table.columns import COLUMNS
from services.ledger.table.conditions import ColumnUnknown

routes = router()

KEEPERS: tuple[Role, ...] = (
    "inspector",
    "reviewer",
    "leader",
    "handler",
    "supervisor",
    "verifier",
    "lead_administrator",
    "administrator",
)
"""Whoever works for a department may keep its views; an observer changes nothing."""


class NotYourView(Forbidden):
    zh = "只有视图的建立者或本单位工作人员可以修改。"
    en = "Only who made a view, or its department's staff, may change it."


class Shown(OrderedQuestion):
    """What a view shows: columns in their order (all of them without a list), after them extra
    columns by their names, cases, order."""

    columns: Annotated[list[str], Field(max_length=len(COLUMNS))] = Field(default_factory=list)
    extras: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=20)
    ] = Field(default_factory=list)

    @field_validator("columns", "extras")
    @classmethod
    def once_each(cls, names: list[str]) -> list[str]:
        if len(set(names)) != len(names):
            raise ValueError("a column is there twice")
        return names

    def fitting(self) -> Self:
        """Itself, if the table can show it."""
        self.condition()
        for each in self.order:
            each.fitting()
        for name in self.columns:
            if name not in COLUMNS:
                raise ColumnUnknown(column=name)
        return self


class NewView(BaseModel):
    """`organisation_id` shares it with that organisation and those below it."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=60)]
    shown: Shown
    organisation_id: UUID | None = None


class ChangedView(BaseModel):
    """The view's whole new content."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=60)]
    shown: Shown


class SavedView(BaseModel):
    """A view; `own` when the caller made it."""

    id: UUID
    name: str
    organisation_id: UUID | None
    own: bool
    shown: Shown
    version: int

    @classmethod
    def of(cls, view: View, caller: Caller) -> Self:
        return cls.model_validate({**vars(view), "own": view.owner_id == caller.id})


@routes.get("/table/views")
async def list_views(caller: CurrentCaller, database: OwnDatabase) -> list[SavedView]:
    """The caller's own views and those of the organisations they belong to."""
    async with database.read() as tx:
        found = await views.visible(tx, to=caller.id, of=departments(caller))
    return [SavedView.of(each, caller) for each in found]


@routes.post("/table/views", status_code=201, response_model=SavedView)
async def save_view(body: NewView, command: Creating) -> Response:
    """Keep a view, for oneself or for a department."""
    caller = command.caller
    if body.organisation_id is not None:
        caller.require(*KEEPERS).require(body.organisation_id)
    shown = body.shown.fitting().model_dump(mode="json", by_alias=True)
    view = View(uuid4(), caller.id, body.organisation_id, body.name, shown, 1)
    async with command.begin() as tx:
        await views.add(tx, view)
        location = f"/api/ledger/table/views/{view.id}"
        return command.answer(201, SavedView.of(view, caller), version=1, location=location)


@routes.get("/table/views/{view_id}")
async def read_view(
    view_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> SavedView:
    """One view that the caller may use."""
    async with database.read() as tx:
        found = await views.find(tx, view_id, to=caller.id, of=departments(caller))
    response.headers["ETag"] = etag(found.version)
    return SavedView.of(found, caller)


@routes.put("/table/views/{view_id}", response_model=SavedView)
async def change_view(view_id: UUID, body: ChangedView, command: Changing) -> Response:
    """Give a view a new name or content."""
    caller = command.caller
    shown = body.shown.fitting().model_dump(mode="json", by_alias=True)
    async with command.begin() as tx:
        found = await _held(tx, view_id, caller)
        command.require_version(found.version)
        view = replace(found, name=body.name, shown=shown, version=found.version + 1)
        await views.change(tx, view)
        return command.answer(200, SavedView.of(view, caller), version=view.version)


@routes.delete("/table/views/{view_id}", response_model=SavedView)
async def remove_view(view_id: UUID, command: Changing) -> Response:
    """Forget a view; the answer is what it was."""
    async with command.begin() as tx:
        found = await _held(tx, view_id, command.caller)
        command.require_version(found.version)
        await views.remove(tx, view_id)
        return command.answer(200, SavedView.of(found, command.caller))


async def _held(tx: Transaction, view_id: UUID, caller: Caller) -> View:
    """The view, if the caller may change it."""
    found = await views.find(tx, view_id, to=caller.id, of=departments(caller))
    keeps = caller.has(*KEEPERS) and caller.require(*KEEPERS).covers(found.organisation_id)
    if found.owner_id != caller.id and not keeps:
        raise NotYourView
    return found


def departments(caller: Caller) -> list[UUID]:
    """Whose views the caller sees: of where they belong or hold a role, and above."""
    found: list[UUID] = []
    for held in {caller.organisation_id, *(organisation for _, organisation in caller.grants)}:
        with suppress(UnknownOrganisation):
            found += [each.id for each in caller.directory.chain(held)]
    return found
