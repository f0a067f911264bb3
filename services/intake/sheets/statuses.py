"""Statuses as departments write them, in seven words of the city's own."""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from services.intake.judgement.text import plain
from services.intake.sheets.cells import Cell, shown
from services.intake.sheets.readings import Reading

Status = Literal["open", "under_way", "rectified", "closed", "deferred", "returned", "rejected"]
"""How far a department says it has come: 未整改, 整改中, 已整改, 已销号, 挂号, 退件, 不受理."""
STATUSES: tuple[Status, ...] = get_args(Status)
WORDS = Path(__file__).with_name("statuses.csv")
LONGEST = 12
SHORTEST_PART = 3
PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)%")
MARKS = re.compile(r"[\s。，,.;；!！:：()（）\-]+")


def read_status(cell: Cell) -> Reading[Status] | None:
    """The status a cell means; `None` for a text that is none."""
    if isinstance(cell, bool):
        return Reading("rectified" if cell else "open")
    if isinstance(cell, int | float) and 0 <= cell <= 1:
        return Reading(_share(float(cell)), 0.8, "share")
    return _status(shown(cell))


@lru_cache(maxsize=5_000)
def _status(text: str) -> Reading[Status] | None:
    words, text = _words(), MARKS.sub("", plain(text))
    if text in words:
        return Reading(words[text])
    if percent := PERCENT.fullmatch(text):
        return Reading(_share(float(percent[1]) / 100), 0.9, "share")
    if not text or len(text) > LONGEST:
        return None
    parts = [word for word in words if len(word) >= SHORTEST_PART and word in text]
    best = max(parts, key=len, default=None)
    return Reading(words[best], 0.7, "partly") if best else None


def _share(share: float) -> Status:
    if share >= 1:
        return "rectified"
    return "under_way" if share > 0 else "open"


@cache
def _words() -> dict[str, Status]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {
            plain(word): cast(Status, row["status"])
            for row in csv.DictReader(file)
            for word in row["words"].split("|")
        }
