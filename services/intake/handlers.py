"""What intake learns: review's verdicts, closure's ends, and what became of the photos."""

from services.chassis.blueprint import Handler
from services.chassis.transaction import Transaction
from services.contracts.closure import CaseClosed, CaseReopened
from services.contracts.event import Event
from services.contracts.media import PhotoReady, PhotoRejected
from services.contracts.review import (
    ProblemApproved,
    ProblemMerged,
    ProblemRejected,
    UrgentConfirmed,
    UrgentDeclined,
)
from services.intake.domain import outcomes
from services.intake.store import reports


async def follow_verdict(event: outcomes.Verdict, tx: Transaction) -> None:
    report = outcomes.follow_verdict(await reports.lock(tx, event.case_id), event)
    await reports.save(tx, report, event)


async def follow_closure(event: CaseClosed | CaseReopened, tx: Transaction) -> None:
    report = outcomes.follow_closure(await reports.lock(tx, event.case_id), event)
    await reports.save(tx, report, event)


async def show_photo(event: PhotoReady, tx: Transaction) -> None:
    await reports.keep_photo(tx, event.photo_id, reports.PhotoFate(ready=True, reason=""))


async def show_refused_photo(event: PhotoRejected, tx: Transaction) -> None:
    fate = reports.PhotoFate(ready=False, reason=event.reason)
    await reports.keep_photo(tx, event.photo_id, fate)


HANDLERS: dict[type[Event], Handler] = {
    ProblemApproved: follow_verdict,
    ProblemRejected: follow_verdict,
    ProblemMerged: follow_verdict,
    UrgentConfirmed: follow_verdict,
    UrgentDeclined: follow_verdict,
    CaseClosed: follow_closure,
    CaseReopened: follow_closure,
    PhotoReady: show_photo,
    PhotoRejected: show_refused_photo,
}
