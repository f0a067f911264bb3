"""Departments' queues for administrators, and the same orders over HTTP for the departments."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing
from services.chassis.pages import Page, Paging
from services.chassis.web import OwnDatabase, router
from services.contracts.departments import Receipt
from services.dispatch import metrics
from services.dispatch.departments import letters
from services.dispatch.store import departments as store
from services.dispatch.store import orders
from services.dispatch.store.departments import Over, Standing
from services.dispatch.store.orders import Posted

routes = router()


class DepartmentView(BaseModel):
    """A department; the counts are of orders without a receipt, `given_up` wait for a person.

    `trouble` says why nothing could be sent last, `silent_since` how long nothing is confirmed.
    """

    organisation_id: UUID
    code: str
    over: Over
    added_at: datetime
    waiting: int
    sent: int
    given_up: int
    oldest_unreceived_at: datetime | None
    last_receipt_at: datetime | None
    silent_since: datetime | None
    trouble: str | None


class OrderView(BaseModel):
    """An order; `received_at` is when its receipt came."""

    id: UUID
    sequence: int
    case_id: UUID
    change: str
    created_at: datetime
    sends: int
    sent_at: datetime | None
    received_at: datetime | None
    given_up_at: datetime | None


class ReceiptResult(BaseModel):
    """`unknown` are no orders of this department."""

    received: int
    unknown: list[UUID]


@routes.get("/departments")
async def list_departments(caller: CurrentCaller, database: OwnDatabase) -> list[DepartmentView]:
    """How the departments stand that the caller administers."""
    scope = caller.require("administrator", "lead_administrator")
    async with database.read() as tx:
        standings = await store.standings(tx, scope.organisation_ids)
    return [_view(each) for each in standings]


@routes.get("/departments/{organisation_id}/orders")
async def list_orders(
    organisation_id: UUID, caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[OrderView]:
    """A department's orders, the newest first."""
    caller.require("administrator", "lead_administrator").require(organisation_id)
    before = int(paging.after[0]) if paging.after else None
    async with database.read() as tx:
        await store.find(tx, organisation_id)
        found = await orders.page(tx, organisation_id, before=before, limit=paging.limit + 1)
    return paging.page([_view_order(each) for each in found], lambda each: (each.sequence,))


@routes.post("/departments/{organisation_id}/orders/{order_id}/resending", response_model=OrderView)
async def send_again(organisation_id: UUID, order_id: UUID, command: Replacing) -> Response:
    """Begin anew with an order that has no receipt, also with one that was given up."""
    command.caller.require("administrator").require(organisation_id)
    async with command.begin() as tx:
        await store.find(tx, organisation_id)
        order = await orders.send_again(tx, organisation_id, order_id)
        return command.answer(200, _view_order(order))


@routes.get(
    "/departments/{organisation_id}/post",
    response_class=Response,
    responses={200: {"content": {letters.BATCH_TYPE: {}}}},
)
async def read_post(
    organisation_id: UUID,
    caller: CurrentCaller,
    database: OwnDatabase,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """The department's first orders without a receipt, as a batch of CloudEvents.

    Reading changes nothing: the same ones come until their receipt does.
    """
    caller.require("handler").require(organisation_id)
    async with database.read() as tx:
        await store.find(tx, organisation_id)
        found = await orders.unreceived(tx, organisation_id, limit=limit)
    return Response(letters.encode_batch(found), media_type=letters.BATCH_TYPE)


@routes.post("/departments/{organisation_id}/receipts", response_model=ReceiptResult)
async def take_receipt(organisation_id: UUID, body: Receipt, command: Replacing) -> Response:
    """The department has these orders for good; saying so twice changes nothing."""
    command.caller.require("handler").require(organisation_id)
    async with command.begin() as tx:
        department = await store.find(tx, organisation_id)
        own = await orders.own(tx, organisation_id, body.order_ids)
        count = await orders.receive(tx, organisation_id, own)
        unknown = [each for each in body.order_ids if each not in own]
        answer = command.answer(200, ReceiptResult(received=count, unknown=unknown))
    metrics.department_receipts.labels(department.code, "http").inc(count)
    return answer


def _view(standing: Standing) -> DepartmentView:
    department = standing.department
    return DepartmentView(
        organisation_id=department.id,
        code=department.code,
        over=department.over,
        added_at=department.added_at,
        waiting=standing.waiting,
        sent=standing.sent,
        given_up=standing.given_up,
        oldest_unreceived_at=standing.oldest,
        last_receipt_at=department.last_receipt_at,
        silent_since=department.silent_since,
        trouble=department.trouble,
    )


def _view_order(order: Posted) -> OrderView:
    return OrderView.model_validate(order, from_attributes=True)
