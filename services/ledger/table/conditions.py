"""What somebody asks of the super table: typed conditions, combined by all, any and not.

As JSON: `{"all": [{"column": "stage", "is": "in", "values": ["in_pool"]}, {"text": "共享单车"},
{"not": {"near": [123.9, 41.85], "metres": 500}}]}`.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError

from services.chassis.refusals import Invalid
from services.ledger.statistics.figures import Figure, Side
from services.ledger.table.columns import COLUMNS, Kind

DEEPEST = 8
MOST = 100
"""Conditions in one question."""

Comparison = Literal["in", "not_in", "is", "is_not", "below", "above", "between", "empty", "filled"]
ORDERED: frozenset[Kind] = frozenset({"number", "instant", "day", "text"})
_VALUES: dict[Kind, Any] = {
    "text": str,
    "number": int | float,
    "flag": bool,
    "instant": datetime,
    "day": date,
    "choice": str,
    "organisation": UUID,
    "person": UUID,
    "category": str,
    "id": UUID,
}
NEEDED: dict[Comparison, tuple[int, int]] = {
    "in": (1, 200),
    "not_in": (1, 200),
    "is": (1, 1),
    "is_not": (1, 1),
    "below": (1, 1),
    "above": (1, 1),
    "between": (2, 2),
    "empty": (0, 0),
    "filled": (0, 0),
}
"""The least and the most values that each comparison takes."""


class ColumnUnknown(Invalid):
    zh = "大表没有此列：{column}"
    en = "The table has no such column: {column}"


class ComparisonUnfit(Invalid):
    zh = "“{column}”列不能这样比较：{comparison}"
    en = "The column {column} can't be compared so: {comparison}"


class ValuesUnfit(Invalid):
    zh = "“{column}”列的比较值有误：{problem}"
    en = "These values don't fit the column {column}: {problem}"


class TooManyConditions(Invalid):
    zh = "筛选条件过多：最多 {most} 个、{deepest} 层。"
    en = "Too many conditions: at most {most}, nested {deepest} deep."


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Compared(Strict):
    """A column against values of its own kind. Instants need a time zone; `between` includes both
    ends; for texts `is` is the whole text, ASCII letters as they are written."""

    column: Annotated[str, Field(max_length=60)]
    comparison: Annotated[Comparison, Field(alias="is")]
    values: Annotated[list[Any], Field(max_length=200)] = Field(default_factory=list)


class Told(Strict):
    """A column of departments' spreadsheets alone, by its name there, or an extra one of people of
    the table; its values are texts."""

    told: Annotated[str, Field(min_length=1, max_length=200, pattern=r'^[^"]+$')]
    comparison: Annotated[
        Literal["in", "not_in", "is", "is_not", "empty", "filled"], Field(alias="is")
    ]
    values: Annotated[list[Annotated[str, Field(max_length=4000)]], Field(max_length=200)] = Field(
        default_factory=list
    )


class Said(Strict):
    """Words in number, description, address, solution or reasons; all those between spaces."""

    text: Annotated[str, Field(min_length=1, max_length=100)]


class Near(Strict):
    """Within some metres of a point (longitude, latitude; WGS 84 degrees)."""

    near: tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-85, le=85)]]
    metres: Annotated[float, Field(gt=0, le=50_000)]


Point = tuple[float, float]


class Inside(Strict):
    """Within a polygon: its corners in order (longitude, latitude; WGS 84 degrees)."""

    inside: Annotated[list[Point], Field(min_length=3, max_length=200)]


class Counts(Strict):
    """What a figure of the statistics counts, by the same days (both included) and groups.

    `side` tells whose the cases are; `of` names organisations (without it those of the caller).
    """

    counts: Figure
    side: Side = "responsible"
    of: Annotated[list[UUID] | None, Field(max_length=5000)] = None
    category: Annotated[str | None, Field(max_length=40)] = None
    person: UUID | None = None
    source: Annotated[str | None, Field(max_length=40)] = None
    first: Annotated[date | None, Field(alias="from")] = None
    last: Annotated[date | None, Field(alias="to")] = None


class All(Strict):
    """Every one of these holds."""

    all: Annotated[list["Condition"], Field(max_length=MOST)]


class AnyOf(Strict):
    """At least one of these holds."""

    any: Annotated[list["Condition"], Field(min_length=1, max_length=MOST)]


class Not(Strict):
    """This doesn't hold; an empty cell does not hold anything but `empty`."""

    opposite: Annotated["Condition", Field(alias="not")]


