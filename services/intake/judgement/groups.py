"""Near-identical texts, found so that none of a group is trained on while another one tests."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from services.intake.judgement.text import likeness, said

ALIKE = 0.6
"""Likeness of pairs of characters (Jaccard) from which two texts are near-identical."""
HELD, LEAST_HELD, MOST_LONGER = 0.7, 5, 2.5
"""Or a share of the shorter one's pairs, if it has so many, that a text holds which is not so many
times longer: the same words with a place before and a remark behind."""
SAME = 0.8
"""Likeness from which two texts say the same, so that one label must be right for both."""
BANDS, ROWS = 32, 2
"""Two texts are compared when all rows of one band agree: at a likeness of 0.6 always, at 0.3,
where one just holds the other, in 95 of 100."""
COMPARED = 50
"""Earlier texts of a band that a text is compared with: enough to join one's own group."""

Pairs = frozenset[str]

_PRIME = np.uint64(4_294_967_311)
_FACTORS = np.random.default_rng(1).integers(1, 2**31, (BANDS * ROWS, 2), dtype=np.uint64)


def near_identical(one: Pairs, other: Pairs) -> bool:
    """Whether knowing one text tells the label of the other without any judgement."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter >= LEAST_HELD and longer <= MOST_LONGER * shorter:
        return len(one & other) >= HELD * shorter
    return likeness(one, other) >= ALIKE


def same(one: Pairs, other: Pairs) -> bool:
    """Whether two texts say the same."""
    return likeness(one, other) >= SAME


def groups(
    texts: Sequence[str], *, alike: Callable[[Pairs, Pairs], bool] = near_identical
) -> list[int]:
    """The number of each text's group: that of its first member. Min-hashes spare most pairs."""
    leaders = list(range(len(texts)))
    found = [said(text) or frozenset([text]) for text in texts]
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for number, words in enumerate(found):
        for band, signature in enumerate(_signature(words)):
            bucket = buckets[band, signature]
            for other in bucket[:COMPARED]:
                one, first = _leader(leaders, number), _leader(leaders, other)
                if one != first and alike(words, found[other]):
                    leaders[max(one, first)] = min(one, first)
            bucket.append(number)
    return [_leader(leaders, number) for number in range(len(texts))]


def agreed(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The labels, and where texts that say the same are not of one mind, that of more than half."""
    kinds = groups(texts, alike=same)
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for label, kind in zip(labels, kinds, strict=True):
        votes[kind][label] += 1
    majorities = {}
    for kind, told in votes.items():
        ((label, most),) = told.most_common(1)
        if 2 * most > told.total():
            majorities[kind] = label
    return [majorities.get(kind, label) for label, kind in zip(labels, kinds, strict=True)]


def _signature(words: Pairs) -> list[bytes]:
    codes = np.fromiter((crc32(word.encode()) for word in words), np.uint64, len(words))
    hashes = (_FACTORS[:, :1] * codes + _FACTORS[:, 1:]) % _PRIME
    lowest = hashes.min(axis=1)
    return [lowest[band * ROWS : (band + 1) * ROWS].tobytes() for band in range(BANDS)]


def _leader(leaders: list[int], number: int) -> int:
    while leaders[number] != number:
        leaders[number] = number = leaders[leaders[number]]
    return number
