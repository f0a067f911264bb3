"""What other platforms send, and what their administrators see."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.intake.domain.external import ExternalKey, ExternalSource, Use
from services.intake.domain.spreadsheet_import import Rule
from services.intake.external.taking import Answer
from services.intake.routes.import_bodies import ColumnChoice, FaultView, Text
from services.intake.sheets.cells import printable
from services.intake.sheets.mapping import Proposal

BATCH = 500
"""Records of one request; its body has at most 1 MiB."""

SourceCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,38}$")]
FieldName = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(printable)
]
GivenRecord = dict[str, Any]


class SentRecords(BaseModel):
    """Records as the platform writes them; objects within them become `name/name within`."""

    records: Annotated[list[GivenRecord], Field(min_length=1, max_length=BATCH)]


class RecordAnswer(BaseModel):
    """What became of one record; `reasons` are why it is refused."""

    id: str
    outcome: Literal["taken", "same", "updated", "refused"]
    record_id: UUID | None
    reasons: list[FaultView]

    @classmethod
    def of(cls, answer: Answer) -> "RecordAnswer":
        reasons = list(map(FaultView.of, answer.faults))
        return cls(
            id=answer.own_id,
            outcome=answer.outcome,
            record_id=answer.record_id,
            reasons=reasons,
        )


class RecordAnswers(BaseModel):
    """An answer for each record, in their order."""

    records: list[RecordAnswer]


class NewSource(BaseModel):
    """A platform: for which organisation it speaks, which of its fields holds its own ids, what
    the others mean, what texts in them mean, and who is right where another organisation says
    something else."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    organisation_id: UUID
    id_field: FieldName
    fields: dict[FieldName, ColumnChoice] = Field(default={}, max_length=64)
    words: dict[Annotated[str, StringConstraints(max_length=30)], dict[Text, Text]] = Field(
        default={}, max_length=30
    )
    rule: Rule = "ours"
    active: bool = True


class NewKey(BaseModel):
    use: Use = "signing"


class KeyView(BaseModel):
    """A key, without its secret; `used_at` to the minute."""

    id: UUID
    use: Use
    made_who: str
    made_at: datetime
    used_at: datetime | None
    revoked_who: str | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ExternalKey) -> "KeyView":
        return cls.model_validate(key, from_attributes=True)


class MadeKey(KeyView):
    """A new key. `secret` is shown this once: what a platform signs with, or the `api_key`."""

    secret: str


class SourceView(BaseModel):
    """A platform with its keys; `taken` counts the records it has sent."""

    id: UUID
    code: str
    name: str
    organisation_id: UUID
    id_field: str
    fields: dict[str, ColumnChoice]
    words: dict[str, dict[str, Any]]
    rule: Rule
    active: bool
    taken: int
    version: int
    last_who: str
    last_at: datetime
    keys: list[KeyView]

    @classmethod
    def of(cls, source: ExternalSource, keys: list[ExternalKey]) -> "SourceView":
        fields = {name: ColumnChoice(**vars(choice)) for name, choice in source.fields.items()}
        views = [KeyView.of(each) for each in keys if each.source_id == source.id]
        return cls.model_validate({**vars(source), "fields": fields, "keys": views})


class Sources(BaseModel):
    sources: list[SourceView]


class ProposalView(BaseModel):
    """What a field may mean, and what speaks for it."""

    name: str
    choice: ColumnChoice
    confidence: float
    evidence: list[str]
    samples: list[str]

    @classmethod
    def of(cls, proposal: Proposal) -> "ProposalView":
        return cls(
            name=proposal.name,
            choice=ColumnChoice(**vars(proposal.choice)),
            confidence=proposal.confidence,
            evidence=list(proposal.evidence),
            samples=list(proposal.samples),
        )


class Proposals(BaseModel):
    fields: list[ProposalView]
