"""Words as they are compared: one width, one case, no blanks."""

import re
from unicodedata import normalize

RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W\d_\u3400-\u9fff\uf900-\ufaff]+|\d+")
"""Chinese, words of other scripts, and numbers; everything else says nothing."""


def plain(text: str) -> str:
    """NFKC, lower-case, without white space, so that `Ｌ Ｅ Ｄ` is `led`."""
    return "".join(normalize("NFKC", text).lower().split())


def pairs(text: str) -> frozenset[str]:
    """The neighbouring pairs of characters of a text."""
    words = plain(text)
    return frozenset(map(str.__add__, words, words[1:]))


def said(text: str) -> frozenset[str]:
    """The pairs of what a text says in letters, without marks, and with all numbers one."""
    return pairs("".join("0" if run.isdecimal() else run for run in RUNS.findall(plain(text))))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets of pairs are, 0..1 (Jaccard)."""
    together = one | other
    return len(one & other) / len(together) if together else 0.0


LONGEST = 2
"""Characters of a Chinese piece, where nothing else is said."""
PARTS = (3, 4, 5)
"""Characters of the parts of a word of another script."""
WORD = "="
"""Marks a whole word, so that it isn't mistaken for a part of one."""


def grams(text: str, *, longest: int = LONGEST) -> list[str]:
    """The pieces of a text that a classifier counts: one to `longest` neighbouring Chinese
    characters; of other scripts words, pairs of words, and parts of words. Numbers are all one."""
    found: list[str] = []
    before = ""
    for run in RUNS.findall(normalize("NFKC", text).lower()):
        if run[0].isdecimal():
            word = WORD + "0"
        elif "\u3400" <= run[0] <= "\u9fff" or "\uf900" <= run[0] <= "\ufaff":
            for length in range(1, longest + 1):
                found += [run[at : at + length] for at in range(len(run) - length + 1)]
            before = ""
            continue
        else:
            word = WORD + run
            padded = f" {run} "
            for length in PARTS:
                found += [padded[at : at + length] for at in range(len(padded) - length + 1)]
        found.append(word)
        if before:
            found.append(f"{before} {run}")
        before = word
    return found
