"""Fushun as spreadsheets meet it: its tree and categories, on a day of 2023."""

from datetime import date
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from deploy.cities.city import read_city
from services.chassis.directory import Organisation
from services.intake.domain.reference import Category, CategoryMapping
from services.intake.sheets.categories import Categories
from services.intake.sheets.dates import Calendar
from services.intake.sheets.organisations import Organisation as Named
from services.intake.sheets.organisations import Tree
from services.intake.sheets.packing import Words
from services.intake.sheets.vocabulary import Vocabulary

CITY = read_city(Path(__file__).parents[4] / "deploy" / "cities" / "fushun")
NAMES = UUID(int=77)
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2023, 10, 15)
CALENDAR = Calendar(ZONE, TODAY)


def id_of(code: str) -> UUID:
    return uuid5(NAMES, code)


def _path(code: str) -> str:
    parents = {each.code: each.parent_code for each in CITY.organisations}
    parent = parents[code]
    return f"{_path(parent) if parent else '/'}{id_of(code)}/"


ORGANISATIONS = [
    Organisation(
        id=id_of(each.code),
        parent_id=id_of(each.parent_code) if each.parent_code else None,
        path=_path(each.code),
        code=each.code,
        name=each.name,
        name_en=each.name_en,
        short_name=each.short_name,
        kind=each.kind,
        number_prefix=each.number_prefix,
        longitude=each.lon,
        latitude=each.lat,
        active=True,
    )
    for each in CITY.organisations
]
NAMED = [
    Named(each.id, each.path, each.code, each.name, each.short_name, each.kind)
    for each in ORGANISATIONS
]
CATEGORIES = [
    Category(c.code, c.level, c.name, c.name_en, c.parent_code, c.scheme, tuple(c.keywords))
    for c in CITY.categories
]
MAPPINGS = [CategoryMapping(m.scheme, m.code, m.name, m.to_code, m.basis) for m in CITY.mappings]
ALIASES = {"新抚老街办": id_of("210402007"), "市执法局直属队": id_of("ZSDD")}


def a_tree() -> Tree:
    return Tree(NAMED, ALIASES)


WORDS = Words(NAMED, ALIASES, CATEGORIES, MAPPINGS, str(ZONE), TODAY)


def words(calendar: Calendar = CALENDAR) -> Vocabulary:
    return Vocabulary(a_tree(), Categories(CATEGORIES, MAPPINGS), calendar)
