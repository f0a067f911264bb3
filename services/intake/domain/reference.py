"""The city's reference data: its categories, other standards' names for them, who answers."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.contracts.intake import CategoryListed, category_id
from services.intake.domain.refusals import (
    EndsBeforeItBegins,
    GivenTwice,
    ParentNotAbove,
    UnknownCategory,
)


@dataclass(frozen=True)
class Category:
    """A major (level 1) or a minor (level 2) of a standard; `keywords` help to judge."""

    code: str
    level: int
    name: str
    name_en: str
    parent_code: str | None
    scheme: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class CategoryMapping:
    """Another standard's category in the city's own; `to_code` is `None` where nobody knows."""

    scheme: str
    code: str
    name: str
    to_code: str | None
    basis: str


@dataclass(frozen=True)
class RoutingRule:
    """Who answers for a report; of the rules that match, the lowest priority number decides.

    An empty prefix or source and no area match anything. A rule holds from its first to its last
    day in the city, or ever.
    """

    priority: int
    category_prefix: str
    area_code: str | None
    source: str
    organisation_code: str
    note: str
    valid_from: date | None = None
    valid_until: date | None = None


def check_categories(categories: Sequence[Category]) -> None:
    """Each code once; a parent is in the list, one level above."""
    _refuse_repeated(each.code for each in categories)
    levels = {each.code: each.level for each in categories}
    for each in categories:
        if each.parent_code is None:
            continue
        if each.parent_code not in levels:
            raise UnknownCategory(code=each.parent_code)
        if levels[each.parent_code] != each.level - 1:
            raise ParentNotAbove(code=each.code, parent=each.parent_code)


def announce_categories(
    found: Sequence[Category],
    *,
    announced: Mapping[UUID, CategoryListed],
    at: datetime,
    by: UUID | None,
) -> Iterator[CategoryListed]:
    """What differs from what was announced before; what the list no longer has is inactive."""
    listed = {category_id(each.scheme, each.code): each for each in found}
    for id, category in listed.items():
        last = announced.get(id)
        fact = CategoryListed(
            category_id=id,
            scheme=category.scheme,
            code=category.code,
            name=category.name,
            name_en=category.name_en,
            parent_code=category.parent_code,
            version=last.version + 1 if last else 1,
            at=at,
            by=by,
        )
        if last is None or _told(last) != _told(fact):
            yield fact
    for id, last in announced.items():
        if id not in listed and last.active:
            gone = {"active": False, "version": last.version + 1, "at": at, "by": by}
            yield last.model_copy(update=gone)


def _told(fact: CategoryListed) -> CategoryListed:
    """A fact without when and by whom it was told."""
    return fact.model_copy(update={"version": 0, "at": None, "by": None})


def check_mappings(mappings: Sequence[CategoryMapping], *, known: Collection[str]) -> None:
    """Each foreign code once within its scheme; what it is mapped to is a known category."""
    _refuse_repeated(f"{each.scheme} {each.code}" for each in mappings)
    for each in mappings:
        if each.to_code is not None and each.to_code not in known:
            raise UnknownCategory(code=each.to_code)


def check_rules(rules: Sequence[RoutingRule], *, known: Collection[str]) -> None:
    """A rule's category prefix begins at least one known category; its days are in order."""
    for each in rules:
        if each.valid_from and each.valid_until and each.valid_until < each.valid_from:
            raise EndsBeforeItBegins(priority=each.priority)
        prefix = each.category_prefix
        if prefix and not any(code.startswith(prefix) for code in known):
            raise UnknownCategory(code=prefix)


def _refuse_repeated(codes: Iterable[str]) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            raise GivenTwice(code=code)
