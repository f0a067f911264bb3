"""What dispatch does when review decides and closure acts."""

from collections.abc import Mapping
from uuid import UUID

from services.chassis.blueprint import Handler
from services.chassis.directory import Organisation
from services.chassis.history import Actor
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    DeferralGranted,
    RectificationSubmitted,
)
from services.contracts.dispatch import Pool
from services.contracts.event import Event
from services.contracts.review import ProblemApproved, UrgentConfirmed
from services.dispatch.departments.placing import announce
from services.dispatch.domain import case as cases
from services.dispatch.domain import clock, number, rectification
from services.dispatch.domain.case import Case, Problem
from services.dispatch.domain.number import CaseNumber, NumberTaken
from services.dispatch.domain.pool import NoBrigade, require_pool
from services.dispatch.domain.rectification import Fact
from services.dispatch.store import cases as store
from services.dispatch.store import reference


class NotYetKnown(Exception):
    """Another publisher's fact, on which this one builds, is still on its way."""


async def list_problem(event: ProblemApproved, tx: Transaction) -> None:
    """A confirmed problem becomes a case in its organisation's list pool."""
    organisation = await reference.organisation(tx, event.organisation_id)
    if organisation is None:
        raise NotYetKnown(f"organisation {event.organisation_id}")
    reviewer = Actor(event.by, "审核员 (reviewer)")
    await _dispatch(tx, event, organisation, pool="list", by=reviewer)


async def supervise_problem(event: UrgentConfirmed, tx: Transaction) -> None:
    """A confirmed urgent problem becomes a case in the brigade's supervision pool."""
    brigade = await reference.first_brigade(tx)
    if brigade is None:
        raise NoBrigade
    leader = Actor(event.by, "分管领导 (leader)")
    await _dispatch(tx, event, brigade, pool="supervision", by=leader)


async def follow(event: Fact, tx: Transaction) -> None:
    """Closure decided something: the case's status, and maybe its due date, follow."""
    case = await _lock_known(tx, event.case_id)
    problem = case.problem
    rules = await reference.read_rules(tx)
    limits = await reference.read_limits(tx)
    case, events = rectification.follow(
        case,
        event,
        calendar=await reference.calendar(tx, since=case.clock.started_at),
        limit=clock.choose(limits, category_code=problem.category_code, mode=problem.mode),
        return_days=rules.return_days,
        at=tx.at,
    )
    await store.save(tx, case)
    await announce(tx, case, *events, heard=event)


async def _lock_known(tx: Transaction, case_id: UUID) -> Case:
    try:
        return await store.lock(tx, case_id)
    except NotFound:
        raise NotYetKnown(f"case {case_id}") from None


async def _dispatch(
    tx: Transaction,
    event: ProblemApproved | UrgentConfirmed,
    organisation: Organisation,
    *,
    pool: Pool,
    by: Actor,
) -> None:
    if await store.is_dispatched(tx, event.case_id):
        return
    require_pool(organisation)
    limits = await reference.read_limits(tx)
    calendar = await reference.calendar(tx, since=tx.at)
    case, dispatched = cases.dispatch(
        event.case_id,
        _problem(event),
        number=await _number(tx, organisation, year=calendar.day_of(tx.at).year),
        pool=pool,
        limit=clock.choose(limits, category_code=event.category_code, mode=event.mode),
        calendar=calendar,
        by=by,
        at=tx.at,
    )
    await store.add(tx, case)
    await announce(tx, case, dispatched)


async def _number(tx: Transaction, organisation: Organisation, *, year: int) -> CaseNumber:
    rules = await reference.read_rules(tx)
    sequence = await store.next_sequence(tx, organisation_id=organisation.id, year=year)
    text = number.write(
        rules.number_format, prefix=organisation.number_prefix, year=year, sequence=sequence
    )
    if await store.is_number_taken(tx, text):
        raise NumberTaken(number=text)
    return CaseNumber(text, organisation.id, year, sequence)


def _problem(event: ProblemApproved | UrgentConfirmed) -> Problem:
    return Problem(
        mode=event.mode,
        category_code=event.category_code,
        description=event.description,
        place=event.place,
        photo_ids=event.photo_ids,
        reporter_id=event.reporter_id,
        reporter_organisation_id=event.reporter_organisation_id,
    )


HANDLERS: Mapping[type[Event], Handler] = {
    ProblemApproved: list_problem,
    UrgentConfirmed: supervise_problem,
    RectificationSubmitted: follow,
    CasePreClosed: follow,
    CaseReturned: follow,
    CaseClosed: follow,
    DeferralGranted: follow,
    CaseReopened: follow,
}
