"""A case: its status, its pool, and what people at dispatch may do with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.chassis.history import Actor, LastChange
from services.chassis.refusals import Conflict
from services.contracts.dispatch import (
    CaseDispatched,
    CaseHandedBack,
    CaseTransferred,
    Pool,
    RectifierNamed,
)
from services.contracts.intake import Mode
from services.contracts.place import Place
from services.dispatch.domain import clock as clocks
from services.dispatch.domain import reminders
from services.dispatch.domain.calendar import Calendar
from services.dispatch.domain.clock import Clock, Due, Lamp, Limit
from services.dispatch.domain.number import CaseNumber
from services.dispatch.domain.reminders import Reminder, Timer
from services.dispatch.domain.step import Step


class Status(StrEnum):
    IN_POOL = "in_pool"
    HANDED_BACK = "handed_back"
    SUBMITTED = "submitted"
    PRE_CLOSED = "pre_closed"
    DEFERRED = "deferred"
    CLOSED = "closed"


HAND_BACK = frozenset({Status.IN_POOL})
ASSIGN = frozenset({Status.HANDED_BACK, Status.IN_POOL})
NAME_RECTIFIER = frozenset({Status.IN_POOL})
"""The statuses in which each command is possible; closure's facts move a case as they come."""

TIMERS: Mapping[Status, frozenset[Timer]] = {
    Status.IN_POOL: reminders.WORKED,
    Status.HANDED_BACK: reminders.WORKED,
    Status.SUBMITTED: reminders.CHECKED,
    Status.PRE_CLOSED: reminders.CHECKED,
    Status.DEFERRED: reminders.SHELVED,
    Status.CLOSED: frozenset(),
}

STATUS_ZH: Mapping[Status, str] = {
    Status.IN_POOL: "在池",
    Status.HANDED_BACK: "已交回",
    Status.SUBMITTED: "待核查",
    Status.PRE_CLOSED: "预销号",
    Status.DEFERRED: "挂号",
    Status.CLOSED: "销号",
}


class NotPossibleNow(Conflict):
    zh = "案件当前为“{status_zh}”，不能执行此操作：{who} 于 {when} {did_zh}。"
    en = "Not possible while the case is {status}: {who} {did_en} at {when}."


class WrongPool(Conflict):
    zh = "此操作只适用于{pool_zh}中的案件。"
    en = "This is for cases of a {pool} pool only."


class AlreadyThere(Conflict):
    zh = "案件已在该单位：{who} 于 {when} {did_zh}。"
    en = "The case is already with that organisation: {who} {did_en} at {when}."


@dataclass(frozen=True)
class Problem:
    """What was approved: fixed once it is dispatched."""

    mode: Mode
    category_code: str | None
    description: str
    place: Place
    photo_ids: tuple[UUID, ...]
    reporter_id: UUID | None
    reporter_organisation_id: UUID


@dataclass(frozen=True)
class Case:
    """A numbered problem in exactly one pool.

    `organisation_id` is responsible, `rectifier_id` the organisation a brigade named instead.
    `news` are the steps since the case was read; saving keeps them.
    """

    case_id: UUID
    version: int
    number: CaseNumber
    organisation_id: UUID
    pool: Pool
    status: Status
    problem: Problem
    dispatched_at: datetime
    clock: Clock
    due: Due
    calendar_version: int
    last: LastChange
    reminders: tuple[Reminder, ...] = ()
    news: tuple[Step, ...] = ()
    rectifier_id: UUID | None = None
    transfers: int = 0
    returns: int = 0
    reopenings: int = 0
    closed_at: datetime | None = None

    def lamp(self, at: datetime) -> Lamp:
        """How the time stands; for a closed case, how it stood at the closure."""
        seen = self.closed_at or at
        return clocks.lamp(started_at=self.clock.started_at, due_at=self.due.at, at=seen)


def dispatch(
    case_id: UUID,
    problem: Problem,
    *,
    number: CaseNumber,
    pool: Pool,
    limit: Limit,
    calendar: Calendar,
    by: Actor,
    at: datetime,
) -> tuple[Case, CaseDispatched]:
    """A problem becomes a case in the pool of the organisation that numbered it."""
    clock = clocks.fresh(limit, at=at)
    due = clocks.due(clock, calendar)
    step = Step("dispatched", at, by, {"number": number.text, "due_at": due.at.isoformat()})
    case = Case(
        case_id=case_id,
        version=1,
        number=number,
        organisation_id=number.organisation_id,
        pool=pool,
        status=Status.IN_POOL,
        problem=problem,
        dispatched_at=at,
        clock=clock,
        due=due,
        calendar_version=calendar.version,
        last=step.change,
        news=(step,),
    )
    event = CaseDispatched(
        case_id=case_id,
        version=1,
        at=at,
        by=by.id,
        number=number.text,
        organisation_id=number.organisation_id,
        pool=pool,
        mode=problem.mode,
        category_code=problem.category_code,
        description=problem.description,
        place=problem.place,
        photo_ids=problem.photo_ids,
        reporter_id=problem.reporter_id,
        reporter_organisation_id=problem.reporter_organisation_id,
        due_at=due.at,
        provisional=due.provisional,
    )
    return planned(case, calendar=calendar, at=at), event


