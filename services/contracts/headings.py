"""Words of departments' header rows: which field a heading means, and how surely.

Intake reads departments' spreadsheets by them, and ledger fills departments' own layouts.
"""

import csv
import re
from dataclasses import dataclass
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
        return Meaning(known[text], EXACT, text)
    if not text or len(text) > LONGEST:
        return None
    parts = [word for word in known if len(word) >= SHORTEST_PART and word in text]
    # Of several the longest, and of those the one that comes last: 整改前现场照片 is a photo.
    best = max(parts, key=lambda word: (len(word), text.rfind(word)), default=None)
    return Meaning(known[best], PARTLY, best) if best else None


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
