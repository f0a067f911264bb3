"""Says how departments stand: to Prometheus, and to people once one falls silent."""

from datetime import datetime, timedelta

from services.chassis import logs
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.contracts.dispatch import DepartmentAnswered, DepartmentFellSilent
from services.dispatch import metrics
from services.dispatch.settings import settings_of
from services.dispatch.store import departments as store
from services.dispatch.store.departments import Standing

log = logs.get()


async def watch(runtime: Runtime) -> None:
    """Set the gauges, and announce departments that fell silent or answer again."""
    silence = timedelta(minutes=settings_of(runtime).department_silent_minutes)
    async with runtime.database.read() as tx:
        standings = await store.standings(tx)
        at = tx.at
    show(standings, at=at)
    for each in standings:
        if is_silent(each, silence, at=at) != (each.department.silent_since is not None):
            async with runtime.database.begin() as tx:
                await _announce(tx, each, silence)


def show(standings: list[Standing], *, at: datetime) -> None:
    """Set the gauges of these departments, and of no others."""
    metrics.department_orders.clear()
    metrics.department_oldest_seconds.clear()
    for each in standings:
        code = each.department.code
        metrics.department_orders.labels(code, "waiting").set(each.waiting)
        metrics.department_orders.labels(code, "sent").set(each.sent)
        metrics.department_orders.labels(code, "given_up").set(each.given_up)
        age = (at - each.oldest).total_seconds() if each.oldest else 0.0
        metrics.department_oldest_seconds.labels(code).set(max(age, 0.0))


def is_silent(standing: Standing, silence: timedelta, *, at: datetime) -> bool:
    """Whether its oldest order without a receipt has waited longer than it may."""
    return standing.oldest is not None and standing.oldest < at - silence


async def _announce(tx: Transaction, seen: Standing, silence: timedelta) -> None:
    # Looked at again under the lock: another worker may have been first.
    department = await store.lock(tx, seen.department.id)
    [now] = await store.standings(tx, [department.id])
    silent = is_silent(now, silence, at=tx.at)
    if silent == (department.silent_since is not None):
        return
    since = now.oldest if silent else None
    version = await store.set_silent(tx, department.id, since=since)
    fact = {"organisation_id": department.id, "version": version, "at": tx.at}
    if since is None:
        await tx.publish(DepartmentAnswered(**fact))
    else:
        await tx.publish(DepartmentFellSilent(**fact, since=since))
    log.warning("department is silent" if silent else "department answers", code=department.code)
