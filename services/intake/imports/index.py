"""What is known, found by the keys it may share with a row."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from services.intake.sheets.matching import Known, Match, best_match, keys_of

CROWDED = 200
"""Problems under one key; a key that more have tells nothing, and each has better ones."""


class Index:
    """Problems in memory, the rows that came before among them."""

    def __init__(self) -> None:
        self._known: dict[UUID, Known] = {}
        self._by_key: dict[str, list[UUID]] = defaultdict(list)

    def show(self, known: Known) -> None:
        """Know a problem, or what is new of it."""
        before = self._known.get(known.id)
        for key in set(keys_of(known)).difference(keys_of(before) if before else ()):
            if len(ids := self._by_key[key]) < CROWDED:
                ids.append(known.id)
        self._known[known.id] = known

    def best(self, seeker: Known, sought: Iterable[str]) -> Match | None:
        """The problem that a row most likely tells of, by the keys that it is sought by; `None`
        where none is likely."""
        # In the keys' order, which is from the most telling to the least.
        ids = {id: None for key in sought for id in self._by_key.get(key, ())}
        return best_match(seeker, map(self._known.__getitem__, ids)) if ids else None
