"""Organisations as departments write them: abbreviations, old names, typos, put on the tree."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from uuid import UUID

from services.intake.judgement.text import plain
from services.intake.sheets.cells import Cell, shown
from services.intake.sheets.readings import Reading

SUFFIXES = re.compile(
    r"(街道办事处|街道办公室|街道办|办事处|街办|街道|人民政府|镇政府|乡政府|区政府|县政府|满族自治县|"
    r"满族乡|政府|分局|管理局|局|管理中心|服务中心|中心|区|县|镇|乡|办)$"
)
MARKS = re.compile(r"[\s()（）、,，.。·\-—/\\>:：]+")
SEVERAL = re.compile(r"[、,，;；/+和及\s]+")
PART = re.compile(
    r".+(?:局|办|办公室|中心|大队|中队|支队|所|站|处|队|科|股|委|部|政府|公司|社区|村|居委会|网格)"
)
"""What an office that the city doesn't list may be called within one that it does."""
STREETS = frozenset({"street", "town"})
PLACES = STREETS | {"district", "county"}
PART_OF = "part-of"
LEAST_TYPO = 0.74
APART = 0.06
"""How much more alike the best of several must be to be meant."""


@dataclass(frozen=True)
class Organisation:
    """A node of the city's tree, as far as a name is put on it. `path` lists the ids from the
    root down to it."""

    id: UUID
    path: str
    code: str
    name: str
    short_name: str
    kind: str


@dataclass
class Tree:
    """The organisations by every way to write one. `aliases` are old names and others
    that only the city knows, to organisation ids."""

    organisations: Iterable[Organisation]
    aliases: Mapping[str, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id = {each.id: each for each in self.organisations}
        self._exact: dict[str, set[UUID]] = defaultdict(set)
        self._short: dict[str, set[UUID]] = defaultdict(set)
        for each in self._by_id.values():
            for name in {each.name, each.code} - {""}:
                self._exact[_key(name)].add(each.id)
            for name in {each.short_name, _stem(_key(each.name)), _key(each.short_name)} - {""}:
                self._short[_key(name)].add(each.id)
        self._aliases = {_key(name): id for name, id in self.aliases.items() if id in self._by_id}
        self._wholes = self._aliases | {
            _key(name): each.id
            for each in self._by_id.values()
            if each.kind != "city"
            # By chance a park's name begins with a place's short one.
            for name in ({each.name} if each.kind in PLACES else {each.name, each.short_name})
        }
        self._kept: dict[tuple[str, UUID | None], Reading[UUID] | None] = {}

    def find(self, organisation_id: UUID) -> Organisation | None:
        return self._by_id.get(organisation_id)

    def read(self, cell: Cell, *, within: UUID | None = None) -> Reading[UUID] | None:
        """The organisation a cell names; of several that share a name the one `within` another.

        `None` for a name nobody knows, or one that several could mean.
        """
        asked = (shown(cell), within)
        if asked not in self._kept:
            self._kept[asked] = self._read(*asked)
        return self._kept[asked]

    def street_in(self, text: str) -> UUID | None:
        """The one street or town whose whole name a longer text holds."""
        text = plain(text)
        named = [each for each in self._by_id.values() if each.kind in STREETS]
        found = {each.id for each in named if plain(each.name) in text}
        return next(iter(found)) if len(found) == 1 else None

    def _read(self, text: str, within: UUID | None) -> Reading[UUID] | None:
        key = _key(text)
        if not key:
            return None
        if key in self._aliases:
            return Reading(self._aliases[key], 0.98, "alias")
        for names, confidence, how in ((self._exact, 1.0, "exact"), (self._short, 0.95, "short")):
            for tried in dict.fromkeys((key, _stem(key))):
                found = self._one(names.get(tried, set()), within)
                if found is not None:
                    return Reading(found, confidence, how)
        return (
            self._below(key)
            or self._first_of_several(text, within)
            or self._part_of(key)
            or self._misspelt(key, within)
        )

    def _one(self, found: set[UUID], within: UUID | None) -> UUID | None:
        if len(found) == 1:
            return next(iter(found))
        if within is not None:
            inside = {id for id in found if f"/{within}/" in self._by_id[id].path}
            if len(inside) == 1:
                return next(iter(inside))
        return None

    def _below(self, key: str) -> Reading[UUID] | None:
        """A path: 抚顺市顺城区新华街道, or 顺城新华街."""
        for upper in self._by_id.values():
            for name in {_key(upper.name), _key(upper.short_name)} - {""}:
                rest = key.removeprefix(name)
                if rest == key or not rest:
                    continue
                inner = self._read(rest, upper.id)
                below = inner and f"/{upper.id}/" in self._by_id[inner.value].path
                if inner and below and inner.value != upper.id:
                    how = inner.how if inner.how == PART_OF else "path"
                    return Reading(inner.value, min(0.95, inner.confidence), how)
        return None

    def _part_of(self, key: str) -> Reading[UUID] | None:
        """顺城区城管局, 新华街道新华社区: an office that isn't listed, of one that is."""
        uppers = [
            (len(name), id)
            for name, id in self._wholes.items()
            if len(name) > 2 and key.startswith(name) and PART.fullmatch(key[len(name) :])
        ]
        return Reading(max(uppers)[1], 0.7, PART_OF) if uppers else None

    def _first_of_several(self, text: str, within: UUID | None) -> Reading[UUID] | None:
        """新华街道、葛布街道: the first one named answers."""
        parts = [each for each in SEVERAL.split(text) if each.strip()]
        if len(parts) < 2:
            return None
        first = self._read(parts[0], within)
        return Reading(first.value, first.confidence * 0.7, "first-of-several") if first else None

    def _misspelt(self, key: str, within: UUID | None) -> Reading[UUID] | None:
        if len(key) < 3:
            return None
        scores: dict[UUID, float] = {}
        for names in (self._exact, self._short):
            for name, ids in names.items():
                if len(name) < 3 or abs(len(name) - len(key)) > 2:
                    continue
                likeness = SequenceMatcher(None, key, name, autojunk=False).ratio()
                if likeness >= LEAST_TYPO:
                    for id in ids:
                        scores[id] = max(scores.get(id, 0.0), likeness)
        if within is not None:
            inside = {id: s for id, s in scores.items() if f"/{within}/" in self._by_id[id].path}
            scores = inside or scores
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < APART):
            return None
        return Reading(ranked[0][0], round(0.9 * ranked[0][1], 2), "typo")


def _key(name: str) -> str:
    return MARKS.sub("", plain(name))


def _stem(key: str) -> str:
    """A name without what kind of thing it is: 新华街道办事处 is 新华."""
    stem = SUFFIXES.sub("", key)
    return stem if len(stem) >= 2 else key
