"""A record: one problem as departments' spreadsheets tell it, each value with who said it.

Of every field the last told value holds; the others are kept beneath it, so that an import can be
taken back as a whole and nobody's word is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid5

from services.chassis.geography import distance
from services.intake.judgement.text import likeness, pairs, plain
from services.intake.sheets.entries import Entry, Said
from services.intake.sheets.fields import FIELDS

Winner = Literal["theirs", "ours"]
"""Whose value holds after a conflict: the imported one, or the one that is there."""

BESIDE = frozenset({"number", "source_id", "origin", "remark"}) | {
    name for name, each in FIELDS.items() if each.personal
}
"""Every department has its own; another one's is kept beneath and contradicts nothing."""
WORDED = frozenset({"description", "address", "solution"})
"""Told by everybody in their own words, which contradict only when they have little in common."""
ALIKE = 0.3
NEAR = 50.0
"""Metres within which two positions are one."""


@dataclass(frozen=True)
class Source:
    """A row of an import that tells of the problem; of a `platform` that sends records by itself
    the number counts those, and `import_id` is the platform's own."""

    import_id: UUID
    organisation_id: UUID
    sheet: str
    row: int
    at: datetime
    platform: str = ""

    def __hash__(self) -> int:
        # Every value of a record names its source: all fields would be a hundred times the work.
        return hash(self.row)


@dataclass(frozen=True)
class Told:
    """A value as a source told it; `raw` as it stood in the sheet's `column`."""

    value: Any
    raw: str
    column: str
    source: Source


Cells = Mapping[str, tuple[Told, ...]]


