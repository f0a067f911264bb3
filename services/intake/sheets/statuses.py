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
DONE = frozenset[Status]({"rectified", "closed"})
WORDS = Path(__file__).with_name("statuses.csv")
LONGEST = 12
SHORTEST_PART = 3
PERCENT = re.compile(r"(?:已?完成|整改|进度|率)*(\d{1,3}(?:\.\d+)?)%")
ANY_PERCENT = re.compile(r"(?<!\d)(\d{1,2}(?:\.\d+)?)%")
DAY = re.compile(r"^(?:已?于)?\d[\d年月日号]*[\d日号]")
"""9月10日完成: when it came to this."""
NOT_YET = re.compile(r"未|没|无法|不能|不具备")
LATER = re.compile(r"预计|计划|拟|将|力争|争取|确保")
IN_PART = re.compile(r"部分|基本|阶段|大半|正在|逐步|陆续")
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
    # Of 已整改，长期坚持 the first is the status.
    best = max(parts, key=lambda word: (words[word] in DONE, len(word)), default=None)
    if best is None and (rest := DAY.sub("", text)) in words:
        best = rest
    return Reading(_qualified(words[best], text), 0.7, "partly") if best else None


def _qualified(status: Status, text: str) -> Status:
    """未按时完成 holds 按时完成 and isn't done, 部分已整改 is in part."""
    if status not in DONE:
        return status
    if NOT_YET.search(text):
        return "open"
    partly = IN_PART.search(text) or LATER.search(text) or ANY_PERCENT.search(text)
    return "under_way" if partly else status


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
