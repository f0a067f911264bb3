"""A city as data: what its folder of tables holds, read and checked."""

import string
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from deploy.cities import checks
from deploy.cities.records import (
    Alias,
    Category,
    Limit,
    Mapping,
    Organisation,
    Retention,
    RoutingRule,
)
from deploy.cities.table import BrokenRow, read_table
from deploy.cities.watermarks import Watermark


@dataclass(frozen=True)
class City:
    """Everything that makes the system this city's; nothing of it is in code.

    Organisations come parents before children, rules in the order they are tried.
    """

    name_zh: str
    name_en: str
    time_zone: str
    number_format: str
    organisations: tuple[Organisation, ...]
    categories: tuple[Category, ...]
    mappings: tuple[Mapping, ...]
    rules: tuple[RoutingRule, ...]
    limits: tuple[Limit, ...]
    retention: tuple[Retention, ...]
    watermarks: tuple[Watermark, ...]
    aliases: tuple[Alias, ...]


def read_city(folder: Path) -> City:
    """Every file of the folder; raises BrokenRow for the first thing that can't be right."""
    categories = tuple(map(Category.of, read_table(folder / "categories.csv", Category.COLUMNS)))
    checks.check_categories(categories)
    organisations = read_organisations(folder)
    mappings = tuple(map(Mapping.of, read_table(folder / "category_mappings.csv", Mapping.COLUMNS)))
    checks.check_mappings(mappings, categories)
    rules = map(RoutingRule.of, read_table(folder / "routing.csv", RoutingRule.COLUMNS))
    ordered = tuple(sorted(rules, key=lambda rule: rule.priority))
    checks.check_routing(ordered, organisations, categories)
    limits = tuple(map(Limit.of, read_table(folder / "limits.csv", Limit.COLUMNS)))
    checks.check_limits(limits, categories)
    retention = tuple(map(Retention.of, read_table(folder / "retention.csv", Retention.COLUMNS)))
    checks.check_retention(retention)
    watermarks = tuple(
        Watermark.of(row, folder=folder)
        for row in read_table(folder / "watermarks.csv", Watermark.COLUMNS)
    )
    checks.check_watermarks(watermarks)
    aliases = tuple(map(Alias.of, read_table(folder / "organisation_aliases.csv", Alias.COLUMNS)))
    checks.check_aliases(aliases, organisations)
    about = _about(folder / "city.toml")
    return City(
        name_zh=about["name_zh"],
        name_en=about["name_en"],
        time_zone=about["time_zone"],
        number_format=about["number_format"],
        organisations=organisations,
        categories=categories,
        mappings=mappings,
        rules=ordered,
        limits=limits,
        retention=retention,
        watermarks=watermarks,
        aliases=aliases,
    )


def read_organisations(folder: Path) -> tuple[Organisation, ...]:
    """The city's organisations alone, checked, parents before children."""
    rows = read_table(folder / "organisations.csv", Organisation.COLUMNS)
    organisations = tuple(map(Organisation.of, rows))
    checks.check_organisations(organisations)
    return _parents_first(organisations)


def _parents_first(organisations: Sequence[Organisation]) -> tuple[Organisation, ...]:
    parents = {o.code: o.parent_code for o in organisations}

    def depth(code: str) -> int:
        parent = parents[code]
        return 0 if parent is None else 1 + depth(parent)

    return tuple(sorted(organisations, key=lambda o: depth(o.code)))


def _about(path: Path) -> dict[str, str]:
    try:
        about = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BrokenRow(path.name, "the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenRow(path.name, str(error)) from None
    for key in ("name_zh", "name_en", "time_zone", "number_format"):
        if not isinstance(about.get(key), str):
            raise BrokenRow(path.name, f"{key} is not given as text")
    try:
        ZoneInfo(about["time_zone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise BrokenRow(path.name, f"time_zone {about['time_zone']} is not known") from None
    _check_number_format(path.name, about["number_format"])
    return about


def _check_number_format(at: str, number_format: str) -> None:
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(number_format) if field}
        number_format.format(prefix="XF", year=2026, sequence=1)
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise BrokenRow(at, f"number_format {number_format} can't be used ({error})") from None
    if fields != {"prefix", "year", "sequence"}:
        raise BrokenRow(at, "number_format does not use prefix, year and sequence")
