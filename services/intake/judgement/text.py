"""Words as they are compared: one width, one case, no blanks."""

from unicodedata import normalize


def plain(text: str) -> str:
    """NFKC, lower-case, without white space, so that `Ｌ Ｅ Ｄ` is `led`."""
    return "".join(normalize("NFKC", text).lower().split())


def pairs(text: str) -> frozenset[str]:
    """The neighbouring pairs of characters of a text."""
    words = plain(text)
    return frozenset(words[at : at + 2] for at in range(len(words) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets of pairs are, 0..1 (Jaccard)."""
    together = one | other
    return len(one & other) / len(together) if together else 0.0
