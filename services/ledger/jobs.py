"""What the ledger does by the clock."""

from datetime import timedelta

from services.chassis import logs
from services.chassis.blueprint import Job
from services.chassis.runtime import Runtime
from services.ledger import checkpointing, editions, entering, metrics, resources, sampling
from services.ledger.store import batch as batches
from services.ledger.store import cases, exports, rollups, waiting

AT_ONCE = 200
LOGGED = 20

log = logs.get()


async def compare(runtime: Runtime) -> None:
    """Compare the rollup with the cases; every difference is a fault that a rebuild repairs."""
    async with runtime.database.read() as tx:
        found = await rollups.differences(tx)
    metrics.rollup_differences.set(len(found))
    for each in found[:LOGGED]:
        log.error(
            "rollup differs from the cases",
            side=each.side,
            organisation_id=str(each.organisation_id),
            figure=each.figure,
            rollup=each.rollup,
            cases=each.cases,
        )


async def write_waiting(runtime: Runtime) -> None:
    """Write the entries whose organisation became known after everything else."""
    async with runtime.database.read() as tx:
        found = await waiting.cases_that_wait(tx, limit=AT_ONCE)
    for case_id in found:
        async with runtime.database.begin() as tx:
            # Workers take turns here; the second one finds nothing left to write.
            batch = await batches.held(tx)
            case = await cases.lock(tx, case_id)
            if case is not None:
                await entering.write_waiting(tx, batch, case)


async def drop_expired(runtime: Runtime) -> None:
    """Forget the exports that were kept long enough, files first."""
    async with runtime.database.read() as tx:
        found = await exports.expired(tx, limit=AT_ONCE)
    for each in found:
        await resources.of(runtime).objects.delete(each.key)
    async with runtime.database.begin() as tx:
        await exports.remove(tx, [each.id for each in found])


JOBS = [
    Job("expired exports", timedelta(hours=1), drop_expired),
    Job("editions", timedelta(hours=1), editions.freeze_due),
    Job("rollup comparison", timedelta(days=1), compare),
    Job("checkpoints", timedelta(minutes=10), checkpointing.sign_all),
    Job("case gauges", timedelta(seconds=30), sampling.sample),
    Job("waiting entries", timedelta(minutes=1), write_waiting),
]
