"""What one row of each table means. Field names are those of the services' interfaces.

`at` says where the row stands. A word that is missing is empty; a reference or a number that is
missing is None.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, cast, get_args

from deploy.cities.table import Row
from services.contracts.identity import OrganisationKind
from services.contracts.intake import Mode
from services.contracts.media import RetentionKind, RetentionState

HOLDS_A_LIST_POOL = frozenset({"district", "county", "office", "department", "brigade", "street"})
"""Kinds whose cases are numbered under their own prefix."""

_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,7}")


@dataclass(frozen=True)
class Organisation:
    """A part of the city. `lat` and `lon` are WGS84 degrees, both or neither."""

    at: str
    code: str
    name: str
    name_en: str
    short_name: str
    kind: OrganisationKind
    parent_code: str | None
    number_prefix: str
    lat: float | None
    lon: float | None

    COLUMNS: ClassVar = (
        "code",
        "name_zh",
        "name_en",
        "short_name",
        "kind",
        "parent_code",
        "number_prefix",
        "lat",
        "lon",
        "source",
    )

    @classmethod
    def of(cls, row: Row) -> "Organisation":
        kind, prefix = row.required("kind"), row.text("number_prefix")
        if kind not in get_args(OrganisationKind):
            row.refuse(f"kind {kind} is none of {', '.join(get_args(OrganisationKind))}")
        if kind in HOLDS_A_LIST_POOL and not prefix:
            row.refuse(f"a {kind} numbers cases and needs a number_prefix")
        if prefix and not _PREFIX.fullmatch(prefix):
            row.refuse(f"number_prefix {prefix} is not 2 to 8 capital letters and digits")
        if bool(row.text("lat")) != bool(row.text("lon")):
            row.refuse("lat and lon are not both given")
        return cls(
            at=row.at,
            code=row.required("code"),
            name=row.required("name_zh"),
            name_en=row.text("name_en"),
            short_name=row.text("short_name"),
            kind=cast(OrganisationKind, kind),
            parent_code=row.reference("parent_code"),
            number_prefix=prefix,
            lat=row.degrees("lat", limit=90),
            lon=row.degrees("lon", limit=180),
        )


@dataclass(frozen=True)
class Category:
    """A major (level 1) or a minor (level 2) of the city's standard; `keywords` help to judge."""

    at: str
    code: str
    level: int
    name: str
    name_en: str
    parent_code: str | None
    scheme: str
    keywords: tuple[str, ...]

    COLUMNS: ClassVar = ("code", "level", "name_zh", "name_en", "parent_code", "scheme", "keywords")

    @classmethod
    def of(cls, row: Row) -> "Category":
        level = row.required("level")
        if level not in ("1", "2"):
            row.refuse(f"level {level} is neither 1 nor 2")
        return cls(
            at=row.at,
            code=row.required("code"),
            level=int(level),
            name=row.required("name_zh"),
            name_en=row.text("name_en"),
            parent_code=row.reference("parent_code"),
            scheme=row.required("scheme"),
            keywords=row.words("keywords"),
        )


@dataclass(frozen=True)
class Mapping:
    """Another standard's category in the city's own; `to_code` is None where nobody knows."""

    at: str
    scheme: str
    code: str
    name: str
    to_code: str | None
    basis: str

    COLUMNS: ClassVar = ("scheme", "code", "name_zh", "to_code", "basis")

    @classmethod
    def of(cls, row: Row) -> "Mapping":
        return cls(
            at=row.at,
            scheme=row.required("scheme"),
            code=row.required("code"),
            name=row.required("name_zh"),
            to_code=row.reference("to_code"),
            basis=row.required("basis"),
        )


@dataclass(frozen=True)
class Alias:
    """Another name for an organisation, as departments' spreadsheets write it."""

    at: str
    name: str
    organisation_code: str

    COLUMNS: ClassVar = ("name", "organisation_code", "basis")

    @classmethod
    def of(cls, row: Row) -> "Alias":
        row.required("basis")
        return cls(
            at=row.at,
            name=row.required("name"),
            organisation_code=row.required("organisation_code"),
        )


@dataclass(frozen=True)
class RoutingRule:
    """Who answers for a report; of the rules that match, the lowest priority number decides.

    An empty prefix or source and no area match anything.
    """

    at: str
    priority: int
    category_prefix: str
    area_code: str | None
    source: str
    organisation_code: str
    note: str

    COLUMNS: ClassVar = (
        "priority",
        "category_prefix",
        "area_code",
        "source",
        "organisation_code",
        "note",
    )

    @property
    def matches_everything(self) -> bool:
        return not (self.category_prefix or self.area_code or self.source)

    @classmethod
    def of(cls, row: Row) -> "RoutingRule":
        row.required("priority")
        return cls(
            at=row.at,
            priority=row.whole("priority") or 0,
            category_prefix=row.text("category_prefix"),
            area_code=row.reference("area_code"),
            source=row.text("source"),
            organisation_code=row.required("organisation_code"),
            note=row.text("note"),
        )


@dataclass(frozen=True)
class Retention:
    """How many days something is kept; without days for good."""

    at: str
    kind: RetentionKind
    state: RetentionState
    days: int | None

    COLUMNS: ClassVar = ("kind", "state", "days", "note")

    @classmethod
    def of(cls, row: Row) -> "Retention":
        kind, state = row.required("kind"), row.required("state")
        if kind not in get_args(RetentionKind):
            row.refuse(f"kind {kind} is none of {', '.join(get_args(RetentionKind))}")
        if state not in get_args(RetentionState):
            row.refuse(f"state {state} is none of {', '.join(get_args(RetentionState))}")
        return cls(
            at=row.at,
            kind=cast(RetentionKind, kind),
            state=cast(RetentionState, state),
            days=row.whole("days"),
        )


@dataclass(frozen=True)
class Limit:
    """The time a category allows, in working days or in hours; `*` stands for every category."""

    at: str
    category_code: str
    mode: Mode
    working_days: int | None
    hours: int | None

    COLUMNS: ClassVar = ("category_code", "mode", "working_days", "hours")

    @classmethod
    def of(cls, row: Row) -> "Limit":
        mode, days, hours = row.required("mode"), row.whole("working_days"), row.whole("hours")
        if mode not in get_args(Mode):
            row.refuse(f"mode {mode} is none of {', '.join(get_args(Mode))}")
        if bool(days) == bool(hours):
            row.refuse("a limit is either working_days or hours, from 1 up")
        return cls(
            at=row.at,
            category_code=row.required("category_code"),
            mode=cast(Mode, mode),
            working_days=days,
            hours=hours,
        )
