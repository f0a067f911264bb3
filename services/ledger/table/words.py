"""Words to search Chinese texts by, the same on both databases.

A run of Chinese characters becomes its overlapping pairs and, at its end, its last character; a run
of other letters and digits stays whole. So any part of a run is found from one character on,
without a dictionary: 共享单车 is kept as 共享 享单 单车 车.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

LONGEST = 2000
"""Characters of a text that are kept to search by."""
MOST_TERMS = 8
_FIRST_WIDE = "\u2e80"
_WIDE, _NARROW, _BETWEEN = range(3)


@dataclass(frozen=True)
class Phrase:
    """Words that follow one another. Where it is `open` the last one may go on: a single character
    begins a pair, and a number may be half typed."""

    words: tuple[str, ...]
    open: bool


def words(texts: Iterable[str | None]) -> list[str | None]:
    """The words of some texts in their order; `None` between two texts, so that no phrase spans."""
    found: list[str | None] = []
    for text in texts:
        if text:
            found += [*_words(text[:LONGEST], whole=True), None]
    return found[:-1]


def phrases(asked: str) -> list[Phrase]:
    """What somebody typed: every part between spaces has to be found. Empty without a word."""
    terms = (tuple(_words(term, whole=False)) for term in asked.split()[:MOST_TERMS])
    return [
        Phrase(term, open=len(term[-1]) == 1 or term[-1][0] < _FIRST_WIDE) for term in terms if term
    ]


def _words(text: str, *, whole: bool) -> Iterator[str]:
    """The words of a text; where it isn't `whole` its end may be the middle of a run."""
    runs = _runs(unicodedata.normalize("NFKC", text).lower())
    for index, (kind, run) in enumerate(runs):
        if kind == _NARROW:
            yield run
            continue
        yield from (run[at : at + 2] for at in range(len(run) - 1))
        ends = whole or index < len(runs) - 1
        if ends or len(run) == 1:
            yield run[-1]


def _runs(text: str) -> Sequence[tuple[int, str]]:
    runs = ((kind, "".join(run)) for kind, run in groupby(text, key=_kind))
    return [(kind, run) for kind, run in runs if kind != _BETWEEN]


def _kind(character: str) -> int:
    if not character.isalnum():
        return _BETWEEN
    return _WIDE if character >= _FIRST_WIDE else _NARROW
