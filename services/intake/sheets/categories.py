"""Categories as departments write them: by name, or by a code within its standard.

A code means nothing without its scheme: 0102 is 暴露垃圾 in CJ/T 214 and 违章搭建 elsewhere.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from services.intake.domain.reference import Category, CategoryMapping
from services.intake.judgement.text import plain
from services.intake.sheets.cells import Cell, shown
from services.intake.sheets.readings import Reading

CODED = re.compile(r"^[\[(（]?(?P<code>\d{2,8})[\])）]?[\s\-—_.、:：]*(?P<name>\D.*)?$")
NAMED_CODE = re.compile(r"^(?P<name>\D+?)[\s\-—_]*[\[(（](?P<code>\d{2,8})[\])）]$")
PARTS = re.compile(r"[-—/\\>|_·:：、,，;；]+")
STANDARD = re.compile(r"(47678|30428|214)")
LEAST_TYPO: Final = 0.8


@dataclass
class Categories:
    """The city's categories and what other standards' codes and names mean in them."""

    listed: Sequence[Category]
    mappings: Sequence[CategoryMapping] = ()

    def __post_init__(self) -> None:
        self._by_scheme: dict[str, dict[str, str | None]] = defaultdict(dict)
        self._names: dict[str, str] = {}
        self._levels = {each.code: each.level for each in self.listed}
        for each in sorted(self.listed, key=lambda each: each.level):
            self._by_scheme[each.scheme][each.code] = each.code
            self._names[_key(each.name)] = each.code
        foreign: dict[str, set[str | None]] = defaultdict(set)
        for mapping in self.mappings:
            self._by_scheme[mapping.scheme][mapping.code] = mapping.to_code
            foreign[_key(mapping.name)].add(mapping.to_code)
        self._foreign = {
            name: code for name, codes in foreign.items() if len(codes) == 1 for code in codes
        }
        self._keywords: dict[str, set[str]] = defaultdict(set)
        for each in self.listed:
            for word in each.keywords:
                self._keywords[_key(word)].add(each.code)
        self._kept: dict[tuple[str, str | None], Reading[str] | None] = {}

    @property
    def schemes(self) -> list[str]:
        return list(self._by_scheme)

    def level(self, code: str) -> int:
        """1 for a major, 2 for a minor, 0 for a code that isn't the city's."""
        return self._levels.get(code, 0)

    def scheme_named(self, text: str) -> str | None:
        """The scheme that a heading names: 小类代码（GB/T 30428.2）."""
        found = STANDARD.search(plain(text))
        if found is None:
            return None
        return next((each for each in self._by_scheme if found[1] in each), None)

    def read(self, cell: Cell, *, scheme: str | None = None) -> Reading[str] | None:
        """The city's code; `None` for an unknown name, or a code whose scheme nobody told."""
        asked = (shown(cell), scheme)
        if asked not in self._kept:
            self._kept[asked] = self._read(*asked)
        return self._kept[asked]

    def _read(self, text: str, scheme: str | None) -> Reading[str] | None:
        scheme = self.scheme_named(text) or scheme
        coded = CODED.match(text.strip()) or NAMED_CODE.match(text.strip())
        if coded:
            by_name = self._named(coded["name"] or "")
            by_code = self._coded(coded["code"], scheme)
            # A name beside the code says which is meant where the scheme isn't known.
            if by_code and by_name and by_code.value != by_name.value:
                return Reading(by_name.value, 0.6, "code-and-name-differ")
            return by_code or by_name
        return self._named(text)

    def _coded(self, code: str, scheme: str | None) -> Reading[str] | None:
        if scheme is None:
            return None
        codes = self._by_scheme.get(scheme, {})
        # A spreadsheet takes 0102 for the number 102.
        for tried, how in (
            (code, "code"),
            (f"0{code}", "code-padded"),
            (f"00{code}", "code-padded"),
        ):
            if found := codes.get(tried):
                return Reading(found, 1.0 if how == "code" else 0.9, how)
        return None

    def _named(self, text: str) -> Reading[str] | None:
        key = _key(text)
        if not key:
            return None
        for tried, how in (
            (key, "exact"),
            (f"{key}类", "short"),
            (key.removesuffix("类"), "short"),
        ):
            if tried in self._names:
                return Reading(self._names[tried], 1.0 if how == "exact" else 0.95, how)
        if foreign := self._foreign.get(key):
            return Reading(foreign, 0.9, "other-standard")
        if len(words := self._keywords.get(key, set())) == 1:
            return Reading(next(iter(words)), 0.85, "keyword")
        return self._last_part(text) or self._misspelt(key)

    def _last_part(self, text: str) -> Reading[str] | None:
        """市容环境-暴露垃圾: the finest part that is known."""
        parts = [each for each in PARTS.split(text) if each.strip()]
        if len(parts) < 2:
            return None
        found = [each for part in parts if (each := self._named(part))]
        best = max(found, key=lambda each: self._levels.get(each.value, 0), default=None)
        return Reading(best.value, best.confidence * 0.95, "part") if best else None

    def _misspelt(self, key: str) -> Reading[str] | None:
        if len(key) < 4:
            return None
        scored = sorted(
            (
                (SequenceMatcher(None, key, name, autojunk=False).ratio(), code)
                for name, code in self._names.items()
                if abs(len(name) - len(key)) <= 1
            ),
            reverse=True,
        )
        if not scored or scored[0][0] < LEAST_TYPO:
            return None
        if len(scored) > 1 and scored[1][0] == scored[0][0]:
            return None
        return Reading(scored[0][1], round(0.85 * scored[0][0], 2), "typo")


def _key(name: str) -> str:
    return re.sub(r"[\s()（）]+", "", plain(name))
