"""The category by its keywords: the longest count most, an address only without any other."""

from collections.abc import Iterable, Iterator, Sequence

from services.contracts.intake import CategoryVerdict
from services.intake.domain.reference import Category
from services.intake.domain.report import Content
from services.intake.judgement.text import plain

THRESHOLD = 0.43
"""Below it no category is better than a wrong one: four characters against two others pass it,
three in the address alone do not."""
HALF_SURE = 2.0
"""The weight, in characters of the description, at which confidence is one half."""
ADDRESS_WEIGHT = 0.5
"""An address names shops and car parks that the report is not about."""
CHOICE_WEIGHT = 8.0
"""The reporter's own choice counts as much as eight characters of keywords."""
CHOICE = "by-choice"

Hit = tuple[str, float]
"""A keyword and its weight."""


def judge_category(content: Content, *, categories: Sequence[Category]) -> CategoryVerdict:
    """The best category with the words that decided; no code where none is clear enough."""
    hits = _hits(content, categories)
    _add_choice(hits, content.category_code, categories)
    weights = {code: sum(weight for _, weight in found) for code, found in hits.items()}
    ranked = sorted(weights, key=lambda code: (-weights[code], code))
    if not ranked:
        return CategoryVerdict(code=None, confidence=0.0)
    best = weights[ranked[0]]
    second = weights[ranked[1]] if len(ranked) > 1 else 0.0
    confidence = round(best / (best + HALF_SURE) * best / (best + second), 3)
    if confidence < THRESHOLD or best == second:
        return CategoryVerdict(code=None, confidence=confidence)
    words = sorted(hits[ranked[0]], key=lambda hit: (-hit[1], hit[0]))
    evidence = tuple(dict.fromkeys(word for word, _ in words))
    return CategoryVerdict(code=ranked[0], confidence=confidence, evidence=evidence)


def _hits(content: Content, categories: Sequence[Category]) -> dict[str, list[Hit]]:
    """Per category the keywords that occur and what they weigh."""
    parents = {each.parent_code for each in categories}
    codes: dict[str, list[str]] = {}
    for each in categories:
        if each.code not in parents:
            for keyword in each.keywords:
                codes.setdefault(plain(keyword), []).append(each.code)
    lengths, weight = _covered(plain(content.description), codes), 1.0
    if not lengths:
        lengths, weight = _covered(plain(content.place.address), codes), ADDRESS_WEIGHT
    hits: dict[str, list[Hit]] = {}
    for keyword, length in lengths.items():
        for code in codes[keyword]:
            hits.setdefault(code, []).append((keyword, weight * length))
    return hits


def _covered(text: str, words: Iterable[str]) -> dict[str, int]:
    """The words that occur, with the characters that no longer or earlier word covers."""
    places = [(-len(word), at, word) for word in words if word for at in _places(text, word)]
    free = [True] * len(text)
    lengths: dict[str, int] = {}
    for _, at, word in sorted(places):
        fresh = sum(free[at : at + len(word)])
        if fresh:
            lengths[word] = max(fresh, lengths.get(word, 0))
            free[at : at + len(word)] = [False] * len(word)
    return lengths


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _add_choice(
    hits: dict[str, list[Hit]], chosen: str | None, categories: Sequence[Category]
) -> None:
    """Strengthen what the reporter chose, or, for a major, those of its minors that occur."""
    if chosen is None or all(each.code != chosen for each in categories):
        return
    below = [each.code for each in categories if each.parent_code == chosen and each.code in hits]
    for code in below or [chosen]:
        hits.setdefault(code, []).append((CHOICE, CHOICE_WEIGHT))
