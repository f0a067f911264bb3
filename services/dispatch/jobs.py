"""What dispatch does by the clock. Each step claims a few cases and commits."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from services.chassis.blueprint import Job
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.dispatch.departments import posting, watching
from services.dispatch.departments.placing import announce
from services.dispatch.domain import timekeeping
from services.dispatch.domain.calendar import Calendar
from services.dispatch.domain.case import Case
from services.dispatch.store import cases as store
from services.dispatch.store import reference

AT_ONCE = 50
"""Cases held together: few enough that nobody waits long for one of them."""


async def ring(runtime: Runtime) -> None:
    """Send the reminders whose moment has come."""
    await _in_steps(runtime, waits=store.anything_rings, step=ring_some)


async def recount(runtime: Runtime) -> None:
    """Count open cases again whose due date was counted by an older calendar."""
    await _in_steps(runtime, waits=_anything_uncounted, step=recount_some)


async def ring_some(tx: Transaction) -> int:
    """One step of ringing; how many cases it took."""
    claimed = await store.claim_ringing(tx, limit=AT_ONCE)
    calendar = await _calendar(tx, claimed)
    for case in claimed:
        case, events = timekeeping.ring(case, calendar=calendar, at=tx.at)
        await store.save(tx, case)
        await announce(tx, case, *events)
    return len(claimed)


async def recount_some(tx: Transaction) -> int:
    """One step of recounting; how many cases it took."""
    version = (await reference.read_rules(tx)).calendar_version
    claimed = await store.claim_uncounted(tx, version=version, limit=AT_ONCE)
    calendar = await _calendar(tx, claimed)
    for case in claimed:
        case, event = timekeeping.recount(case, calendar=calendar, at=tx.at)
        await store.save(tx, case)
        if event is not None:
            await announce(tx, case, event)
    return len(claimed)


async def _calendar(tx: Transaction, claimed: Sequence[Case]) -> Calendar:
    started = (case.clock.started_at for case in claimed)
    return await reference.calendar(tx, since=min(started, default=tx.at))


async def _anything_uncounted(tx: Transaction) -> bool:
    version = (await reference.read_rules(tx)).calendar_version
    return await store.anything_uncounted(tx, version=version)


async def _in_steps(
    runtime: Runtime,
    *,
    waits: Callable[[Transaction], Awaitable[bool]],
    step: Callable[[Transaction], Awaitable[int]],
) -> None:
    while True:
        # Looking costs no write lock; most of the time there is nothing to do.
        async with runtime.database.read() as tx:
            if not await waits(tx):
                return
        async with runtime.database.begin() as tx:
            taken = await step(tx)
        if not taken:
            # The rest is in other workers' hands.
            return


JOBS = [
    Job("ring", every=timedelta(seconds=5), run=ring),
    Job("recount", every=timedelta(seconds=5), run=recount),
    Job("post departments", every=timedelta(seconds=1), run=posting.post),
    Job("take receipts", every=timedelta(seconds=1), run=posting.take_receipts),
    Job("watch departments", every=timedelta(seconds=15), run=watching.watch),
    Job("forget orders", every=timedelta(hours=1), run=posting.forget),
]
