"""Facts dispatch announces: numbers, pools, clocks and reminders."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from services.contracts.event import Event, MessageParked
from services.contracts.intake import Mode
from services.contracts.place import Place

Pool = Literal["list", "supervision"]
DueDateCause = Literal["transferred", "returned", "deferred", "calendar", "reopened", "resumed"]
ReminderStep = Literal["due_soon", "due", "overdue_head", "overdue_leader"]
Audience = Literal["handler", "head", "leader"]


class CaseDispatched(Event, type="dispatch.case.dispatched.v1"):
    """A problem became a numbered case in exactly one pool, and its clock runs.

    `provisional` marks a due date counted without the State Council's calendar of its year.
    """

    case_id: UUID
    number: str
    organisation_id: UUID
    pool: Pool
    mode: Mode
    category_code: str | None
    description: str
    place: Place
    photo_ids: tuple[UUID, ...]
    reporter_id: UUID | None
    reporter_organisation_id: UUID
    due_at: AwareDatetime
    provisional: bool


class CaseHandedBack(Event, type="dispatch.case.handed-back.v1"):
    """A handler declared the case wrongly assigned; dispatch must reassign it."""

    case_id: UUID
    organisation_id: UUID
    reason: str


class HandBackLapsed(Event, type="dispatch.case.hand-back-lapsed.v1"):
    """A rectification was submitted meanwhile, so the case stays where it is."""

    case_id: UUID
    organisation_id: UUID


class CaseTransferred(Event, type="dispatch.case.transferred.v1"):
    """The case moved to another organisation's list pool; its number stays."""

    case_id: UUID
    from_organisation_id: UUID
    organisation_id: UUID
    reason: str
    transfers: int
    due_at: AwareDatetime
    provisional: bool


class RectifierNamed(Event, type="dispatch.case.rectifier-named.v1"):
    """The brigade named the organisation that rectifies a case of the supervision pool."""

    case_id: UUID
    organisation_id: UUID


class DueDateSet(Event, type="dispatch.case.due-date-set.v1"):
    """The case is due at another time than before, for the reason in `cause`."""

    case_id: UUID
    due_at: AwareDatetime
    provisional: bool
    cause: DueDateCause


class CaseReminded(Event, type="dispatch.case.reminded.v1"):
    """The case's due date is near or reached; `audience` should hear of it."""

    case_id: UUID
    organisation_id: UUID
    step: ReminderStep
    audience: tuple[Audience, ...]
    due_at: AwareDatetime


class CaseEscalated(Event, type="dispatch.case.escalated.v1"):
    """The case is long overdue; the head of the organisation, then the leader, should act."""

    case_id: UUID
    organisation_id: UUID
    step: ReminderStep
    audience: tuple[Audience, ...]
    due_at: AwareDatetime


class CaseOverdue(Event, type="dispatch.case.overdue.v1"):
    """The due date passed and the case is not closed."""

    case_id: UUID
    organisation_id: UUID
    due_at: AwareDatetime


class CaseResumed(Event, type="dispatch.case.resumed.v1"):
    """A deferral's date has come: the case is worked again and due at the end of that day."""

    case_id: UUID
    organisation_id: UUID
    due_at: AwareDatetime


class DepartmentFellSilent(
    Event, type="dispatch.department.fell-silent.v1", subject="organisation_id"
):
    """A department's own system has confirmed nothing since `since`; somebody should look."""

    organisation_id: UUID
    since: AwareDatetime


class DepartmentAnswered(Event, type="dispatch.department.answered.v1", subject="organisation_id"):
    """The silent department has confirmed what waited longest."""

    organisation_id: UUID


class DispatchMessageParked(MessageParked, type="dispatch.message.parked.v1", subject="message_id"):
    """A message that dispatch couldn't handle waits for a person: the first in an hour."""
