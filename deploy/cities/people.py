"""The demo's people: one or more for every role. Names are made up; passwords are the caller's."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy.cities.records import Organisation
from services.contracts.identity import Role

_SEED = "市容"

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_FIRST_CHARACTERS = "建志晓海文永立国春玉"
_SECOND_CHARACTERS = "强华军明东峰梅兰燕芳"

_CITY_WIDE: tuple[tuple[str, Role], ...] = (
    ("admin", "administrator"),
    ("reviewer1", "reviewer"),
    ("reviewer2", "reviewer"),
    ("leader1", "leader"),
    ("deputy1", "leader"),
    ("verifier1", "verifier"),
    ("lead1", "lead_administrator"),
    ("observer1", "observer"),
)

_LOCAL: dict[str, tuple[str, Role]] = {
    "district": ("handler", "handler"),
    "county": ("handler", "handler"),
    "office": ("handler", "handler"),
    "department": ("handler", "handler"),
    "street": ("inspector", "inspector"),
}


@dataclass(frozen=True)
class Person:
    """An account to create: `roles` pairs each role with the organisation it is held for."""

    username: str
    name: str
    organisation_code: str
    roles: tuple[tuple[Role, str], ...]


def demo_people(organisations: Sequence[Organisation]) -> tuple[Person, ...]:
    """The same people with the same names each time, every name different.

    Handlers and inspectors are called after their organisation's number prefix: `handler-xf`.
    """
    people: list[Person] = []
    taken: set[str] = set()
    for username, role, home, scope in _posts(organisations):
        name = _name(username, taken)
        taken.add(name)
        people.append(Person(username, name, home, ((role, scope),)))
    return tuple(people)


def _posts(organisations: Sequence[Organisation]) -> Iterator[tuple[str, Role, str, str]]:
    """Username, role, home organisation and the organisation the role is held for."""
    city = next(o for o in organisations if o.kind == "city")
    for username, role in _CITY_WIDE:
        yield username, role, city.code, city.code
    brigades = [o for o in organisations if o.kind == "brigade"]
    for number, brigade in enumerate(brigades, start=1):
        # The brigade supervises, and rechecks, in the whole city.
        yield f"brigade{number}", "supervisor", brigade.code, city.code
    for o in organisations:
        if o.kind in _LOCAL:
            title, role = _LOCAL[o.kind]
            yield f"{title}-{o.number_prefix.lower()}", role, o.code, o.code


def _name(username: str, taken: set[str]) -> str:
    chance = random.Random(f"{_SEED} {username}")
    while True:
        name = "".join(map(chance.choice, (_SURNAMES, _FIRST_CHARACTERS, _SECOND_CHARACTERS)))
        if name not in taken:
            return name
