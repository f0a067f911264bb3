"""Facts intake announces: what was reported, and the system's own verdict on it."""

from typing import Literal
from uuid import UUID, uuid5

from pydantic import AwareDatetime

from services.contracts.event import Event, Value
from services.contracts.place import Place

Mode = Literal["general", "urgent"]


class CategoryCandidate(Value):
    """A category that was considered, with the words that speak for it."""

    code: str
    confidence: float
    evidence: tuple[str, ...] = ()


class CategoryVerdict(Value):
    """The judged category; `evidence` holds the words that decided, `candidates` the likeliest
    three even where none was clear enough."""

    code: str | None
    confidence: float
    evidence: tuple[str, ...] = ()
    candidates: tuple[CategoryCandidate, ...] = ()


class OrganisationVerdict(Value):
    """The judged responsible organisation; `evidence` names the routing rule, `area_id` the
    organisation in whose area the point lies."""

    organisation_id: UUID | None
    confidence: float
    evidence: tuple[str, ...] = ()
    area_id: UUID | None = None


class DuplicateCandidate(Value):
    """An earlier report that may tell of the same problem, and what speaks for it: distance in
    metres, age in days, how alike wording and photos are (0..1; no `photo` where unknown)."""

    case_id: UUID
    distance: float
    age: float
    confidence: float
    wording: float = 0.0
    same_category: bool = False
    photo: float | None = None


class Judgement(Value):
    """The system's advice; people decide. A failed judgement is an empty one.

    `doubts` are stable words for what can't be right, like `position-gcj02`.
    """

    category: CategoryVerdict
    organisation: OrganisationVerdict
    duplicates: tuple[DuplicateCandidate, ...] = ()
    missing: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


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


class CategoryListed(Event, type="intake.category.listed.v1", subject="category_id"):
    """A category exists under these names; `active` is false once the list no longer has it.

    `category_id` is told by `category_id(scheme, code)`, so that a later list names the same one.
    """

    category_id: UUID
    scheme: str
    code: str
    name: str
    name_en: str = ""
    parent_code: str | None = None
    active: bool = True


class AreaOutlined(Event, type="intake.area.outlined.v1", subject="area_id"):
    """An organisation's area has this outline: a GeoJSON MultiPolygon's coordinates in WGS 84,
    simplified until the fact fits the bus; none when the outline was taken away.

    `area_id` is the organisation's id.
    """

    area_id: UUID
    name: str
    outline: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]


CATEGORIES = UUID("0b6f2a0e-0a55-4e0c-9a51-6d1c4c1f7d2b")


def category_id(scheme: str, code: str) -> UUID:
    """The one id of a category: the same whenever and wherever its list is loaded."""
    return uuid5(CATEGORIES, f"{scheme} {code}")
