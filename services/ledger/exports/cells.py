"""A case's values as people read them: names for codes, the city's time, one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Literal
from uuid import UUID

from services.chassis.directory import Directory, UnknownOrganisation
from services.ledger.domain.case import Case
from services.ledger.table.choices import CHOICES
from services.ledger.table.columns import Column

Language = Literal["zh", "en"]
Cell = str | int | float | datetime | date | None
FLAGS = {"zh": ("是", "否"), "en": ("yes", "no")}


@dataclass(frozen=True)
class Cells:
    """Writes cells for the columns of an export."""

    columns: Sequence[Column]
    language: Language
    zone: tzinfo
    directory: Directory
    categories: Mapping[str, tuple[str, str]]
    """Chinese and English name by code."""
    extras: Sequence[str] = ()
    """Extra columns behind the others, by their names."""

    @property
    def head(self) -> list[str]:
        named = [each.zh if self.language == "zh" else each.en for each in self.columns]
        return [*named, *self.extras]

    def row(self, case: Case) -> list[Cell]:
        """The case's values in the order of the columns; instants without zone, as the city's."""
        cells = [self._cell(each, getattr(case, each.name)) for each in self.columns]
        return [*cells, *map(case.extras.get, self.extras)]

    def _cell(self, column: Column, value: Any) -> Cell:
        if value is None:
            return None
        match column.kind:
            case "flag":
                return FLAGS[self.language][0 if value else 1]
            case "instant":
                assert isinstance(value, datetime)
                return value.astimezone(self.zone).replace(tzinfo=None, microsecond=0)
            case "choice":
                return self._named(CHOICES.get(column.name, {}), value)
            case "category":
                return self._named(self.categories, value)
            case "organisation":
                return self._organisation(value)
            case "person" | "id":
                return str(value)
        assert isinstance(value, str | int | float | date)
        return value

    def _named(self, names: Mapping[str, tuple[str, str]], value: str) -> str:
        zh, en = names.get(value, (value, value))
        return zh if self.language == "zh" else en or zh

    def _organisation(self, organisation_id: UUID) -> str:
        try:
            found = self.directory.find(organisation_id)
        except UnknownOrganisation:
            return str(organisation_id)
        return found.name if self.language == "zh" else found.name_en or found.name
