"""Labelled tables from anywhere: CSV or TSV, UTF-8 or GB18030, by the names of their columns."""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from services.intake.judgement.examples import Example


class Unreadable(Exception):
    """One sentence that says what is wrong with the table."""


@dataclass(frozen=True)
class Table:
    """The examples, and the numbers of their groups where a column told them."""

    examples: list[Example]
    groups: list[int] | None

    @property
    def labels(self) -> set[str]:
        return {each.label for each in self.examples}


def read(path: Path, *, text: str, label: str, group: str | None = None) -> Table:
    """The rows that have a text and a label; `Unreadable` for a missing column or one label."""
    csv.field_size_limit(sys.maxsize)
    content = _decoded(path)
    header = content.partition("\n")[0]
    rows = csv.DictReader(
        content.splitlines(keepends=True), delimiter="\t" if "\t" in header else ","
    )
    for column in filter(None, (text, label, group)):
        if column not in (rows.fieldnames or ()):
            raise Unreadable(f"{path.name} has no column {column}; it has {rows.fieldnames}")
    found = [row for row in rows if row[text] and row[label]]
    examples = [Example(row[text], row[label].strip()) for row in found]
    if len({each.label for each in examples}) < 2:
        raise Unreadable(f"{path.name} has fewer than two labels in {label}")
    if group is None:
        return Table(examples, None)
    numbers: dict[str, int] = {}
    return Table(examples, [numbers.setdefault(row[group], len(numbers)) for row in found])


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{path.name} is neither UTF-8 nor GB18030")
