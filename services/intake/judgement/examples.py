"""What the classifier learns from: the city's category list, street workers' phrases, history."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from services.intake.domain.reference import Category

PHRASES = Path(__file__).with_name("phrases.csv")
WORD_WEIGHT = 0.5
"""A name or keyword says less of how people write than something they wrote."""

UNCLEAR = ""
"""The label of texts that name no problem, so that "don't know" is learned too."""
SENTENCE = 6
"""Characters from which on a phrase says as much as a report does."""


@dataclass(frozen=True)
class Example:
    """A text and its label. By `spoken` ones, which are like reports, a model is measured;
    labels that were `decided` in passing may be slips."""

    text: str
    label: str
    weight: float = 1.0
    spoken: bool = True
    decided: bool = False


def first_examples(categories: Sequence[Category]) -> list[Example]:
    """What is known before anybody decided anything: names, keywords, and written-down phrases
    of those categories that the city has."""
    lowest = minors(categories)
    return [*_words(lowest), *_phrases({each.code for each in lowest})]


def minors(categories: Sequence[Category]) -> list[Category]:
    """The categories that no other one is below: what reports are judged to be."""
    parents = {each.parent_code for each in categories}
    return [each for each in categories if each.code not in parents]


def packed(examples: Sequence[Example]) -> bytes:
    """Examples on their way to another process."""
    return json.dumps([asdict(each) for each in examples], ensure_ascii=False).encode()


def unpacked(content: bytes) -> list[Example]:
    """What `packed` made."""
    return [Example(**each) for each in json.loads(content)]


def _words(categories: Iterable[Category]) -> Iterator[Example]:
    for each in categories:
        for word in dict.fromkeys((each.name, each.name_en, *each.keywords)):
            if word:
                yield Example(word, each.code, WORD_WEIGHT, spoken=False)


def _phrases(known: set[str]) -> Iterator[Example]:
    with PHRASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text, code = row["text"], row["category_code"]
            if code == UNCLEAR or code in known:
                yield Example(text, code, spoken=len(text) >= SENTENCE)
