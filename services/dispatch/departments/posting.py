"""Sends departments their orders, takes their receipts, and sends again what none came for.

Every department is posted to by itself: one whose queue is full, or that the broker doesn't answer
for, waits half a minute, and the others notice nothing.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from pydantic import ValidationError

from services.chassis import logs
from services.chassis.refusals import NotFound
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.contracts.departments import Receipt
from services.dispatch import metrics
from services.dispatch.departments.office import AT_ONCE as LETTERS
from services.dispatch.departments.office import Letter, Office
from services.dispatch.departments.wire import PREFIX, name_of
from services.dispatch.domain.orders import SENDS, again_at
from services.dispatch.settings import settings_of
from services.dispatch.store import departments as store
from services.dispatch.store import orders
from services.dispatch.store.departments import Department
from services.dispatch.store.orders import Posted

LEASE = timedelta(seconds=60)
"""Longer than a batch may take."""
PAUSE = timedelta(seconds=30)
"""Before the next try with a department in trouble."""
AT_ONCE = 200
SIDE_BY_SIDE = 3
"""Departments posted to at a time: each needs a connection of the database's pool."""
KEPT = timedelta(days=90)
"""How long an order is kept after its receipt."""
FULL = "queue-full"

log = logs.get()


async def post(runtime: Runtime) -> None:
    """Send every department what is due for it."""
    office: Office | None = runtime.resources
    if office is None:
        return
    async with runtime.database.read() as tx:
        if not await store.anything_due(tx):
            return
    async with runtime.database.begin() as tx:
        claimed = await store.claim(tx, lease=LEASE)
    turns = asyncio.Semaphore(SIDE_BY_SIDE)

    async def in_turn(department: Department) -> None:
        async with turns:
            await post_to(runtime, office, department)

    await asyncio.gather(*(in_turn(each) for each in claimed))


async def post_to(runtime: Runtime, office: Office, department: Department) -> None:
    """Send one department what is due for it, and note how that went."""
    trouble = None
    try:
        trouble = await _post_some(runtime, office, department)
    except Exception as error:
        trouble = type(error).__name__
        metrics.department_sent.labels(department.code, "failed").inc()
    async with runtime.database.begin() as tx:
        retry_at = tx.at + PAUSE if trouble else None
        await store.let_go(tx, department.id, trouble=trouble, retry_at=retry_at)
    if trouble:
        log.warning("department not reached", department=department.code, error=trouble)


async def _post_some(runtime: Runtime, office: Office, department: Department) -> str | None:
    """What is the trouble, if there is any."""
    async with runtime.database.read() as tx:
        due = await orders.due(tx, department.id, limit=AT_ONCE)
        at = tx.at
    worn = [each for each in due if each.sends >= SENDS]
    due = [each for each in due if each.sends < SENDS]
    repeated = [each for each in due if each.sends]
    first = timedelta(minutes=settings_of(runtime).department_receipt_minutes)
    if repeated and await office.waiting(name_of(department.code)):
        # Nothing got lost: the department is behind, and copies would only fill its queue.
        await _put_off(runtime, repeated, at=at + first)
        due = [each for each in due if not each.sends]
    if worn:
        await _give_up(runtime, department, worn)
    return await _send(runtime, office, department, due, first=first) if due else None


async def _send(
    runtime: Runtime,
    office: Office,
    department: Department,
    due: Sequence[Posted],
    *,
    first: timedelta,
) -> str | None:
    results = await office.post(name_of(department.code), due)
    sent = [order for order, confirmed in zip(due, results, strict=True) if confirmed]
    async with runtime.database.begin() as tx:
        by_sends = sorted(sent, key=lambda order: order.sends)
        for sends, some in groupby(by_sends, key=lambda order: order.sends + 1):
            ids = [order.id for order in some]
            at = again_at(sends, first=first, at=tx.at)
            await orders.mark_sent(tx, ids, sends=sends, next_at=at)
    refused = len(due) - len(sent)
    again = sum(order.sends > 0 for order in sent)
    for outcome, count in (("sent", len(sent) - again), ("again", again), ("refused", refused)):
        metrics.department_sent.labels(department.code, outcome).inc(count)
    return FULL if refused else None


async def _put_off(runtime: Runtime, some: Sequence[Posted], *, at: datetime) -> None:
    async with runtime.database.begin() as tx:
        await orders.look_again(tx, [order.id for order in some], at=at)


async def _give_up(runtime: Runtime, department: Department, some: Sequence[Posted]) -> None:
    async with runtime.database.begin() as tx:
        await orders.give_up(tx, [order.id for order in some])
    log.error("orders given up", department=department.code, orders=len(some))


async def take_receipts(runtime: Runtime) -> None:
    """Note what departments confirmed over the broker, until nothing more is there."""
    office: Office | None = runtime.resources
    if office is None:
        return

    async def note(letters: Sequence[Letter]) -> None:
        async with runtime.database.begin() as tx:
            for letter in letters:
                await _note(tx, letter)

    try:
        while await office.take_receipts(note) == LETTERS:
            pass
    except (TimeoutError, *CONNECTION_EXCEPTIONS) as error:
        log.warning("receipts not taken", error=type(error).__name__)


async def _note(tx: Transaction, letter: Letter) -> None:
    """One receipt; what can't be used is counted and let go, as its orders come again."""
    try:
        receipt = Receipt.model_validate_json(letter.body)
        sender = (letter.sender or "").removeprefix(PREFIX)
        department = await store.find_code(tx, sender)
    except (ValidationError, NotFound) as error:
        reason = "unknown sender" if isinstance(error, NotFound) else "unreadable"
        metrics.receipts_refused.labels(reason).inc()
        log.warning("receipt not used", sender=letter.sender, reason=reason)
        return
    count = await orders.receive(tx, department.id, receipt.order_ids)
    metrics.department_receipts.labels(department.code, "amqp").inc(count)


async def forget(runtime: Runtime) -> None:
    """Delete orders whose receipt is old."""
    while True:
        async with runtime.database.begin() as tx:
            gone = await orders.forget(tx, received_before=tx.at - KEPT, limit=AT_ONCE)
        if gone < AT_ONCE:
            return
