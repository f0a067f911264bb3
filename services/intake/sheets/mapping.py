"""Which field each column means: by what was confirmed before, its heading, and its values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.contracts.headings import EXACT, is_other, meaning
from services.intake.sheets.cells import Cell, is_formula, shown
from services.intake.sheets.coordinates import (
    System,
    named_system,
)
from services.intake.sheets.fields import EXTRA, FIELDS, IGNORED, REPORTED, SEVERAL, Kind
from services.intake.sheets.header_rows import Column
from services.intake.sheets.layout import Table
from services.intake.sheets.periods import READERS
from services.intake.sheets.samples import LIKELY, SURE, Samples
from services.intake.sheets.statuses import read_status
from services.intake.sheets.vocabulary import Vocabulary

SHOWN = 3
ENOUGH = 0.3
"""Share of values that must fit a field its heading names."""
PLACE = re.compile(
    r"[路街巷号桥村段站里园城]|小区|市场|广场|公园|学校|医院|门前|东侧|西侧|南侧|北侧|对面"
)
EXPLAINED = frozenset({"organisation", "street", "category"})
FLAGS = frozenset({"是", "否", "有", "无", "√", "×", "x", "y", "n", "yes", "no", "true", "false"})
"""Answers that are a status below a heading that asks for one, and below no other."""


@dataclass(frozen=True)
class Choice:
    """What a column is taken for: a field, `extra` or `ignored`; with it the coordinates' system
    or the categories' scheme, where they matter."""

    field: str
    system: System | None = None
    scheme: str | None = None


@dataclass(frozen=True)
class Proposal:
    """A choice for a column and what speaks for it: `remembered`, `heading …`, `values 0.93`."""

    column: int
    name: str
    choice: Choice
    confidence: float
    evidence: tuple[str, ...]
    samples: tuple[str, ...]


def propose(
    table: Table, words: Vocabulary, *, remembered: Mapping[str, Choice] | None = None
) -> tuple[Proposal, ...]:
    """A choice for every column; no field is given twice, but for photos."""
    looked = [_Looked(table, at, words) for at in range(len(table.columns))]
    wishes = [each.wish((remembered or {}).get(each.column.name)) for each in looked]
    _name_texts(looked, wishes)
    _name_major(looked, wishes)
    _share_out(wishes)
    return tuple(
        Proposal(
            column=each.column.index,
            name=each.column.name,
            choice=each.choice(wish.field, (remembered or {}).get(each.column.name)),
            confidence=round(wish.confidence, 2),
            evidence=tuple(wish.evidence),
            samples=tuple(dict.fromkeys(shown(value)[:60] for value in each.values))[:SHOWN],
        )
        for each, wish in zip(looked, wishes, strict=True)
    )


@dataclass
class _Wish:
    field: str
    confidence: float
    evidence: list[str]
    second: str = EXTRA
    """What else it may be, should a surer column be that."""