_TAGS = ("column", "told", "text", "near", "inside", "counts", "all", "any", "not")


def _tag(given: Any) -> str | None:
    if isinstance(given, BaseModel):
        return {
            Compared: "column",
            Told: "told",
            Said: "text",
            Near: "near",
            Inside: "inside",
            Counts: "counts",
            All: "all",
            AnyOf: "any",
            Not: "not",
        }.get(type(given))
    return next((tag for tag in _TAGS if tag in given), None) if isinstance(given, dict) else None


Condition = Annotated[
    Annotated[Compared, Tag("column")]
    | Annotated[Told, Tag("told")]
    | Annotated[Said, Tag("text")]
    | Annotated[Near, Tag("near")]
    | Annotated[Inside, Tag("inside")]
    | Annotated[Counts, Tag("counts")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _tag,
        custom_error_type="condition",
        custom_error_message=f"a condition is an object with one of {', '.join(_TAGS)}",
    ),
]

for _model in (All, AnyOf, Not):
    _model.model_rebuild()


CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def checked(condition: Condition) -> Condition:
    """The condition with its values as their columns hold them, or a refusal that says why."""
    count = 0

    def check(each: Condition, depth: int) -> Condition:
        nonlocal count
        count += 1
        if count > MOST or depth > DEEPEST:
            raise TooManyConditions(most=MOST, deepest=DEEPEST)
        match each:
            case All():
                return All(all=[check(part, depth + 1) for part in each.all])
            case AnyOf():
                return AnyOf(any=[check(part, depth + 1) for part in each.any])
            case Not():
                return Not.model_validate({"not": check(each.opposite, depth + 1)})
            case Compared():
                return _fitting(each)
            case Told():
                least, most = NEEDED[each.comparison]
                if not least <= len(each.values) <= most:
                    raise ValuesUnfit(column=each.told, problem=f"{least}-{most}")
                return each
            case _:
                return each

    return check(condition, 1)


def _fitting(asked: Compared) -> Compared:
    if asked.column not in COLUMNS:
        raise ColumnUnknown(column=asked.column)
    column = COLUMNS[asked.column]
    if asked.comparison in {"below", "above", "between"} and column.kind not in ORDERED:
        raise ComparisonUnfit(column=column.name, comparison=asked.comparison)
    least, most = NEEDED[asked.comparison]
    if not least <= len(asked.values) <= most:
        raise ValuesUnfit(column=column.name, problem=f"{least}-{most}")
    try:
        values = [READ[column.kind](value) for value in asked.values]
    except ValidationError as error:
        raise ValuesUnfit(column=column.name, problem=error.errors()[0]["msg"]) from None
    if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
        raise ValuesUnfit(column=column.name, problem="time zone missing")
    return asked.model_copy(update={"values": values})


READ: dict[Kind, Callable[[Any], Any]] = {
    kind: TypeAdapter(type_).validate_python for kind, type_ in _VALUES.items()
}
"""Makes a column's value of what JSON or a cursor holds; `ValidationError` where it can't."""


class Order(Strict):
    """By which column, and which way; empty cells come last either way."""

    column: Annotated[str, Field(max_length=60)]
    descending: bool = False

    def fitting(self) -> Self:
        """Itself, if there is such a column."""
        if self.column not in COLUMNS:
            raise ColumnUnknown(column=self.column)
        return self
