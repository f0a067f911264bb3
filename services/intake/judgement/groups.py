"""Near-identical texts, found so that none of a group is trained on while another one tests."""

from collections import defaultdict
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from services.intake.judgement.text import likeness, pairs

ALIKE = 0.6
"""Likeness of pairs of characters (Jaccard) from which two texts count as one."""
BANDS, ROWS = 16, 2
"""Two texts are compared when all rows of one band agree: at a likeness of 0.6 in 99.9 of 100."""
COMPARED = 50
"""Earlier texts of a band that a text is compared with: enough to join one's own group."""

_PRIME = np.uint64(4_294_967_311)
_FACTORS = np.random.default_rng(1).integers(1, 2**31, (BANDS * ROWS, 2), dtype=np.uint64)


def groups(texts: Sequence[str]) -> list[int]:
    """The number of each text's group: that of its first member. Min-hashes spare most pairs."""
    leaders = list(range(len(texts)))
    found = [pairs(text) or frozenset([text]) for text in texts]
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for number, words in enumerate(found):
        for band, signature in enumerate(_signature(words)):
            bucket = buckets[band, signature]
            for other in bucket[:COMPARED]:
                one, first = _leader(leaders, number), _leader(leaders, other)
                if one != first and likeness(words, found[other]) >= ALIKE:
                    leaders[max(one, first)] = min(one, first)
            bucket.append(number)
    return [_leader(leaders, number) for number in range(len(texts))]


def _signature(words: frozenset[str]) -> list[bytes]:
    codes = np.fromiter((crc32(word.encode()) for word in words), np.uint64, len(words))
    hashes = (_FACTORS[:, :1] * codes + _FACTORS[:, 1:]) % _PRIME
    lowest = hashes.min(axis=1)
    return [lowest[band * ROWS : (band + 1) * ROWS].tobytes() for band in range(BANDS)]


def _leader(leaders: list[int], number: int) -> int:
    while leaders[number] != number:
        leaders[number] = number = leaders[leaders[number]]
    return number