@dataclass(frozen=True)
class Record:
    """`case_id` is the case of the workflow that tells of the same problem."""

    id: UUID
    organisation_id: UUID
    case_id: UUID | None = None
    cells: Cells = field(default_factory=dict)
    extra: Cells = field(default_factory=dict)
    photos: Mapping[str, tuple[tuple[str, Source], ...]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    version: int = 0
    removed: bool = False

    def value(self, name: str) -> Any:
        """What holds of a field; `None` where nothing does."""
        told = self.cells.get(name)
        return told[-1].value if told else None

    def text(self, name: str) -> str:
        return str(self.value(name) or "")

    @property
    def organisation_ids(self) -> frozenset[UUID]:
        """Whose spreadsheets tell of it."""
        return frozenset(each.organisation_id for each in self.sources)

    @property
    def digests(self) -> frozenset[str]:
        return frozenset(digest for told in self.photos.values() for digest, _ in told)


@dataclass(frozen=True)
class Difference:
    """Two values of one field that can't both hold."""

    field: str
    ours: Any
    theirs: Any
    ours_raw: str
    theirs_raw: str


@dataclass(frozen=True)
class Comparison:
    """What a row would change in a record."""

    fills: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    conflicts: tuple[Difference, ...] = ()
    names_source: bool = False

    @property
    def changes(self) -> bool:
        return bool(self.fills or self.newer)


def compare(record: Record, entry: Entry, *, organisation_id: UUID) -> Comparison:
    """What the row adds, tells anew, and contradicts."""
    fills, newer, conflicts = [], [], []
    for name, said in entry.said.items():
        told = record.cells.get(name, ())
        if not told:
            fills.append(name)
        elif _is_told(name, told, said, organisation_id):
            continue
        elif told[-1].source.organisation_id == organisation_id:
            newer.append(name)
        elif name in BESIDE:
            fills.append(name)
        elif told[-1].value is None:
            newer.append(name)
        elif _other_words(name, told[-1].value, said.value):
            fills.append(name)
        else:
            ours = told[-1]
            conflicts.append(Difference(name, ours.value, said.value, ours.raw, said.raw))
    for name, said in entry.extra.items():
        told = record.extra.get(name, ())
        own = [each for each in told if each.source.organisation_id == organisation_id]
        if not own:
            fills.append(name)
        elif own[-1].value != said.value:
            newer.append(name)
    digests = {digest for found in entry.photos.values() for digest in found}
    if digests - record.digests:
        fills.append("photos")
    named = organisation_id in record.organisation_ids
    return Comparison(tuple(fills), tuple(newer), tuple(conflicts), names_source=not named)


def merge(record: Record, entry: Entry, source: Source, *, winners: Mapping[str, Winner]) -> Record:
    """The record with what the row says; in a conflict `ours` holds unless `winners` differ."""
    found = compare(record, entry, organisation_id=source.organisation_id)
    if not (found.changes or found.conflicts or found.names_source):
        return record
    cells, extra = dict(record.cells), dict(record.extra)
    for name in (*found.fills, *found.newer):
        if name in entry.said:
            on_top = name in found.newer or name not in cells
            cells[name] = _with(cells.get(name, ()), entry.said[name], source, on_top=on_top)
        elif name in entry.extra:
            extra[name] = _with(extra.get(name, ()), entry.extra[name], source, on_top=True)
    for each in found.conflicts:
        on_top = winners.get(each.field, "ours") == "theirs"
        cells[each.field] = _with(cells[each.field], entry.said[each.field], source, on_top=on_top)
    photos = dict(record.photos)
    for name, digests in entry.photos.items():
        new = tuple((digest, source) for digest in digests if digest not in record.digests)
        if new:
            photos[name] = (*photos.get(name, ()), *new)
    return replace(
        record,
        cells=cells,
        extra=extra,
        photos=photos,
        sources=(*record.sources, source),
        removed=False,
    )


def record_beside(case_id: UUID) -> UUID:
    """The id of the one record that stands beside a case."""
    return uuid5(case_id, "record")


def kind_of(name: str) -> Literal["before_photo", "after_photo"]:
    """Which of the two a column's photos are."""
    return "after_photo" if name == "after_photo" else "before_photo"


def photo_id(source: Source, kind: str, digest: str) -> UUID:
    """The id under which media has a picture of a row: the same however often it is handed over."""
    return uuid5(source.import_id, f"{source.sheet}\n{source.row}\n{kind}\n{digest}")


def begin(record_id: UUID, entry: Entry, source: Source, *, case_id: UUID | None = None) -> Record:
    """A record of a problem that no record tells of yet."""
    return Record(
        record_id,
        source.organisation_id,
        case_id,
        cells=_told(entry.said, source),
        extra=_told(entry.extra, source),
        photos={
            name: tuple((digest, source) for digest in digests)
            for name, digests in entry.photos.items()
            if digests
        },
        sources=(source,),
    )


def without(record: Record, import_id: UUID) -> Record:
    """The record as it would be if that import had never been; removed if nobody else tells of
    it."""
    sources = tuple(each for each in record.sources if each.import_id != import_id)
    if not sources:
        return replace(record, removed=True, cells={}, extra={}, photos={}, sources=())
    return replace(
        record,
        cells=_without(record.cells, import_id),
        extra=_without(record.extra, import_id),
        photos={
            name: kept
            for name, told in record.photos.items()
            if (kept := tuple(each for each in told if each[1].import_id != import_id))
        },
        sources=sources,
    )


def same(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field say the same: a day is the same as an instant of it."""
    if one is None or other is None:
        return bool(one == other)
    kind = FIELDS[name].kind if name in FIELDS else "text"
    if kind == "date":
        return bool(one == other) or (min(len(one), len(other)) == 10 and one[:10] == other[:10])
    if kind == "point":
        between = (one["longitude"], one["latitude"], other["longitude"], other["latitude"])
        return distance(*between) <= NEAR
    if kind in ("text", "person"):
        return _bare(str(one)) == _bare(str(other))
    return bool(one == other)


def _is_told(name: str, told: Iterable[Told], said: Said, organisation_id: UUID) -> bool:
    """Whether it holds already, or this organisation said it before and was overruled."""
    *beneath, top = told
    if said.value is None:
        return True if top.value is not None else top.raw == said.raw
    own = [each for each in beneath if each.source.organisation_id == organisation_id]
    mine = top.source.organisation_id == organisation_id
    last = [] if mine else own[-1:]
    return any(same(name, each.value, said.value) for each in (top, *last))


def _other_words(name: str, one: Any, other: Any) -> bool:
    return name in WORDED and likeness(pairs(str(one)), pairs(str(other))) >= ALIKE


def _told(said: Mapping[str, Said], source: Source) -> dict[str, tuple[Told, ...]]:
    return {name: (Told(v.value, v.raw, v.column, source),) for name, v in said.items()}


def _with(told: tuple[Told, ...], said: Said, source: Source, *, on_top: bool) -> tuple[Told, ...]:
    new = Told(said.value, said.raw, said.column, source)
    return (*told, new) if on_top or not told else (*told[:-1], new, told[-1])


def _without(cells: Cells, import_id: UUID) -> Cells:
    return {
        name: kept
        for name, told in cells.items()
        if (kept := tuple(each for each in told if each.source.import_id != import_id))
    }


def _bare(text: str) -> str:
    return "".join(each for each in plain(text) if each.isalnum())
