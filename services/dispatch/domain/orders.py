"""What departments are told of a case, and how long an order waits for its receipt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.contracts.closure import CaseClosed, CaseReopened, CaseReturned, DeferralGranted
from services.contracts.departments import Change, Order
from services.contracts.dispatch import (
    CaseDispatched,
    CaseResumed,
    CaseTransferred,
    DueDateSet,
    RectifierNamed,
)
from services.contracts.event import Event
from services.dispatch.domain.case import Case

SENDS = 8
"""Times an order is sent before it waits for a person; with the first wait of 15 minutes it takes
more than a day."""
LONGEST_WAIT = timedelta(hours=24)

OF_ITS_OWN: Mapping[type[Event], Change] = {
    DueDateSet: "due-date-set",
    CaseReturned: "returned",
    DeferralGranted: "deferred",
    CaseResumed: "resumed",
    CaseClosed: "closed",
    CaseReopened: "reopened",
}
"""Facts that concern whoever has the case anyway."""


@dataclass(frozen=True)
class Told:
    """An organisation, and why it is told."""

    organisation_id: UUID
    change: Change


def told(case: Case, facts: Iterable[Event], *, former_rectifier: UUID | None = None) -> list[Told]:
    """Whom these facts concern, in their order; `case` is as it stands after them."""
    found: list[Told] = []
    for fact in facts:
        match fact:
            case CaseDispatched():
                found.append(Told(fact.organisation_id, "assigned"))
            case CaseTransferred():
                found.append(Told(fact.from_organisation_id, "withdrawn"))
                found.append(Told(fact.organisation_id, "assigned"))
            case RectifierNamed():
                if former_rectifier is not None:
                    found.append(Told(former_rectifier, "withdrawn"))
                found.append(Told(fact.organisation_id, "assigned"))
            case _ if type(fact) in OF_ITS_OWN:
                change = OF_ITS_OWN[type(fact)]
                found += [Told(each, change) for each in having(case)]
    return found


def having(case: Case) -> list[UUID]:
    """Who works the case: the organisation responsible, and the one the brigade named."""
    named = [] if case.rectifier_id is None else [case.rectifier_id]
    return list(dict.fromkeys([case.organisation_id, *named]))


def one_each(found: Sequence[Told], departments: Mapping[UUID, UUID]) -> dict[UUID, Change]:
    """One change for each department, by the departments that organisations belong to.

    An order is the whole case, so the first reason is enough; but what moved within a department
    is still its own.
    """
    changes: dict[UUID, Change] = {}
    for each in found:
        department = departments.get(each.organisation_id)
        if department is None:
            continue
        if each.change == "assigned" or department not in changes:
            changes[department] = each.change
    return changes


def order(case: Case, change: Change) -> Order:
    """The case as a department may know it: where and what and until when, and nobody's name."""
    problem = case.problem
    return Order(
        case_id=case.case_id,
        number=case.number.text,
        change=change,
        status=case.status.value,
        organisation_id=case.organisation_id,
        pool=case.pool,
        mode=problem.mode,
        category_code=problem.category_code,
        place=problem.place,
        due_at=case.due.at,
        photos=tuple(f"/api/media/photos/{each}" for each in problem.photo_ids),
    )


def again_at(sends: int, *, first: timedelta, at: datetime) -> datetime:
    """When an order that was sent so many times is looked at again: twice as long each time."""
    wait: timedelta = min(first * 2 ** (sends - 1), LONGEST_WAIT)
    return at + wait