def hand_back(case: Case, *, reason: str, by: Actor, at: datetime) -> tuple[Case, CaseHandedBack]:
    """A handler says that the case is not theirs; the clock runs on."""
    _require_pool(case, "list")
    _require_status(case, HAND_BACK)
    step = Step("handed_back", at, by, {"reason": reason})
    case = stepped(case, step, version=case.version + 1, status=Status.HANDED_BACK)
    return case, CaseHandedBack(
        case_id=case.case_id,
        version=case.version,
        at=at,
        by=by.id,
        organisation_id=case.organisation_id,
        reason=reason,
    )


def assign(
    case: Case,
    *,
    organisation_id: UUID,
    reason: str,
    limit: Limit,
    calendar: Calendar,
    by: Actor,
    at: datetime,
) -> tuple[Case, CaseTransferred]:
    """A reviewer moves the case, or sends a handed-back one back; the full limit starts again."""
    _require_pool(case, "list")
    _require_status(case, ASSIGN)
    origin = case.organisation_id
    if organisation_id == origin and case.status is not Status.HANDED_BACK:
        raise AlreadyThere(**_last(case))
    details = {"from": str(origin), "to": str(organisation_id), "reason": reason}
    case = stepped(
        case,
        Step("transferred", at, by, details),
        version=case.version + 1,
        status=Status.IN_POOL,
        organisation_id=organisation_id,
        transfers=case.transfers + 1,
    )
    case = timed(case, clock=clocks.fresh(limit, at=at), calendar=calendar, at=at)
    return case, CaseTransferred(
        case_id=case.case_id,
        version=case.version,
        at=at,
        by=by.id,
        from_organisation_id=origin,
        organisation_id=organisation_id,
        reason=reason,
        transfers=case.transfers,
        due_at=case.due.at,
        provisional=case.due.provisional,
    )


def name_rectifier(
    case: Case, *, organisation_id: UUID, by: Actor, at: datetime
) -> tuple[Case, RectifierNamed]:
    """The brigade says which organisation rectifies."""
    _require_pool(case, "supervision")
    _require_status(case, NAME_RECTIFIER)
    if organisation_id == case.rectifier_id:
        raise AlreadyThere(**_last(case))
    step = Step("rectifier_named", at, by, {"organisation": str(organisation_id)})
    case = stepped(case, step, version=case.version + 1, rectifier_id=organisation_id)
    return case, RectifierNamed(
        case_id=case.case_id,
        version=case.version,
        at=at,
        by=by.id,
        organisation_id=organisation_id,
    )


def stepped(case: Case, step: Step, **changes: Any) -> Case:
    """The case after a step, which its history will keep."""
    return replace(case, news=(*case.news, step), last=step.change, **changes)


def timed(case: Case, *, clock: Clock, calendar: Calendar, at: datetime) -> Case:
    """The case with its due date counted by this clock, and reminders to match."""
    due = clocks.due(clock, calendar)
    case = replace(case, clock=clock, due=due, calendar_version=calendar.version)
    return planned(case, calendar=calendar, at=at)


def planned(case: Case, *, calendar: Calendar, at: datetime) -> Case:
    """The case with the reminders that its status and due date ask for."""
    found = reminders.plan(
        TIMERS[case.status],
        case.reminders,
        clock=case.clock,
        due_at=case.due.at,
        calendar=calendar,
        at=at,
    )
    return replace(case, reminders=found)


def _require_status(case: Case, possible: frozenset[Status]) -> None:
    if case.status not in possible:
        zh = STATUS_ZH[case.status]
        raise NotPossibleNow(status=case.status.value, status_zh=zh, **_last(case))


def _require_pool(case: Case, pool: Pool) -> None:
    if case.pool != pool:
        raise WrongPool(pool=pool, pool_zh="问题清单池" if pool == "list" else "督导池")


def _last(case: Case) -> dict[str, str]:
    when = case.last.when.isoformat(timespec="seconds")
    return {"who": case.last.who, "when": when, "did_zh": case.last.zh, "did_en": case.last.en}
