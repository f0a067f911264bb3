"""Telling the departments whom a case concerns, in the transaction in which it changed."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from services.chassis.transaction import Transaction
from services.contracts.departments import Change
from services.contracts.event import Event
from services.dispatch.domain import orders
from services.dispatch.domain.case import Case
from services.dispatch.store import departments as store
from services.dispatch.store import orders as kept
from services.dispatch.store.orders import NewOrder


async def announce(
    tx: Transaction,
    case: Case,
    *events: Event,
    heard: Event | None = None,
    former_rectifier: UUID | None = None,
) -> None:
    """Publish dispatch's facts about a case, and place orders for the departments they concern.

    `heard` is another service's fact that they follow from. One order for each department, never
    one for all: what one of them refuses must not hold another's back.
    """
    await tx.publish(*events)
    facts = events if heard is None else (heard, *events)
    told = orders.told(case, facts, former_rectifier=former_rectifier)
    if not told:
        return
    belongs = await store.of_organisations(tx, {each.organisation_id for each in told})
    for department_id, change in orders.one_each(told, belongs).items():
        await place(tx, department_id, [(case, change)])


async def place(
    tx: Transaction, department_id: UUID, changed: Sequence[tuple[Case, Change]]
) -> None:
    """Keep an order for each of these cases."""
    new = [
        NewOrder(uuid4(), case.case_id, change, orders.order(case, change).model_dump(mode="json"))
        for case, change in changed
    ]
    if new:
        await kept.add(tx, department_id, new)
