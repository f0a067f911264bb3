"""What review learns: intake's reports."""

from services.chassis.blueprint import Handler
from services.chassis.transaction import Transaction
from services.contracts.event import Event
from services.contracts.intake import ReportAmended, ReportSubmitted, ReportWithdrawn
from services.review import store
from services.review.domain import problem as domain


async def open_problem(event: ReportSubmitted, tx: Transaction) -> None:
    await store.add(tx, domain.open_problem(event), event)


async def amend(event: ReportAmended, tx: Transaction) -> None:
    problem, amended = domain.amend(await store.lock(tx, event.case_id), event)
    await store.save(tx, problem, event, by=None)
    if amended is not None:
        await tx.publish(amended)


async def withdraw(event: ReportWithdrawn, tx: Transaction) -> None:
    problem = domain.withdraw(await store.lock(tx, event.case_id), event)
    await store.save(tx, problem, event, by=None)


HANDLERS: dict[type[Event], Handler] = {
    ReportSubmitted: open_problem,
    ReportAmended: amend,
    ReportWithdrawn: withdraw,
}
