"""Another platform's records as rows of a table, so that they are read like a spreadsheet's."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from services.intake.domain.external import ExternalSource
from services.intake.sheets import limits
from services.intake.sheets.cells import Cell, column_of, plain, shown
from services.intake.sheets.entries import Entry, Fault, Mapped, Said
from services.intake.sheets.fields import EXTRA
from services.intake.sheets.header_rows import Column
from services.intake.sheets.layout import Line, Table
from services.intake.sheets.mapping import Choice
from services.intake.sheets.vocabulary import Vocabulary

LONGEST_ID = 100
"""Characters of a platform's own id."""
DEEPEST = 3
"""Objects within objects whose fields become columns of their own; what lies deeper is text."""
OWN_ID = Choice("source_id")

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Sent:
    """A record as it came: its platform's own id, empty where it can't be one, what it says, and
    a digest that is the same for the same content."""

    own_id: str
    entry: Entry
    digest: bytes


def table_of(records: Sequence[Record]) -> Table:
    """The records as lines of one table, a column for every field that one of them has."""
    rows = [dict(_cells(each)) for each in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = tuple(Column(at, (name,)) for at, name in enumerate(names))
    lines = tuple(Line(at, tuple(row.get(each) for each in names)) for at, row in enumerate(rows))
    return Table("", "", (), columns, lines, {})


def read(records: Sequence[Record], source: ExternalSource, words: Vocabulary) -> Iterator[Sent]:
    """Every record in the city's words, in the order they came."""
    table = table_of(records)
    names = [each.name for each in table.columns]
    choices = {
        at: OWN_ID if name == source.id_field else source.fields.get(name, Choice(EXTRA))
        for at, name in enumerate(names)
    }
    entries = Mapped(table, choices, source.words).entries(words)
    for record, line, entry in zip(records, table.lines, entries, strict=True):
        told = dict(zip(names, line.cells, strict=True))
        own_id = shown(told.get(source.id_field)).strip()
        faults = [replace(each, column=_named(each.column, names)) for each in entry.faults]
        if not 0 < len(own_id) <= LONGEST_ID:
            faults.insert(0, Fault("own-id-missing", source.id_field, "source_id", own_id[:100]))
            own_id = ""
        if sum(cell is not None for cell in line.cells) > limits.COLUMNS:
            faults.append(Fault("too-many-fields"))
        named = replace(
            entry,
            sheet=source.name,
            said=_with_names(entry.said, names),
            extra=_with_names(entry.extra, names),
            faults=tuple(faults),
        )
        yield Sent(own_id, named, _digest(record))


def _cells(value: Record, above: str = "", depth: int = 1) -> Iterator[tuple[str, Cell]]:
    for name, each in value.items():
        path = f"{above}/{name}" if above else name
        if isinstance(each, dict) and depth < DEEPEST:
            yield from _cells(each, path, depth + 1)
        elif isinstance(each, dict | list):
            yield path, plain(_listed(each)) if each else None
        else:
            yield path, plain(each)


def _listed(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)


def _with_names(said: Mapping[str, Said], names: Sequence[str]) -> dict[str, Said]:
    return {name: replace(each, column=_named(each.column, names)) for name, each in said.items()}


def _named(column: str, names: Sequence[str]) -> str:
    """The fields' names where a spreadsheet has letters."""
    return ", ".join(names[column_of(each)] for each in column.split())


def _digest(record: Record) -> bytes:
    told = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return sha256(told.encode("utf-8", "surrogatepass")).digest()
