"""Labelled tables from anywhere: CSV, TSV or JSON lines, UTF-8 or GB18030, by columns' names."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from pathlib import Path

from services.intake.judgement.examples import Example

JSON_LINES = (".jsonl", ".ndjson")


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


def read(path: Path, *, text: Sequence[str], label: str, group: str | None = None) -> Table:
    """The rows that have a text and a label; a text may be told in several columns.
    `Unreadable` for a missing column, or fewer than two labels."""
    rows = list(_of_json(path) if path.suffix in JSON_LINES else _of_csv(path))
    if not rows:
        raise Unreadable(f"{path.name} has no rows")
    for column in (*text, label, *([group] if group else [])):
        if column not in rows[0]:
            raise Unreadable(f"{path.name} has no column {column}; it has {', '.join(rows[0])}")
    told = [("\n".join(row.get(each, "") for each in text).strip(), row) for row in rows]
    found = [(words, row) for words, row in told if words and row.get(label, "").strip()]
    examples = [Example(words, row[label].strip()) for words, row in found]
    if len({each.label for each in examples}) < 2:
        raise Unreadable(f"{path.name} has fewer than two labels in {label}")
    if group is None:
        return Table(examples, None)
    numbers: dict[str, int] = {}
    return Table(
        examples, [numbers.setdefault(row.get(group, ""), len(numbers)) for _, row in found]
    )


def _of_csv(path: Path) -> Iterator[dict[str, str]]:
    content = _decoded(path)
    csv.field_size_limit(sys.maxsize)
    separator = "\t" if "\t" in content.partition("\n")[0] else ","
    rows = csv.reader(StringIO(content, newline=""), delimiter=separator)
    try:
        header = next(rows, [])
        yield from (dict(zip_longest(header, row[: len(header)], fillvalue="")) for row in rows)
    except csv.Error as error:
        raise Unreadable(f"{path.name}, line {rows.line_num}: {error}") from error


def _of_json(path: Path) -> Iterator[dict[str, str]]:
    for at, line in enumerate(_decoded(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except ValueError as error:
            raise Unreadable(f"{path.name}, line {at}: {error}") from error
        if not isinstance(told, dict):
            raise Unreadable(f"{path.name}, line {at}: not an object")
        yield {name: "" if value is None else str(value) for name, value in told.items()}


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{path.name} is neither UTF-8 nor GB18030")
