"""What passes between the service and the confined reader, as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from services.intake.domain.reference import Category, CategoryMapping
from services.intake.sheets.categories import Categories
from services.intake.sheets.dates import Calendar
from services.intake.sheets.entries import Entry, Fault, Said
from services.intake.sheets.mapping import Choice
from services.intake.sheets.organisations import Organisation, Tree
from services.intake.sheets.survey import Meanings, Survey
from services.intake.sheets.vocabulary import Vocabulary


@dataclass(frozen=True)
class Words:
    """The city's words as data, of which a `Vocabulary` is made. `aliases` are codes by name."""

    organisations: Sequence[Organisation]
    aliases: Mapping[str, UUID]
    categories: Sequence[Category]
    mappings: Sequence[CategoryMapping]
    zone: str
    today: date

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(
            Tree(self.organisations, self.aliases),
            Categories(self.categories, self.mappings),
            Calendar(ZoneInfo(self.zone), self.today),
        )


@dataclass(frozen=True)
class Request:
    """A file to be looked at; with `meanings` its rows are wanted, else a survey of it."""

    name: str
    words: Words
    remembered: Mapping[str, Choice]
    meanings: Meanings | None = None


request = TypeAdapter(Request)
survey = TypeAdapter(Survey)
meanings = TypeAdapter(Meanings)


def packed_entry(entry: Entry) -> list[Any]:
    """An entry as short as it can be told: there may be a hundred thousand."""
    return [
        entry.sheet,
        entry.row,
        {name: _packed(said) for name, said in entry.said.items()},
        {name: [said.raw, said.column] for name, said in entry.extra.items()},
        entry.photos,
        [list(asdict(fault).values()) for fault in entry.faults],
    ]


def unpacked_entry(told: list[Any]) -> Entry:
    """What `packed_entry` made."""
    sheet, row, said, extra, photos, faults = told
    return Entry(
        sheet,
        row,
        _Unpacked(said),
        _Unpacked(extra),
        {name: tuple(digests) for name, digests in photos.items()},
        tuple(Fault(*each) for each in faults),
    )


class _Unpacked(Mapping[str, Said]):
    """What a row says, each value made when it is asked for: most rows are looked at for a few."""

    __slots__ = ("_packed",)

    def __init__(self, packed: Mapping[str, list[Any]]) -> None:
        self._packed = packed

    def __getitem__(self, name: str) -> Said:
        told = self._packed[name]
        return Said(*told) if len(told) > 2 else Said(told[0], *told)

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def _packed(said: Said) -> list[Any]:
    if said.value == said.raw and said.how == "exact":
        return [said.raw, said.column]
    return [said.value, said.raw, said.column, said.confidence, said.how]
