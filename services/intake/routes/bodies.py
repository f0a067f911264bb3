"""What a report looks like to those who send and read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    Field,
    FiniteFloat,
    StringConstraints,
    model_validator,
)

from services.contracts.intake import Judgement, Mode
from services.contracts.media import photo_refusal
from services.contracts.place import Place
from services.intake.domain.report import Content, Outcome, Report, Status
from services.intake.store.reports import PhotoFate, Step


def _each_once(ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(set(ids)) < len(ids):
        raise ValueError("a photo is named twice")
    return ids


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
PhotoIds = Annotated[tuple[UUID, ...], Field(max_length=9), AfterValidator(_each_once)]


class NewPlace(BaseModel):
    """WGS 84 degrees, both or neither, and the words people use for the place."""

    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    longitude: Annotated[FiniteFloat, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[FiniteFloat, Field(ge=-90, le=90)] | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> "NewPlace":
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude are given together or not at all")
        return self


class NewContent(BaseModel):
    """The whole content of a report."""

    description: Words
    place: NewPlace
    category_code: Code | None = None
    photo_ids: PhotoIds = ()

    @property
    def content(self) -> Content:
        place = Place(**self.place.model_dump())
        return Content(self.description, place, self.category_code, self.photo_ids)


class NewReport(NewContent):
    """`id` is made on the phone, so that a report sent twice is still one."""

    id: UUID | None = None
    mode: Mode = "general"
    urgent_reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    captured_at: AwareDatetime | None = None
    source: Code = "phone"

    @property
    def digest(self) -> bytes:
        """Equal for equal content; a field added later changes nothing for older phones."""
        return sha256(self.model_dump_json(exclude={"id"}, exclude_defaults=True).encode()).digest()


class Withdrawal(BaseModel):
    reason: Reason


class Sentence(BaseModel):
    """For people, in Chinese and in English."""

    zh: str
    en: str


class PhotoView(BaseModel):
    """`reason` is a stable code where the photo was refused, `reason_words` what it says."""

    id: UUID
    status: Literal["awaited", "ready", "rejected"]
    reason: str = ""
    reason_words: Sentence | None = None

    @classmethod
    def of(cls, photo_id: UUID, fate: PhotoFate | None) -> "PhotoView":
        if fate is None:
            return cls(id=photo_id, status="awaited")
        if fate.ready:
            return cls(id=photo_id, status="ready")
        zh, en = photo_refusal(fate.reason)
        words = Sentence(zh=zh, en=en)
        return cls(id=photo_id, status="rejected", reason=fate.reason, reason_words=words)


class OutcomeView(BaseModel):
    """What was decided: `did` is a word like approved, declined or closed."""

    did: str
    at: datetime
    reason: str
    category_code: str | None
    into_case_id: UUID | None

    @classmethod
    def of(cls, outcome: Outcome | None) -> "OutcomeView | None":
        return cls.model_validate(outcome, from_attributes=True) if outcome else None


class ReportView(BaseModel):
    """A report as it stands, with the judgement, and what review and closure decided."""

    id: UUID
    version: int
    status: Status
    mode: Mode
    urgent_reason: str
    description: str
    place: Place
    category_code: str | None
    photos: list[PhotoView]
    source: str
    captured_at: datetime | None
    reported_at: datetime
    reporter_id: UUID
    organisation_id: UUID
    judgement: Judgement
    verdict: OutcomeView | None
    closure: OutcomeView | None

    @classmethod
    def of(cls, report: Report, *, fates: Mapping[UUID, PhotoFate]) -> "ReportView":
        return cls(**_fields(report, fates))


class StepView(BaseModel):
    """One step; `who` is empty where the fact came from another service."""

    did: str
    by: UUID | None
    who: str | None
    organisation_id: UUID | None
    at: datetime
    details: dict[str, Any]


class ContinuationView(BaseModel):
    """The report that a merged one goes on in: how far it has come, and why."""

    id: UUID
    status: Status
    outcome: OutcomeView | None

    @classmethod
    def of(cls, report: Report | None) -> "ContinuationView | None":
        if report is None:
            return None
        return cls(id=report.id, status=report.status, outcome=OutcomeView.of(report.outcome))


class ReportWithHistory(ReportView):
    history: list[StepView]
    goes_on_in: ContinuationView | None

    @classmethod
    def told(
        cls,
        report: Report,
        *,
        fates: Mapping[UUID, PhotoFate],
        steps: Sequence[Step],
        goes_on_in: Report | None,
    ) -> "ReportWithHistory":
        history = [StepView.model_validate(step, from_attributes=True) for step in steps]
        continued = ContinuationView.of(goes_on_in)
        return cls(**_fields(report, fates), history=history, goes_on_in=continued)


def _fields(report: Report, fates: Mapping[UUID, PhotoFate]) -> dict[str, Any]:
    content = report.content
    return {
        "id": report.id,
        "version": report.version,
        "status": report.status,
        "mode": report.mode,
        "urgent_reason": report.urgent_reason,
        "description": content.description,
        "place": content.place,
        "category_code": content.category_code,
        "photos": [PhotoView.of(each, fates.get(each)) for each in content.photo_ids],
        "source": report.source,
        "captured_at": report.captured_at,
        "reported_at": report.reported_at,
        "reporter_id": report.reporter_id,
        "organisation_id": report.organisation_id,
        "judgement": report.judgement,
        "verdict": OutcomeView.of(report.verdict),
        "closure": OutcomeView.of(report.closure),
    }
