"""What notice learns: who is who, what is known of cases, and what concerns whom."""

from typing import Any
from uuid import UUID

from services.chassis.blueprint import Handler
from services.chassis.transaction import Transaction
from services.contracts import closure, dispatch, intake, ledger, media, review
from services.contracts.event import Event
from services.contracts.identity import DelegationChanged, PersonChanged, SessionRevoked
from services.notice import placing
from services.notice.store import cases, channels, people, state
from services.notice.store.cases import Case


async def keep_person(event: PersonChanged, tx: Transaction) -> None:
    """Whoever left gets nothing any more."""
    await people.keep_person(tx, event)
    state.forget_people(tx)
    if not event.active:
        await channels.remove(tx, await channels.of_person(tx, event.person_id))


async def keep_delegation(event: DelegationChanged, tx: Transaction) -> None:
    await people.keep_delegation(tx, event)
    state.forget_people(tx)


async def end_session(event: SessionRevoked, tx: Transaction) -> None:
    gone = await channels.of_sessions(tx, [event.session_id])
    if gone:
        await channels.remove(tx, gone)
        state.forget_people(tx)


async def report(event: intake.ReportSubmitted, tx: Transaction) -> None:
    case = await cases.learn(
        tx,
        event.case_id,
        reporter_id=event.by,
        reporter_organisation_id=event.organisation_id,
        address=event.place.address,
    )
    await cases.name_photos(tx, event.case_id, event.photo_ids)
    await placing.tell(tx, event, case)


async def amended(event: intake.ReportAmended, tx: Transaction) -> None:
    await cases.learn(tx, event.case_id, address=event.place.address)
    await cases.name_photos(tx, event.case_id, event.photo_ids)


async def dispatched(event: dispatch.CaseDispatched, tx: Transaction) -> None:
    case = await cases.learn(
        tx,
        event.case_id,
        number=event.number,
        organisation_id=event.organisation_id,
        reporter_id=event.reporter_id,
        reporter_organisation_id=event.reporter_organisation_id,
        address=event.place.address,
        due_at=event.due_at,
    )
    await placing.tell(tx, event, case)


async def moved(event: dispatch.CaseTransferred, tx: Transaction) -> None:
    case = await cases.learn(
        tx, event.case_id, organisation_id=event.organisation_id, due_at=event.due_at
    )
    await placing.tell(tx, event, case)


async def due_date_set(event: dispatch.DueDateSet, tx: Transaction) -> None:
    await cases.learn(tx, event.case_id, due_at=event.due_at)


async def rectified(event: closure.RectificationSubmitted, tx: Transaction) -> None:
    case = await cases.learn(tx, event.case_id, rectifier_id=event.by)
    await cases.name_photos(tx, event.case_id, event.after_photo_ids)
    await placing.tell(tx, event, case)


async def deferral_requested(event: closure.DeferralRequested, tx: Transaction) -> None:
    case = await cases.learn(tx, event.case_id, asker_id=event.by)
    await placing.tell(tx, event, case)


async def deferral_granted(event: closure.DeferralGranted, tx: Transaction) -> None:
    case = await cases.learn(tx, event.case_id, deferred_until=event.until)
    await placing.tell(tx, event, case)


async def resumed(event: dispatch.CaseResumed, tx: Transaction) -> None:
    case = await cases.learn(tx, event.case_id, due_at=event.due_at, deferred_until=None)
    await placing.tell(tx, event, case)


async def closed(event: closure.CaseClosed, tx: Transaction) -> None:
    case = await cases.learn(tx, event.case_id, deferred_until=None)
    await placing.tell(tx, event, case)


async def of_no_case(event: Any, tx: Transaction) -> None:
    """What was made in the background, and what is about an organisation's system."""
    await placing.tell(tx, event, Case(None))


async def photo_refused(event: media.PhotoRejected, tx: Transaction) -> None:
    case_id: UUID | None = event.case_id or await cases.case_of_photo(tx, event.photo_id)
    # A photo of no report yet: the phone that sends it is told there and then.
    if case_id is not None:
        await placing.tell(tx, event, await cases.find(tx, case_id))


async def tell(event: Any, tx: Transaction) -> None:
    """Whatever the rules say about a fact of a case."""
    await placing.tell(tx, event, await cases.find(tx, event.case_id))


HANDLERS: dict[type[Event], Handler] = {
    PersonChanged: keep_person,
    DelegationChanged: keep_delegation,
    SessionRevoked: end_session,
    intake.ReportSubmitted: report,
    intake.ReportAmended: amended,
    dispatch.CaseDispatched: dispatched,
    dispatch.CaseTransferred: moved,
    dispatch.DueDateSet: due_date_set,
    closure.RectificationSubmitted: rectified,
    closure.DeferralRequested: deferral_requested,
    closure.DeferralGranted: deferral_granted,
    closure.CaseClosed: closed,
    dispatch.CaseResumed: resumed,
    media.PhotoRejected: photo_refused,
    intake.ImportFinished: of_no_case,
    ledger.ExportReady: of_no_case,
    ledger.EditionFrozen: of_no_case,
    dispatch.DepartmentFellSilent: of_no_case,
    **dict.fromkeys(
        (
            intake.IntakeMessageParked,
            review.ReviewMessageParked,
            dispatch.DispatchMessageParked,
            closure.ClosureMessageParked,
            media.MediaMessageParked,
            ledger.LedgerMessageParked,
        ),
        of_no_case,
    ),
    **dict.fromkeys(
        (
            review.UrgentConfirmed,
            review.UrgentDeclined,
            review.ProblemRejected,
            review.ProblemMerged,
            dispatch.CaseHandedBack,
            dispatch.RectifierNamed,
            dispatch.CaseReminded,
            dispatch.CaseEscalated,
            dispatch.CaseOverdue,
            closure.CasePreClosed,
            closure.CaseReturned,
            closure.CaseReopened,
            closure.DeferralRefused,
        ),
        tell,
    ),
}

TOLD = frozenset(
    each.type
    for each, handler in HANDLERS.items()
    if handler not in (keep_person, keep_delegation, end_session, amended, due_date_set)
)
"""The facts that rules may speak of."""
