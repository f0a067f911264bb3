"""Words of departments' header rows: which field a heading means, and how surely.

Intake reads departments' spreadsheets by them, and ledger fills departments' own layouts.
"""

import csv
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import normalize

WORDS = Path(__file__).with_name("headings.csv")
BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
NOISE = re.compile(r"[\s:：、,，.。·*※/\\|_\-—\"'“”]+")
LONGEST = 14
"""Characters of a heading in which a known word may be only a part."""
EXACT, PARTLY, ABOVE = 0.95, 0.75, 0.6
SHORTEST_PART = 2
OTHER = "other"
"""Stands for words that name something departments list and no field takes, like 配合单位."""
WHETHER = "是否"
TOGETHER = re.compile(r"以?及|和|与")
PEOPLE = frozenset({"handler", "reporter", "phone", "personal"})
TURNED = (
    ("before_photo", re.compile(r"^[^前]*后[^前]*$"), "after_photo"),
    ("found_at", re.compile(r"计划|预计|拟|开工|竣工|完工|有效"), OTHER),
    ("rectified_at", re.compile(r"计划|预计|拟|要求|规定|应|约定|承诺|限"), "due_at"),
)
"""A word anywhere in a heading that turns its meaning: 现场照片（整改后）, 计划整改完成日期."""


@dataclass(frozen=True)
class Meaning:
    """A field, and the word that speaks for it."""

    field: str
    confidence: float
    word: str


def bare(heading: str) -> str:
    """A heading without blanks, brackets and marks: `整改时限（天）` is `整改时限`."""
    return NOISE.sub("", BRACKETS.sub("", _plain(heading)))


def meaning(storeys: tuple[str, ...]) -> Meaning | None:
    """What a heading of one or several storeys means: read together, else below, else above."""
    found = _known(storeys)
    return None if found is None or found.field == OTHER else found


def is_other(storeys: tuple[str, ...]) -> bool:
    """Whether a heading is understood, and means none of the fields."""
    found = _known(storeys)
    return found is not None and found.field == OTHER


def _known(storeys: tuple[str, ...]) -> Meaning | None:
    if not storeys:
        return None
    together = _meaning("".join(storeys))
    below = _meaning(storeys[-1])
    above = _meaning(storeys[0]) if len(storeys) > 1 else None
    if together and together.confidence == EXACT:
        return together
    if below and (below.confidence == EXACT or not together):
        return below
    if together:
        return together
    return Meaning(above.field, min(ABOVE, above.confidence), above.word) if above else None


@lru_cache(maxsize=4096)
def _meaning(heading: str) -> Meaning | None:
    known, text = words(), bare(heading) or NOISE.sub("", _plain(heading))
    if text in known:
        return _turned(Meaning(known[text], EXACT, text), heading)
    if not text or len(text) > LONGEST:
        return None
    found = _of_several(text) or _partly(text)
    if text.startswith(WHETHER) and (found is None or found.field != "status"):
        return Meaning(OTHER, PARTLY, WHETHER)
    return _turned(found, heading) if found else None


def _partly(text: str) -> Meaning | None:
    known = words()
    parts = [word for word in known if len(word) >= SHORTEST_PART and word in text]
    # What stands last is what it is: 责任单位联系人 is a person, 整改前现场照片 a photo.
    best = max(parts, key=lambda word: (text.endswith(word), len(word)), default=None)
    return Meaning(known[best], PARTLY, best) if best else None


def _of_several(text: str) -> Meaning | None:
    """责任单位及责任人 names people, whatever else; of others, the first is meant."""
    parts = TOGETHER.split(text)
    named = [found for part in parts if part != text and (found := _meaning(part))]
    if len(named) < 2:
        return None
    meant = next((each for each in named if each.field in PEOPLE), named[0])
    return replace(meant, confidence=PARTLY)


def _turned(meant: Meaning, heading: str) -> Meaning:
    for field, word, turned in TURNED:
        if meant.field == field and word.search(_plain(heading)):
            return replace(meant, field=turned)
    return meant


@cache
def words() -> dict[str, str]:
    """Every known heading, bare, and its field."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {
            bare(word): row["field"]
            for row in csv.DictReader(file)
            for word in row["words"].split("|")
        }


def _plain(text: str) -> str:
    """NFKC, lower-case, without white space."""
    return "".join(normalize("NFKC", text).lower().split())
