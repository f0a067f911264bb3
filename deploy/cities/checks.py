"""What must hold between the rows of a city; the first row that breaks it is named."""

from collections.abc import Iterable, Sequence
from typing import get_args

from deploy.cities.records import (
    Alias,
    Category,
    Limit,
    Mapping,
    Organisation,
    Retention,
    RoutingRule,
)
from deploy.cities.table import BrokenRow
from deploy.cities.watermarks import Watermark
from services.contracts.intake import Mode
from services.contracts.media import WatermarkUse


def check_organisations(organisations: Sequence[Organisation]) -> None:
    """Codes, prefixes and short names stand for one organisation; one city is everyone's root."""
    _unique((o.at, "code", o.code) for o in organisations)
    _unique((o.at, "number_prefix", o.number_prefix) for o in organisations)
    _unique((o.at, "short_name", o.short_name) for o in organisations)
    parents = {o.code: o.parent_code for o in organisations}
    for o in organisations:
        if (o.parent_code is None) != (o.kind == "city"):
            raise BrokenRow(o.at, "the city, and nothing else, has no parent_code")
        if o.parent_code is not None and o.parent_code not in parents:
            raise BrokenRow(o.at, f"parent_code {o.parent_code} is not a code of this file")
    roots = [o for o in organisations if o.kind == "city"]
    if len(roots) != 1:
        raise BrokenRow(roots[1].at if roots else "organisations.csv", "there is not one city")
    for o in organisations:
        if _circles(o.code, parents):
            raise BrokenRow(o.at, f"the parents of {o.code} form a circle")


def check_aliases(aliases: Sequence[Alias], organisations: Iterable[Organisation]) -> None:
    """A name stands for one organisation, and is not already some organisation's own."""
    _unique((a.at, "name", a.name) for a in aliases)
    known = {o.code: o for o in organisations}
    names = {o.name: o.code for o in known.values()}
    for a in aliases:
        if a.organisation_code not in known:
            raise BrokenRow(a.at, f"organisation_code {a.organisation_code} is not an organisation")
        if names.get(a.name, a.organisation_code) != a.organisation_code:
            raise BrokenRow(a.at, f"name {a.name} is another organisation's own")


def check_categories(categories: Sequence[Category]) -> None:
    """A minor lies under a major, whose code begins its own."""
    _unique((c.at, "code", c.code) for c in categories)
    majors = {c.code for c in categories if c.level == 1}
    for c in categories:
        if c.level == 1 and c.parent_code is not None:
            raise BrokenRow(c.at, f"{c.code} is a major and has a parent_code")
        if c.level == 2 and c.parent_code not in majors:
            raise BrokenRow(c.at, f"parent_code {c.parent_code or '(empty)'} is not a major")
        if not c.code.startswith(c.parent_code or ""):
            raise BrokenRow(c.at, f"code {c.code} does not begin with its major {c.parent_code}")


def check_mappings(mappings: Sequence[Mapping], categories: Iterable[Category]) -> None:
    """A mapping leads to a category of the city, or openly nowhere."""
    _unique((m.at, "code", f"{m.scheme} {m.code}") for m in mappings)
    codes = {c.code for c in categories}
    for m in mappings:
        if m.to_code is not None and m.to_code not in codes:
            raise BrokenRow(m.at, f"to_code {m.to_code} is not a category")


def check_routing(
    rules: Sequence[RoutingRule],
    organisations: Iterable[Organisation],
    categories: Iterable[Category],
) -> None:
    """Rules in the order they are tried: each leads to a list pool, the last catches all."""
    _unique((r.at, "priority", str(r.priority)) for r in rules)
    known = {o.code: o for o in organisations}
    codes = tuple(c.code for c in categories)
    for r in rules:
        if r.area_code is not None and r.area_code not in known:
            raise BrokenRow(r.at, f"area_code {r.area_code} is not an organisation")
        if r.organisation_code not in known:
            raise BrokenRow(r.at, f"organisation_code {r.organisation_code} is not an organisation")
        if not known[r.organisation_code].number_prefix:
            raise BrokenRow(r.at, f"{r.organisation_code} has no number_prefix, so no list pool")
        if not any(code.startswith(r.category_prefix) for code in codes):
            raise BrokenRow(r.at, f"category_prefix {r.category_prefix} begins no category")
    if not rules or not rules[-1].matches_everything:
        at = rules[-1].at if rules else "routing.csv"
        raise BrokenRow(at, "the last rule tried does not match everything")


def check_limits(limits: Sequence[Limit], categories: Iterable[Category]) -> None:
    """One limit per category and mode, and a `*` limit for each mode."""
    _unique((limit.at, "limit", f"{limit.category_code} {limit.mode}") for limit in limits)
    codes = {"*"} | {c.code for c in categories}
    for limit in limits:
        if limit.category_code not in codes:
            raise BrokenRow(limit.at, f"category_code {limit.category_code} is not a category")
    for mode in get_args(Mode):
        if not any(limit.category_code == "*" and limit.mode == mode for limit in limits):
            raise BrokenRow("limits.csv", f"there is no limit for * in mode {mode}")


def check_retention(rules: Sequence[Retention]) -> None:
    """One rule for each kind and state; nothing of a case goes before its closure does."""
    _unique((rule.at, "rule", f"{rule.kind} {rule.state}") for rule in rules)
    ledger = next((rule.days for rule in rules if rule.kind == "ledger"), None)
    for rule in rules:
        if rule.state != "closed" or rule.days is None:
            continue
        if ledger is None or rule.days < ledger:
            raise BrokenRow(rule.at, f"{rule.kind} is kept for less time than the ledger")


def check_watermarks(watermarks: Sequence[Watermark]) -> None:
    """Codes stand for one template, and every use belongs to one."""
    _unique((each.at, "code", each.code) for each in watermarks)
    _unique((each.at, "use", use) for each in watermarks for use in each.uses)
    used = {use for each in watermarks for use in each.uses}
    for use in get_args(WatermarkUse):
        if use not in used:
            raise BrokenRow("watermarks.csv", f"no template is for {use}")


def _unique(values: Iterable[tuple[str, str, str]]) -> None:
    first: dict[str, str] = {}
    for at, column, value in values:
        if value and value in first:
            raise BrokenRow(at, f"{column} {value} is already taken on {first[value]}")
        first[value] = at


def _circles(code: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    step: str | None = code
    while step is not None and step not in seen:
        seen.add(step)
        step = parents[step]
    return step is not None
