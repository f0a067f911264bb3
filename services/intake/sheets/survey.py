"""What a workbook holds: its tables with what their columns may mean, and what was left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.intake.sheets.cells import Workbook
from services.intake.sheets.dates import title_year
from services.intake.sheets.entries import Entry, Mapped
from services.intake.sheets.layout import Skipped, Table, lay_out
from services.intake.sheets.mapping import Choice, Proposal, propose
from services.intake.sheets.vocabulary import Vocabulary

SKIPPED_SHOWN = 200


@dataclass(frozen=True)
class FoundTable:
    """A table: where it is, how many rows it has, and a proposal for every column."""

    sheet: str
    title: str
    header_rows: tuple[int, ...]
    rows: int
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class Survey:
    """Everything somebody must see to say what the columns mean."""

    kind: str
    tables: tuple[FoundTable, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class Meanings:
    """What somebody said: for each table its columns' choices, and what texts mean by field."""

    choices: Sequence[Mapping[int, Choice]]
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def survey(
    workbook: Workbook, words: Vocabulary, *, remembered: Mapping[str, Choice], name: str
) -> Survey:
    """The tables of every sheet, in their order."""
    layouts = [lay_out(sheet) for sheet in workbook.sheets]
    tables = tuple(
        FoundTable(
            sheet=table.sheet,
            title=table.title,
            header_rows=table.header_rows,
            rows=len(table.lines),
            proposals=propose(table, _of_its_year(words, table, name), remembered=remembered),
        )
        for layout in layouts
        for table in layout.tables
    )
    skipped = tuple(each for layout in layouts for each in layout.skipped)
    return Survey(workbook.kind, tables, skipped[:SKIPPED_SHOWN])


def entries(
    workbook: Workbook, words: Vocabulary, meanings: Meanings, *, name: str
) -> Iterator[Entry]:
    """Every row of every table, in the city's words."""
    tables = [table for sheet in workbook.sheets for table in lay_out(sheet).tables]
    for table, choices in zip(tables, meanings.choices, strict=True):
        known = _of_its_year(words, table, name)
        yield from Mapped(table, choices, meanings.values).entries(known)


def _of_its_year(words: Vocabulary, table: Table, name: str) -> Vocabulary:
    """The words, with the year that the title, the sheet or the file names."""
    year = next(filter(None, map(title_year, (table.title, table.sheet, name))), None)
    return replace(words, calendar=replace(words.calendar, year=year))
