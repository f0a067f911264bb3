"""What intake does by the clock."""

from datetime import timedelta

from services.chassis.blueprint import Job
from services.chassis.runtime import Runtime
from services.intake import agreement, metrics, resources
from services.intake.imports import clearing


async def learn(runtime: Runtime) -> None:
    """Begin a training if categories or enough decisions are new."""
    await resources.of(runtime).learning.look()


async def compare(runtime: Runtime) -> None:
    """Show how far judgements and people agree, and whether what is reported has changed."""
    async with runtime.database.read() as tx:
        found = await agreement.recent(tx)
        drift = await agreement.drift(tx)
    if found.share is not None:
        metrics.agreement.set(found.share)
    if drift is not None:
        metrics.drift.set(drift)


async def clear_imports(runtime: Runtime) -> None:
    """Empty imports that are over, some at a time."""
    await clearing.clear(runtime)


JOBS = (
    Job("learn", timedelta(minutes=1), learn),
    Job("compare", timedelta(minutes=10), compare),
    Job("clear-imports", timedelta(minutes=10), clear_imports),
)
