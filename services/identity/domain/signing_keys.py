"""When each signing key signs and is published; every process reads the same from the clock.

A key's first second is written down when the key is made, long before it comes, so that a change
of keys needs no message and readers have fetched the next key before its first token.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from services.identity.domain.sessions import ACCESS

SIGNS_FOR = timedelta(days=90)
ANNOUNCED = timedelta(hours=1)
"""How long before its first second a key is published at the least."""
PUBLISHED_AFTER = ACCESS + timedelta(hours=1)
"""How long a key stays published after its last second: its last token, and an hour."""


@dataclass(frozen=True)
class SigningKey:
    """A key pair; `sealed` is the private half, readable with identity's secret only."""

    sequence: int
    key_id: str
    sealed: bytes
    public: dict[str, str]
    signs_from: datetime


@dataclass(frozen=True)
class Slot:
    """The place of a key that has yet to be made."""

    sequence: int
    signs_from: datetime


def current(keys: Collection[SigningKey], *, at: datetime) -> SigningKey:
    """The key that signs now: the newest whose time has come."""
    return max(
        (key for key in keys if key.signs_from <= at),
        key=lambda key: key.signs_from,
        default=None,
    ) or min(keys, key=lambda key: key.signs_from)


def missing(keys: Collection[SigningKey], *, at: datetime) -> Sequence[Slot]:
    """The keys to make now, so that there is one that signs and one that follows."""
    if not keys:
        return afresh(after=0, at=at)
    newest = max(keys, key=lambda key: key.sequence)
    if newest.signs_from > at:
        return ()
    signs_from = max(newest.signs_from + SIGNS_FOR, at + ANNOUNCED)
    return (Slot(newest.sequence + 1, signs_from),)


def afresh(*, after: int, at: datetime) -> Sequence[Slot]:
    """One that signs at once and one that follows, when there are no others, or none any more."""
    return (Slot(after + 1, at), Slot(after + 2, at + SIGNS_FOR))


def outlived(keys: Collection[SigningKey], *, at: datetime) -> list[SigningKey]:
    """The keys that no living token can be signed with."""
    ordered = sorted(keys, key=lambda key: key.sequence)
    return [
        key for key, successor in pairwise(ordered) if successor.signs_from + PUBLISHED_AFTER <= at
    ]
