"""Departments' layouts: a template workbook sent once, filled whenever somebody exports in it."""

from typing import Annotated, Self
from uuid import UUID, uuid4

from fastapi import Response
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Changing, Creating, etag
from services.chassis.web import OwnDatabase, router
from services.ledger.layouts.layout import LARGEST
from services.ledger.layouts.reading import read
from services.ledger.routes.saved_views import KEEPERS, departments
from services.ledger.store import layouts
from services.ledger.store.layouts import Layout

routes = router()


class NewLayout(BaseModel):
    """A template: an .xlsx workbook in Base64, of the organisation whose people fill it."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=60)]
    organisation_id: UUID
    content: Annotated[Base64Bytes, Field(max_length=2 * LARGEST)]


class LayoutColumn(BaseModel):
    """A column of the template; `field` is empty where its heading isn't known to everybody."""

    model_config = ConfigDict(from_attributes=True)

    index: int
    heading: str
    field: str | None


class LayoutView(BaseModel):
    """A layout and what was recognised of it. `head_row` counts from 1."""

    id: UUID
    organisation_id: UUID
    name: str
    sheet: str
    head_row: int
    columns: list[LayoutColumn]
    version: int

    @classmethod
    def of(cls, layout: Layout) -> Self:
        columns = [LayoutColumn.model_validate(each) for each in layout.head.columns]
        told = {**vars(layout), "head_row": layout.head.row, "columns": columns}
        return cls.model_validate(told)


@routes.post("/layouts", status_code=201, response_model=LayoutView)
async def keep_layout(body: NewLayout, command: Creating) -> Response:
    """Keep a department's template, once its head was found."""
    command.caller.require(*KEEPERS).require(body.organisation_id)
    sheet, head = await read(body.content)
    layout = Layout(uuid4(), body.organisation_id, body.name, sheet, head, 1)
    async with command.begin() as tx:
        await layouts.add(tx, layout, body.content)
        location = f"/api/ledger/layouts/{layout.id}"
        return command.answer(201, LayoutView.of(layout), version=1, location=location)


@routes.get("/layouts")
async def list_layouts(caller: CurrentCaller, database: OwnDatabase) -> list[LayoutView]:
    """The layouts of the caller's organisations and of those above them."""
    async with database.read() as tx:
        found = await layouts.visible(tx, departments(caller))
    return [LayoutView.of(each) for each in found]


@routes.get("/layouts/{layout_id}")
async def read_layout(
    layout_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> LayoutView:
    """One layout that the caller may fill."""
    async with database.read() as tx:
        found = await layouts.find(tx, layout_id, departments(caller))
    response.headers["ETag"] = etag(found.version)
    return LayoutView.of(found)


@routes.delete("/layouts/{layout_id}", response_model=LayoutView)
async def remove_layout(layout_id: UUID, command: Changing) -> Response:
    """Forget a layout; the answer is what it was."""
    async with command.begin() as tx:
        found = await layouts.find(tx, layout_id, departments(command.caller))
        command.caller.require(*KEEPERS).require(found.organisation_id)
        command.require_version(found.version)
        await layouts.remove(tx, layout_id)
        return command.answer(200, LayoutView.of(found))