class _Looked(Samples):
    """A column, and what it wishes to be taken for."""

    def wish(self, remembered: Choice | None) -> _Wish:
        if self.column.name in REPORTED:
            return _Wish(IGNORED, 1.0, ["refused before"])
        if remembered is not None:
            return _Wish(remembered.field, 1.0, ["remembered"])
        meant = meaning(self.column.storeys)
        if ticked := self._ticked():
            return ticked
        if is_other(self.column.storeys):
            return _Wish(EXTRA, SURE, ["other"])
        if meant is None:
            return self._by_values()
        field, evidence = meant.field, [f"heading {meant.word}"]
        kind = FIELDS[field].kind
        field, kind = self._other_of_its_sort(field, kind)
        share = self.share_of_days(field) if field in READERS else self.share(kind)
        if share is None:
            return _Wish(field, meant.confidence, evidence, self._second(field))
        evidence.append(f"values {share:.2f}")
        if share < ENOUGH:
            by_values = self._by_values()
            if by_values.field != EXTRA:
                return by_values
            if field in EXPLAINED and meant.confidence == EXACT:
                # Words that the city doesn't know yet; somebody may say what each means.
                return _Wish(field, meant.confidence / 2, evidence)
            return _Wish(EXTRA, meant.confidence / 2, evidence)
        return _Wish(field, min(0.99, meant.confidence * (0.7 + 0.35 * share)), evidence)

    def _second(self, field: str) -> str:
        if field == "solution" and (self.share("status") or 0) >= LIKELY:
            return "status"
        return EXTRA

    def _ticked(self) -> _Wish | None:
        """√ below 已整改 is a status, below 未整改 it would be taken for the contrary."""
        said = read_status(self.column.storeys[-1]) if self.column.storeys else None
        if said is None or said.how != "exact" or not self.texts:
            return None
        meant = meaning(self.column.storeys)
        if meant is not None and meant.field not in ("status", "solution"):
            return None
        if not FLAGS.union("01").issuperset(map(str.lower, self.texts)):
            return None
        return _Wish("status" if said.value == "rectified" else EXTRA, 0.7, ["ticks"])

    def _other_of_its_sort(self, field: str, kind: Kind) -> tuple[str, Kind]:
        """整改情况 may hold statuses or what was done, 属地 a district or a street."""
        if field == "solution" and (self.share("status") or 0) >= LIKELY and self.length <= 6:
            return "status", "status"
        if field == "status" and (self.share("status") or 0) < ENOUGH and self.length > 6:
            return "solution", "text"
        if field in ("street", "district"):
            kinds = self.organisation_kinds()
            if kinds and all(each in ("district", "county") for each in kinds):
                return "district", kind
            if kinds and all(each in ("street", "town") for each in kinds):
                return "street", kind
        if field in ("longitude", "latitude") and (self.share("point") or 0) >= LIKELY:
            return "point", "point"
        return field, kind

    def _by_values(self) -> _Wish:
        if self.pictures and self.pictures >= len([t for t in self.texts if not is_formula(t)]):
            return _Wish("before_photo", 0.5, ["pictures"])
        if len(self.values) < 2:
            return _Wish(EXTRA, 0.5, [])
        if not self.column.storeys and _counts(self.values):
            return _Wish("serial", 0.5, ["counts"])
        tries: tuple[tuple[str, Kind], ...] = (
            ("point", "point"),
            ("personal", "person"),
            ("status", "status"),
            ("found_at", "date"),
            ("street", "organisation"),
            ("category", "category"),
        )
        for field, kind in tries:
            share = self.share(kind)
            if share is not None and share >= LIKELY:
                if kind == "status" and all(map(_is_flag, self.texts)):
                    continue
                if kind == "organisation":
                    kinds = self.organisation_kinds()
                    if not all(each in ("street", "town") for each in kinds):
                        field = "organisation"
                return _Wish(field, 0.6 * share, [f"values {share:.2f}"])
        if coordinate := self.coordinate():
            return _Wish(coordinate, 0.6, ["values 1.00"])
        return _Wish(EXTRA, 0.5, [])

    def choice(self, field: str, remembered: Choice | None) -> Choice:
        if remembered is not None and remembered.field == field:
            return remembered
        heading = "".join(self.column.storeys)
        if FIELDS.get(field) and FIELDS[field].kind in ("point", "degrees"):
            return Choice(field, system=named_system(heading))
        if field in ("category", "major"):
            return Choice(field, scheme=self.words.categories.scheme_named(heading))
        return Choice(field)


def _is_named(column: Column) -> bool:
    return meaning(column.storeys) is not None or is_other(column.storeys)


def _counts(values: Sequence[Cell]) -> bool:
    return all(shown(value) == str(number) for number, value in enumerate(values, start=1))


def _is_flag(text: str) -> bool:
    return text.lower() in FLAGS or text.replace(".", "").rstrip("%").isdecimal()


def _name_texts(looked: Sequence[_Looked], wishes: Sequence[_Wish]) -> None:
    """Find a description and an address among nameless columns where no heading named one."""
    given = {wish.field for wish in wishes}
    nameless = [
        (each, wish)
        for each, wish in zip(looked, wishes, strict=True)
        if wish.field == EXTRA and not _is_named(each.column) and len(each.texts) > 1
    ]
    if "address" not in given:
        for each, wish in nameless:
            share = sum(1 for text in each.texts if PLACE.search(text)) / len(each.texts)
            if share >= LIKELY and 4 <= each.length <= 30:
                wish.field, wish.confidence = "address", 0.5 * share
                wish.evidence = [f"values {share:.2f}"]
                break
    if "description" not in given:
        texts = [(each, wish) for each, wish in nameless if wish.field == EXTRA]
        distinct = [
            (each, wish)
            for each, wish in texts
            if each.length >= 5 and len(set(each.texts)) >= 0.5 * len(each.texts)
        ]
        if distinct:
            _, wish = max(distinct, key=lambda pair: pair[0].length)
            wish.field, wish.confidence, wish.evidence = "description", 0.5, ["longest text"]


def _name_major(looked: Sequence[_Looked], wishes: Sequence[_Wish]) -> None:
    """Of two columns of categories the coarser one gives the majors: 问题类别 beside 问题类型."""
    both = [
        (each, wish)
        for each, wish in zip(looked, wishes, strict=True)
        if wish.field == "category" and wish.evidence != ["remembered"]
    ]
    if len(both) > 1 and all(wish.field != "major" for wish in wishes):
        for each, wish in both:
            if each.is_coarse():
                wish.field = "major"
                return


def _share_out(wishes: Sequence[_Wish]) -> None:
    taken: set[str] = set()
    # The surest first, and of equals the leftmost.
    for wish in sorted(wishes, key=lambda wish: -wish.confidence):
        if wish.field in (EXTRA, IGNORED) or wish.field in SEVERAL:
            continue
        if wish.field in taken:
            wish.evidence.append(f"{wish.field} taken")
            # Whoever else is named stays as unseen as the first.
            wish.field = "personal" if FIELDS[wish.field].personal else wish.second
            if wish.field in taken:
                wish.field = EXTRA
        taken.add(wish.field)
