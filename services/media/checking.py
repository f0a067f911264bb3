"""Warnings found by the clock, as soon as something about a case's photos changed."""

from services.chassis import logs
from services.chassis.runtime import Runtime
from services.media import case_warnings, resources
from services.media.case_warnings import Limits
from services.media.store import checks

log = logs.get()

CHECKED_AT_ONCE = 50


async def check_due(runtime: Runtime) -> None:
    """Find the warnings of every case that is due."""
    for _ in range(CHECKED_AT_ONCE):
        async with runtime.database.read() as tx:
            due = await checks.next_due(tx)
        if due is None:
            return
        try:
            await _check(runtime, due)
        except Exception as error:
            log.warning(
                "check put off",
                case_id=str(due.case_id),
                error=type(error).__name__,
                exc_info=error,
            )
            async with runtime.database.begin() as tx:
                await checks.put_off(tx, due)


async def _check(runtime: Runtime, due: checks.Due) -> None:
    settings = resources.of(runtime).settings
    limits = Limits(
        metres=settings.media_far_metres,
        days=settings.media_old_days,
        screen=settings.media_screen_score,
    )
    # Compared outside the writing transaction: on SQLite everybody else would wait for it.
    async with runtime.database.read() as tx:
        known = await checks.find(tx, due.case_id)
        found = case_warnings.found(await checks.facts(tx, due.case_id), limits)
    mirrored = case_warnings.counterparts(known.warnings, found)
    if mirrored:
        # First, and in a transaction of its own: nothing is lost when the process dies in between,
        # and two cases that mirror each other never wait in a ring.
        async with runtime.database.begin() as tx:
            await checks.want(tx, mirrored)
    async with runtime.database.begin() as tx:
        before = await checks.lock(tx, due)
        if before is None:
            return
        after, event = case_warnings.warned(before, found, at=tx.at)
        await checks.save(tx, after, due)
        if event is not None:
            await tx.publish(event)
