"""What closure learns from dispatch. Only a deferral that ends is a step of closure's own."""

from dataclasses import replace

from services.chassis.blueprint import Handler
from services.chassis.history import SYSTEM
from services.chassis.transaction import Transaction
from services.closure import store
from services.closure.domain import deferral
from services.closure.domain.case import Case
from services.closure.domain.step import Change
from services.contracts.dispatch import (
    CaseDispatched,
    CaseHandedBack,
    CaseResumed,
    CaseTransferred,
    DueDateSet,
    HandBackLapsed,
    RectifierNamed,
)
from services.contracts.event import Event


async def receive(event: CaseDispatched, tx: Transaction) -> None:
    case = Case(
        case_id=event.case_id,
        number=event.number,
        organisation_id=event.organisation_id,
        pool=event.pool,
        reporter_id=event.reporter_id,
        reporter_organisation_id=event.reporter_organisation_id,
        before_photo_ids=event.photo_ids,
        due_at=event.due_at,
        rectifier_organisation_id=None,
        handed_back=False,
        last=Change(SYSTEM.name, "dispatched", event.at),
    )
    await store.add(tx, case)


async def move(event: CaseTransferred, tx: Transaction) -> None:
    case = await store.lock(tx, event.case_id)
    moved = replace(
        case,
        organisation_id=event.organisation_id,
        pool="list",
        rectifier_organisation_id=None,
        handed_back=False,
        due_at=event.due_at,
    )
    await store.save(tx, moved)


async def name_rectifier(event: RectifierNamed, tx: Transaction) -> None:
    case = await store.lock(tx, event.case_id)
    await store.save(tx, replace(case, rectifier_organisation_id=event.organisation_id))


async def show_hand_back(event: CaseHandedBack, tx: Transaction) -> None:
    case = await store.lock(tx, event.case_id)
    await store.save(tx, replace(case, handed_back=True))


async def forget_hand_back(event: HandBackLapsed, tx: Transaction) -> None:
    case = await store.lock(tx, event.case_id)
    await store.save(tx, replace(case, handed_back=False))


async def keep_due_date(event: DueDateSet, tx: Transaction) -> None:
    case = await store.lock(tx, event.case_id)
    await store.save(tx, replace(case, due_at=event.due_at))


async def resume(event: CaseResumed, tx: Transaction) -> None:
    case = await store.lock(tx, event.case_id)
    case, ended = deferral.resume(case, due_at=event.due_at, at=tx.at)
    if ended is not None:
        await store.save(tx, case)
        await tx.publish(ended)


HANDLERS: dict[type[Event], Handler] = {
    CaseDispatched: receive,
    CaseTransferred: move,
    RectifierNamed: name_rectifier,
    CaseHandedBack: show_hand_back,
    HandBackLapsed: forget_hand_back,
    DueDateSet: keep_due_date,
    CaseResumed: resume,
}
