"""What an import looks like to those who send and decide it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.chassis.callers import Scope
from services.contracts.media import photo_refusal
from services.intake.domain.cell_photo import CellPhoto
from services.intake.domain.record import Record, Told
from services.intake.domain.spreadsheet_import import Rule, SpreadsheetImport, Status
from services.intake.imports.faults import WORDS
from services.intake.routes.bodies import Sentence
from services.intake.sheets import packing
from services.intake.sheets.cells import printable
from services.intake.sheets.coordinates import System
from services.intake.sheets.entries import Entry, Fault, Said
from services.intake.sheets.fields import FIELDS
from services.intake.sheets.mapping import Choice
from services.intake.sheets.survey import Survey
from services.intake.sheets.unreadable import KINDS
from services.intake.store.import_rows import ImportRow

Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(printable)]
"""As it is read from a cell, so that what is explained is found there."""


class ColumnChoice(BaseModel):
    """What a column means: a field's name, `extra` or `ignored`."""

    field: Annotated[str, StringConstraints(max_length=30)]
    system: System | None = None
    scheme: Annotated[str, StringConstraints(max_length=60)] | None = None

    @property
    def choice(self) -> Choice:
        return Choice(self.field, self.system, self.scheme)


class NewMeanings(BaseModel):
    """For each table in order its columns' choices; none takes the proposals as they are.

    `words` say what texts mean, by field: `{"organisation": {"城建科": "<id>"}}`.
    """

    tables: (
        Annotated[
            list[dict[Annotated[int, Field(ge=0, le=16_383)], ColumnChoice]], Field(max_length=500)
        ]
        | None
    ) = None
    words: dict[Annotated[str, StringConstraints(max_length=30)], dict[Text, Text]] = Field(
        default={}, max_length=30
    )


class RowDecision(BaseModel):
    """An answer to one row: whether it is the same problem, where that was doubtful, and by field
    whose value holds."""

    number: Annotated[int, Field(ge=1, le=1_000_000)]
    same_problem: bool | None = None
    winners: dict[Annotated[str, StringConstraints(max_length=30)], Literal["theirs", "ours"]] = (
        Field(default={}, max_length=64)
    )


class Decisions(BaseModel):
    """A rule for conflicts nobody decides one by one, and answers to some rows."""

    rule: Rule | None = None
    rows: Annotated[list[RowDecision], Field(max_length=1000)] = []


class FieldView(BaseModel):
    """A field that a column may mean."""

    name: str
    zh: str
    kind: str
    personal: bool


class ImportView(BaseModel):
    """An import as it stands. `survey` holds tables with a proposal for every column; `counts`
    the rows by what would become of them, `failure` why the file can't be read."""

    id: UUID
    version: int
    status: Status
    organisation_id: UUID
    importer_id: UUID
    file_name: str
    sha256: str
    size: int
    created_at: datetime
    last_who: str
    last_at: datetime
    done: int
    total: int
    counts: dict[str, int]
    rule: Rule | None
    failure: Sentence | None

    @classmethod
    def of(cls, found: SpreadsheetImport) -> "ImportView":
        return cls.model_validate(_fields(found))


class RefusedPicture(BaseModel):
    """A picture that media refused: in which row it lay, as what, and why (a stable code)."""

    sheet: str
    row: int
    kind: str
    sha256: str
    reason: str
    words: Sentence

    @classmethod
    def of(cls, found: CellPhoto) -> "RefusedPicture":
        zh, en = photo_refusal(found.reason)
        words = Sentence(zh=zh, en=en)
        return cls.model_validate({**vars(found), "words": words})


class Pictures(BaseModel):
    """How many of a written import's pictures wait to be handed over, were taken in as photos, and
    were refused; of those the first ones."""

    waiting: int = 0
    taken: int = 0
    refused: int = 0
    refusals: list[RefusedPicture] = []


class ImportWithSurvey(ImportView):
    survey: Survey | None
    meanings: dict[str, Any] | None
    fields: list[FieldView]
    pictures: Pictures

    @classmethod
    def told(
        cls, found: SpreadsheetImport, *, pictures: Mapping[str, int], refused: Iterable[CellPhoto]
    ) -> "ImportWithSurvey":
        refusals = list(map(RefusedPicture.of, refused))
        fields = [
            FieldView(name=each.name, zh=each.zh, kind=each.kind, personal=each.personal)
            for each in FIELDS.values()
        ]
        return cls.model_validate(
            {
                **_fields(found),
                "survey": found.survey,
                "meanings": found.meanings,
                "fields": fields,
                "pictures": Pictures(**pictures, refusals=refusals),
            }
        )


