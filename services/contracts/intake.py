"""Facts intake announces: what was reported, and the system's own verdict on it."""

from datetime import date
from typing import Literal
from uuid import UUID, uuid5

from pydantic import AwareDatetime

from services.contracts.event import Event, MessageParked, Value
from services.contracts.place import Place

Mode = Literal["general", "urgent"]


class CategoryCandidate(Value):
    """A category that was considered, with the words that speak for it."""

    code: str
    confidence: float
    evidence: tuple[str, ...] = ()


class CategoryVerdict(Value):
    """The judged category; `evidence` holds the words that decided and, where the reporter chose
    it, `by-choice`; `candidates` are the likeliest three even where none was clear enough."""

    code: str | None
    confidence: float
    evidence: tuple[str, ...] = ()
    candidates: tuple[CategoryCandidate, ...] = ()


class OrganisationVerdict(Value):
    """The judged responsible organisation; `area_id` is the one in whose area the point lies.

    `evidence` tells in codes, which a screen puts into words: `rule PRIORITY ORGANISATION` and
    its conditions `category`, `area`, `source`, `from`, `until` and `note`; `moved M/N`, how many
    of N such cases went elsewhere; `habit M/N`, how many of N went there without a rule."""

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


class ImportFinished(Event, type="intake.import.finished.v1", subject="import_id"):
    """Every row of a spreadsheet is written that could be; who brought it may look at the rest."""

    import_id: UUID
    organisation_id: UUID
    owner_id: UUID


CATEGORIES = UUID("0b6f2a0e-0a55-4e0c-9a51-6d1c4c1f7d2b")


def category_id(scheme: str, code: str) -> UUID:
    """The one id of a category: the same whenever and wherever its list is loaded."""
    return uuid5(CATEGORIES, f"{scheme} {code}")


class RecordSource(Value):
    """A row of a department's spreadsheet that tells of the problem; rows count from 1.

    `platform` is the code of another platform that sent it by itself, and then `sheet` its name.
    """

    import_id: UUID
    organisation_id: UUID
    sheet: str
    row: int
    at: AwareDatetime
    platform: str = ""


class RecordValue(Value):
    """A value as a source told it: `value` in the city's words (a date in ISO 8601, a code, an
    organisation's id, a word for a status), `raw` as it stood there where that differs.

    `source` counts the record's sources from 0. No value where the text names nothing known.
    """

    value: str | None
    raw: str | None = None
    source: int


RECORD_FIELDS = frozenset(
    {
        *("number", "source_id", "found_at", "description", "address", "street", "district"),
        *("organisation", "category", "major", "status", "point", "due_at", "rectified_at"),
        *("solution", "return_reason", "origin", "remark"),
    }
)
"""The fields of a record's cells; whatever else a department has is an extra column."""


class RecordCell(Value):
    """One field, or one extra column of a department; `former` values lie beneath the one that
    holds, the latest first."""

    field: str
    holds: RecordValue
    former: tuple[RecordValue, ...] = ()


class RecordPhoto(Value):
    """A picture that lay in a cell, by its seal (SHA-256). Media has it under `photo_id` once it
    was handed over and taken in; facts from before pictures were handed over tell none."""

    kind: Literal["before_photo", "after_photo"]
    sha256: str
    source: int
    photo_id: UUID | None = None


class GivenPoint(Value):
    """Coordinates as a department gave them; `system` is empty where nobody said which."""

    longitude: float
    latitude: float
    system: str = ""


class RecordImported(Event, type="intake.record.imported.v1", subject="record_id"):
    """Departments' spreadsheets tell of a problem; this is all they say now.

    A record is a row of the super table beside the cases of the workflow; `told_case_id` is the
    case that tells of the same problem, if one does. Who reported or answers for it is in intake
    alone. `found_on` is the day it was found.
    """

    record_id: UUID
    told_case_id: UUID | None = None
    organisation_id: UUID
    place: Place
    given_point: GivenPoint | None = None
    category_code: str | None = None
    street_id: UUID | None = None
    responsible_organisation_id: UUID | None = None
    status: str | None = None
    found_on: date | None = None
    cells: tuple[RecordCell, ...]
    extra: tuple[RecordCell, ...] = ()
    photos: tuple[RecordPhoto, ...] = ()
    sources: tuple[RecordSource, ...]


class RecordRemoved(Event, type="intake.record.removed.v1", subject="record_id"):
    """The imports that told of a problem were taken back; nothing is left of the record."""

    record_id: UUID


class IntakeMessageParked(MessageParked, type="intake.message.parked.v1", subject="message_id"):
    """A message that intake couldn't handle waits for a person: the first in an hour."""
