"""Facts intake announces: what was reported, and the system's own verdict on it."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from services.contracts.event import Event, Value
from services.contracts.place import Place

Mode = Literal["general", "urgent"]


class CategoryVerdict(Value):
    """The judged category; `evidence` holds the words that decided."""

    code: str | None
    confidence: float
    evidence: tuple[str, ...] = ()


class OrganisationVerdict(Value):
    """The judged responsible organisation; `evidence` names the routing rule."""

    organisation_id: UUID | None
    confidence: float
    evidence: tuple[str, ...] = ()


class DuplicateCandidate(Value):
    """An earlier report near in place, time and category. Distance in metres, age in days."""

    case_id: UUID
    distance: float
    age: float
    confidence: float


class Judgement(Value):
    """The system's advice; people decide. A failed judgement is an empty one."""

    category: CategoryVerdict
    organisation: OrganisationVerdict
    duplicates: tuple[DuplicateCandidate, ...] = ()
    missing: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()


class ReportSubmitted(Event, type="intake.report.submitted.v1"):
    """Somebody reported a problem; a reviewer, or for an urgent one a leader, may now decide."""

    case_id: UUID
    organisation_id: UUID
    mode: Mode
    urgent_reason: str = ""
    description: str
    place: Place
    category_code: str | None = None
    photo_ids: tuple[UUID, ...]
    source: str = "phone"
    captured_at: AwareDatetime | None = None
    judgement: Judgement


class ReportAmended(Event, type="intake.report.amended.v1"):
    """The reporter corrected a report that waits; the whole new content is here."""

    case_id: UUID
    description: str
    place: Place
    category_code: str | None = None
    photo_ids: tuple[UUID, ...]
    judgement: Judgement


class ReportWithdrawn(Event, type="intake.report.withdrawn.v1"):
    """The reporter took a waiting report back."""

    case_id: UUID
    reason: str