def _fields(found: SpreadsheetImport) -> dict[str, Any]:
    names = ImportView.model_fields.keys() - {"failure"}
    failure = None
    if found.failure:
        refusal = KINDS[found.failure["code"]](**found.failure["facts"])
        failure = Sentence(zh=refusal.sentence("zh"), en=refusal.sentence("en"))
    return {**{name: getattr(found, name) for name in names}, "failure": failure}


class SaidView(BaseModel):
    """A value as a row says it; none where the text names nothing the city knows."""

    value: Any
    raw: str
    column: str
    confidence: float
    how: str

    @classmethod
    def of(cls, said: Said) -> "SaidView":
        return cls.model_validate(said, from_attributes=True)


class FaultView(BaseModel):
    code: str
    words: Sentence
    column: str
    field: str
    raw: str

    @classmethod
    def of(cls, fault: Fault) -> "FaultView":
        zh, en = WORDS[fault.code]
        words = Sentence(zh=zh, en=en)
        return cls(
            code=fault.code, words=words, column=fault.column, field=fault.field, raw=fault.raw
        )


class RowView(BaseModel):
    """A row, what would become of it and why; `reasons` are why it is refused."""

    number: int
    sheet: str
    row: int
    outcome: str
    fields: dict[str, SaidView]
    extra: dict[str, SaidView]
    photos: dict[str, tuple[str, ...]]
    reasons: list[FaultView]
    record_id: UUID | None
    case_id: UUID | None
    match: dict[str, Any] | None
    comparison: dict[str, Any] | None
    doubtful: bool
    decision: dict[str, Any] | None

    @classmethod
    def of(cls, row: ImportRow) -> "RowView":
        entry: Entry = packing.unpacked_entry(row.entry)
        return cls(
            number=row.number,
            sheet=entry.sheet,
            row=entry.row,
            outcome=row.outcome,
            fields={name: SaidView.of(said) for name, said in entry.said.items()},
            extra={name: SaidView.of(said) for name, said in entry.extra.items()},
            photos=dict(entry.photos),
            reasons=[FaultView.of(fault) for fault in entry.faults],
            record_id=row.record_id,
            case_id=row.case_id,
            match=row.match,
            comparison=row.comparison,
            doubtful=row.doubtful,
            decision=row.decision,
        )


class SourceView(BaseModel):
    import_id: UUID
    organisation_id: UUID
    sheet: str
    row: int
    at: datetime
    platform: str


class ToldView(BaseModel):
    """A value and who told it."""

    value: Any
    raw: str
    column: str
    source: SourceView

    @classmethod
    def of(cls, told: Told) -> "ToldView":
        source = SourceView.model_validate(told.source, from_attributes=True)
        return cls(value=told.value, raw=told.raw, column=told.column, source=source)


class RecordView(BaseModel):
    """What the spreadsheets of the caller's scope say of a problem: of every field the value that
    holds, first, and those beneath it. What others told isn't shown."""

    id: UUID
    version: int
    organisation_id: UUID
    case_id: UUID | None
    fields: dict[str, list[ToldView]]
    extra: dict[str, list[ToldView]]
    photos: dict[str, list[str]]
    sources: list[SourceView]

    @classmethod
    def of(cls, record: Record, *, scope: Scope) -> "RecordView":
        photos = {
            name: [each for each, source in told if scope.covers(source.organisation_id)]
            for name, told in record.photos.items()
        }
        return cls(
            id=record.id,
            version=record.version,
            organisation_id=record.organisation_id,
            case_id=record.case_id,
            fields=_told(record.cells, scope),
            extra=_told(record.extra, scope),
            photos={name: digests for name, digests in photos.items() if digests},
            sources=[
                SourceView.model_validate(each, from_attributes=True)
                for each in record.sources
                if scope.covers(each.organisation_id)
            ],
        )


def _told(cells: Mapping[str, tuple[Told, ...]], scope: Scope) -> dict[str, list[ToldView]]:
    shown = {
        name: [each for each in reversed(told) if scope.covers(each.source.organisation_id)]
        for name, told in cells.items()
    }
    return {name: list(map(ToldView.of, told)) for name, told in shown.items() if told}


class Alias(BaseModel):
    """Another name for an organisation: an old one, or one that only spreadsheets use."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    organisation_code: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)
    ]


class Aliases(BaseModel):
    aliases: Annotated[list[Alias], Field(max_length=5000)]
