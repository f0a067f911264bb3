"""One CSV file of a city, read strictly: every row knows the file and line it came from."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TextIO


class BrokenRow(Exception):
    """A city's data can't be used; the message is one sentence naming file and line."""

    def __init__(self, at: str, reason: str) -> None:
        super().__init__(f"{at}: {reason}.")


@dataclass(frozen=True)
class Row:
    """The cells of one line, without surrounding blanks. `at` reads `limits.csv, line 3`."""

    at: str
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return self.cells[column]

    def required(self, column: str) -> str:
        """The cell's text; an empty cell is refused."""
        return self.cells[column] or self.refuse(f"{column} is empty")

    def reference(self, column: str) -> str | None:
        """A code, or None where the cell is empty."""
        return self.cells[column] or None

    def words(self, column: str) -> tuple[str, ...]:
        """The words of a `|`-separated cell."""
        return tuple(word.strip() for word in self.cells[column].split("|") if word.strip())

    def whole(self, column: str) -> int | None:
        """A whole number from 0 up, or None where the cell is empty."""
        text = self.cells[column]
        if text and not (text.isascii() and text.isdigit()):
            self.refuse(f"{column} {text} is not a whole number")
        return int(text) if text else None

    def degrees(self, column: str, *, limit: int) -> float | None:
        """Degrees between -limit and limit, or None where the cell is empty."""
        text = self.cells[column]
        if not text:
            return None
        try:
            degrees = float(text)
        except ValueError:
            self.refuse(f"{column} {text} is not a number")
        if not -limit <= degrees <= limit:
            self.refuse(f"{column} {text} is not between -{limit} and {limit} degrees")
        return degrees

    def refuse(self, reason: str) -> NoReturn:
        """Raise BrokenRow for this line."""
        raise BrokenRow(self.at, reason)


def read_table(path: Path, columns: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a UTF-8 file with exactly these columns, in the file's order; no blank lines.

    Raises BrokenRow for a missing file, another encoding, other columns or a row of another width.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(_rows(path.name, file, columns))
    except FileNotFoundError:
        raise BrokenRow(path.name, "the file is missing") from None
    except UnicodeDecodeError:
        raise BrokenRow(path.name, "the file is not in UTF-8") from None


def _rows(name: str, file: TextIO, columns: Sequence[str]) -> Iterator[Row]:
    reader = csv.reader(file, strict=True)
    try:
        if [cell.strip() for cell in next(reader, [])] != list(columns):
            raise BrokenRow(f"{name}, line 1", f"the columns are not {', '.join(columns)}")
        for line in reader:
            at, cells = f"{name}, line {reader.line_num}", [cell.strip() for cell in line]
            if any(cells) and len(cells) != len(columns):
                raise BrokenRow(at, f"there are {len(cells)} cells, not {len(columns)}")
            if any(cells):
                yield Row(at, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise BrokenRow(f"{name}, line {reader.line_num}", str(error)) from None
