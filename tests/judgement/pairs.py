"""Pairs of reports, and whether a person took them for one problem."""

import csv
from dataclasses import dataclass
from pathlib import Path

from services.intake.judgement.duplicates import blend, reach_of
from services.intake.judgement.text import likeness, pairs


@dataclass(frozen=True)
class Pair:
    """`far` and `old` are shares of the category's reach; `photo` is `None` where none is known."""

    same: bool
    categories: tuple[str | None, str | None]
    far: float
    old: float
    wording: float
    photo: float | None

    @property
    def within_reach(self) -> bool:
        return self.far <= 1 and self.old <= 1

    @property
    def signs(self) -> tuple[float, ...]:
        """What the weights are of, in their order."""
        one, other = self.categories
        minor = bool(one and one == other)
        major = bool(one and other and not minor and one[:2] == other[:2])
        return (1.0, self.far, self.old, minor, major, self.wording, self.photo or 0.0)

    @property
    def confidence(self) -> float:
        """What the judgement would say."""
        if not self.within_reach:
            return 0.0
        return blend(
            far=self.far,
            old=self.old,
            same=self.categories,
            wording=self.wording,
            photo=self.photo,
        )


def read(path: Path) -> list[Pair]:
    """The pairs of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_pair(row) for row in csv.DictReader(file)]


def _pair(row: dict[str, str]) -> Pair:
    reach = reach_of(row["category"])
    return Pair(
        same=row["same"] == "1",
        categories=(row["category"] or None, row["other_category"] or None),
        far=float(row["metres"]) / reach.metres,
        old=float(row["days"]) / reach.days,
        wording=likeness(pairs(row["text"]), pairs(row["other_text"])),
        photo=float(row["photo"]) if row["photo"] else None,
    )
