"""The passwords that guessers try first, as a set of bare words."""

from functools import cache
from pathlib import Path

from services.identity.domain.passwords import bare

LIST = Path(__file__).with_name("blocked_passwords.txt")


@cache
def blocked_passwords() -> frozenset[str]:
    """Every line of the list; lines that begin with # are remarks."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(bare(line) for line in lines if line.strip() and not line.startswith("#"))
