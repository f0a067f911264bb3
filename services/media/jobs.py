"""What media does by the clock: warnings, sweeping, comparing store and rows, retention."""

from datetime import timedelta

from services.chassis import logs
from services.chassis.blueprint import Job
from services.chassis.runtime import Runtime
from services.media import audit, checking, fingerprinting, metrics, resources, retention
from services.media.awaited import forget_overdue
from services.media.store import files
from services.media.store import retention as kept

log = logs.get()

AT_ONCE = 200


async def sweep(runtime: Runtime) -> None:
    """Delete files that no row holds any more: left by a crash at once, replaced ones as long
    after as the retention of what is superseded says."""
    async with runtime.database.read() as tx:
        days = retention.days_of(await kept.read_rules(tx), "superseded", "any")
        keys = await files.swept(tx, after=timedelta(days=days or 0), limit=AT_ONCE)
    for key in keys:
        await resources.of(runtime).objects.delete(key)
    if keys:
        async with runtime.database.begin() as tx:
            await files.forget(tx, keys)


async def retire(runtime: Runtime) -> None:
    """Remove what the retention rules have reached, in small steps, with an entry for each."""
    async with runtime.database.read() as tx:
        rules = await kept.read_rules(tx)
    for rule in rules:
        if rule.days is None or rule.kind in ("ledger", "superseded"):
            continue
        while True:
            async with runtime.database.begin() as tx:
                removed = await kept.remove_some(tx, rule, limit=AT_ONCE)
            metrics.retention_removals.labels(rule.kind, rule.state).inc(removed)
            if removed:
                log.info("retention ended", kind=rule.kind, state=rule.state, photos=removed)
            if removed < AT_ONCE:
                break


async def compare(runtime: Runtime) -> None:
    """Compare store and rows, and repair what the time before found as well."""
    await audit.compare(runtime, repair=True)


JOBS = [
    Job("overdue", every=timedelta(minutes=5), run=forget_overdue),
    Job("warnings", every=timedelta(seconds=1), run=checking.check_due),
    Job("fingerprints", every=timedelta(seconds=5), run=fingerprinting.fingerprint_lacking),
    Job("sweep", every=timedelta(minutes=5), run=sweep),
    Job("retention", every=timedelta(hours=1), run=retire),
    Job("audit", every=timedelta(hours=24), run=compare),
]
