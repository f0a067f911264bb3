"""Bulk edits of the table's extra columns, with their history; each can be undone as a whole."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID, uuid4

from fastapi import Query, Response
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Changing, Creating, etag
from services.chassis.pages import Page, PageRequest, Paging
from services.chassis.web import OwnDatabase, router
from services.contracts.identity import Role
from services.ledger.domain import edits as domain
from services.ledger.domain.edits import Cell, Edit, NothingToEdit, NotYourEdit, TooManyCases
from services.ledger.routes.table import Question
from services.ledger.store import edits as store
from services.ledger.store import table
from services.ledger.table.columns import COLUMNS

EDITORS: tuple[Role, ...] = (
    "reviewer",
    "handler",
    "supervisor",
    "lead_administrator",
    "administrator",
)
"""Who notes something in the table, in the cases of the organisations they hold the role for."""
TITLES = frozenset(name for each in COLUMNS.values() for name in (each.name, each.zh, each.en))

routes = router()


def _on_one_line(text: str) -> str:
    if '"' in text or not text.isprintable():
        raise ValueError("no quotation marks and nothing that can't be printed")
    return text


class NewEdit(Question):
    """A value for one extra column, of the cases that meet the condition or of those named;
    `null` empties it."""

    model_config = ConfigDict(extra="forbid")

    column: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
        AfterValidator(_on_one_line),
    ]
    value: Annotated[str, StringConstraints(min_length=1, max_length=4000)] | None
    case_ids: Annotated[list[UUID], Field(min_length=1, max_length=domain.MOST)] | None = None

    @model_validator(mode="after")
    def _of_some_cases(self) -> Self:
        if (self.where is None) == (self.case_ids is None):
            raise ValueError("either `where` or `case_ids` says which cases are meant")
        return self


class EditView(BaseModel):
    """Who put what where, in how many cases, and whether it was undone."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    editor_id: UUID
    editor: str
    organisation_id: UUID
    at: datetime
    column: str
    value: str | None
    cases: int
    version: int
    undone_at: datetime | None
    undone_by: str | None


class CellView(BaseModel):
    """What a case's cell showed before and after the edit."""

    case_id: UUID
    before: str | None
    after: str | None

    @classmethod
    def of(cls, cell: Cell, edit: Edit) -> Self:
        return cls(case_id=cell.case_id, before=cell.showed, after=edit.value)


@routes.post("/table/edits", status_code=201, response_model=EditView)
async def edit_cases(body: NewEdit, command: Creating) -> Response:
    """Put a value into an extra column of up to five thousand cases; all of them or none."""
    caller = command.caller
    scope = caller.require(*EDITORS)
    domain.require_extra(body.column, owned=TITLES)
    condition = body.condition()
    async with command.begin() as tx:
        turn = await store.round_of(tx)
        if body.case_ids is not None:
            found = await store.of_ids(tx, set(body.case_ids), scope=scope)
        else:
            first = PageRequest(domain.MOST, None, b"")
            found = await table.page(tx, condition, [], scope=scope, paging=first)
        if len(found) > domain.MOST:
            raise TooManyCases(most=domain.MOST)
        noted = [(case, domain.note(case, body.column, body.value)) for case in found]
        changed = [(was, done) for was, done in noted if done is not None]
        if not changed:
            raise NothingToEdit
        await store.put(tx, [case for _, (case, _) in changed], [was for was, _ in changed])
        edit = Edit(
            id=uuid4(),
            editor_id=caller.id,
            editor=caller.name,
            organisation_id=caller.organisation_id,
            at=tx.at,
            column=body.column,
            value=body.value,
            cases=len(changed),
            round=turn,
        )
        await store.add(tx, edit, [cell for _, (_, cell) in changed])
        location = f"/api/ledger/table/edits/{edit.id}"
        view = EditView.model_validate(edit)
        return command.answer(201, view, version=edit.version, location=location)


@routes.get("/table/edits")
async def list_edits(
    caller: CurrentCaller, database: OwnDatabase, paging: Paging, case_id: UUID | None = None
) -> Page[EditView]:
    """The caller's own edits and those of their scope, the newest first; or those of a case."""
    async with database.read() as tx:
        found = await store.page(
            tx, scope=caller.scope, editor_id=caller.id, case_id=case_id, paging=paging
        )
    views = list(map(EditView.model_validate, found))
    return paging.page(views, key=lambda each: (each.at, each.id))


@routes.get("/table/edits/{edit_id}")
async def read_edit(
    edit_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> EditView:
    """One edit."""
    async with database.read() as tx:
        found = await store.find(tx, edit_id, scope=caller.scope, editor_id=caller.id)
    response.headers["ETag"] = etag(found.version)
    return EditView.model_validate(found)


@routes.get("/table/edits/{edit_id}/cells")
async def list_cells(
    edit_id: UUID,
    caller: CurrentCaller,
    database: OwnDatabase,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[CellView]:
    """What the cells showed before and after, of the cases in the caller's scope, by case."""
    async with database.read() as tx:
        edit = await store.find(tx, edit_id, scope=caller.scope, editor_id=caller.id)
        found = await store.cells_within(tx, edit_id, scope=caller.scope, after=after, limit=limit)
    return [CellView.of(each, edit) for each in found]


@routes.post("/table/edits/{edit_id}/undo", response_model=EditView)
async def undo_edit(edit_id: UUID, command: Changing) -> Response:
    """Take an edit back as a whole; not while a later one lies over it."""
    caller = command.caller
    async with command.begin() as tx:
        await store.round_of(tx)
        edit = await store.find(tx, edit_id, scope=caller.scope, editor_id=caller.id)
        roles = _may_undo(edit, caller)
        command.require_version(edit.version, edit.last)
        undone = domain.undo(edit, by=caller.actor, at=tx.at)
        if later := await store.later(tx, edit):
            other, cases = later
            when = other.at.isoformat(timespec="seconds")
            raise domain.EditedSince(who=other.editor, when=when, cases=cases)
        cells = {each.case_id: each for each in await store.cells(tx, edit_id)}
        there = await store.of_ids(tx, cells.keys(), scope=caller.require(*roles))
        if len(there) != len(cells):
            raise NotYourEdit
        after = [domain.take_back(each, edit.column, cells[each.case_id]) for each in there]
        await store.put(tx, after, there)
        await store.save(tx, undone)
        view = EditView.model_validate(undone)
        return command.answer(200, view, version=undone.version)


def _may_undo(edit: Edit, caller: Caller) -> tuple[Role, ...]:
    """The roles under which the caller may undo it: the editor's own, or the administrator's."""
    if edit.editor_id == caller.id and caller.has(*EDITORS):
        return EDITORS
    roles: tuple[Role, ...] = ("administrator",)
    if not caller.has(*roles) or not caller.require(*roles).covers(edit.organisation_id):
        raise NotYourEdit
    return roles
