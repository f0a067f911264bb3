"""What intake learns: verdicts, transfers, closure's ends, and what became of the photos."""

from services.chassis.blueprint import Handler
from services.chassis.transaction import Transaction
from services.contracts.closure import CaseClosed, CaseReopened
from services.contracts.dispatch import CaseDispatched, CaseTransferred
from services.contracts.event import Event
from services.contracts.media import PhotoReady, PhotoRejected
from services.contracts.review import (
    ProblemApproved,
    ProblemMerged,
    ProblemRejected,
    UrgentConfirmed,
    UrgentDeclined,
)
from services.intake import late_photos
from services.intake.domain import outcomes
from services.intake.store import cell_photos, judgements, reports
from services.intake.store.judgements import Decision


async def follow_verdict(event: outcomes.Verdict, tx: Transaction) -> None:
    report = outcomes.follow_verdict(await reports.lock(tx, event.case_id), event)
    await reports.save(tx, report, event)
    await judgements.decide(tx, event.case_id, _decision(event))


async def keep_number(event: CaseDispatched, tx: Transaction) -> None:
    await reports.keep_number(tx, event.case_id, event.number)


async def follow_transfer(event: CaseTransferred, tx: Transaction) -> None:
    await judgements.transfer(tx, event.case_id, to=event.organisation_id)


async def follow_closure(event: CaseClosed | CaseReopened, tx: Transaction) -> None:
    report = outcomes.follow_closure(await reports.lock(tx, event.case_id), event)
    await reports.save(tx, report, event)


async def show_photo(event: PhotoReady, tx: Transaction) -> None:
    fate = reports.PhotoFate(
        ready=True, reason="", sha256=event.sha256, perceptual_hash=event.perceptual_hash
    )
    await reports.keep_photo(tx, event.photo_id, fate)
    await late_photos.compare(event, tx)


async def show_refused_photo(event: PhotoRejected, tx: Transaction) -> None:
    fate = reports.PhotoFate(ready=False, reason=event.reason)
    await reports.keep_photo(tx, event.photo_id, fate)
    await cell_photos.reject(tx, event.photo_id, reason=event.reason)


def _decision(event: outcomes.Verdict) -> Decision:
    """What a verdict says about the judgement beside it."""
    category, organisation_id = None, None
    if isinstance(event, ProblemApproved):
        organisation_id = event.organisation_id
    if isinstance(event, ProblemApproved | UrgentConfirmed):
        category = event.category_code
    outcome = event.type.split(".")[2]
    return Decision(outcome, event.at, category, organisation_id)


HANDLERS: dict[type[Event], Handler] = {
    ProblemApproved: follow_verdict,
    ProblemRejected: follow_verdict,
    ProblemMerged: follow_verdict,
    UrgentConfirmed: follow_verdict,
    UrgentDeclined: follow_verdict,
    CaseClosed: follow_closure,
    CaseReopened: follow_closure,
    CaseDispatched: keep_number,
    CaseTransferred: follow_transfer,
    PhotoReady: show_photo,
    PhotoRejected: show_refused_photo,
}
