"""The order of the super table's pages: total, keyed, empty cells last."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from services.chassis.pages import CursorMalformed, PageRequest
from services.ledger.domain.case import Case
from services.ledger.table.columns import COLUMNS
from services.ledger.table.conditions import READ, Order
from services.ledger.tables import cases

NEWEST = Order(column="begun_at", descending=True)

c = cases.c

Key = tuple[sa.Column[Any], bool]
"""A column to order by, and whether downwards."""


def ordered(
    query: sa.Select[Any],
    asked: Sequence[sa.ColumnElement[bool]],
    order: Sequence[Order],
    paging: PageRequest | None,
) -> sa.Select[Any]:
    """The query in its order, from where the last page ended."""
    query = query.where(*asked, *after(order, paging))
    for column, descending in _keys(order):
        if column.nullable:
            query = query.order_by(column.is_(None))
        query = query.order_by(column.desc() if descending else column)
    return query


def after(order: Sequence[Order], paging: PageRequest | None) -> list[sa.ColumnElement[bool]]:
    """The condition that a row comes after the last page, if there was one."""
    if paging is None or paging.after is None:
        return []
    return [_after(_keys(order), paging.after)]


def key_of(case: Case, order: Sequence[Order]) -> list[Any]:
    """What a page's cursor keeps of its last case."""
    return [_written(getattr(case, column.name)) for column, _ in _keys(order)]


def _keys(order: Sequence[Order]) -> list[Key]:
    """The order, made a total one by the case's id."""
    chosen = list(order) or [NEWEST]
    keys: list[Key] = [(COLUMNS[each.column].sql, each.descending) for each in chosen]
    return [*keys, (c.case_id, chosen[-1].descending)]


def _after(keys: Sequence[Key], cursor: Sequence[str]) -> sa.ColumnElement[bool]:
    """What comes after the cursor's values, empty cells last."""
    if len(cursor) != len(keys):
        raise CursorMalformed
    try:
        values = [_read(column, text) for (column, _), text in zip(keys, cursor, strict=True)]
    except ValidationError:
        raise CursorMalformed from None
    if len({descending for _, descending in keys}) == 1 and not any(k.nullable for k, _ in keys):
        # The form that an index over the same columns answers at once.
        ours = sa.tuple_(*(column for column, _ in keys))
        return ours < tuple(values) if keys[0][1] else ours > tuple(values)
    before: list[sa.ColumnElement[bool]] = []
    ways: list[sa.ColumnElement[bool]] = []
    for (column, descending), value in zip(keys, values, strict=True):
        if value is not None:
            further = column < value if descending else column > value
            ways.append(
                sa.and_(*before, further | column.is_(None) if column.nullable else further)
            )
            before.append(column == value)
        else:
            before.append(column.is_(None))
    return sa.or_(*ways)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return f"={value.isoformat()}"
    return f"={value}"


def _read(column: sa.Column[Any], text: str) -> Any:
    """A cursor's value as the column holds it; its text begins with `=` unless it is empty."""
    kind = COLUMNS[column.name].kind if column.name in COLUMNS else "id"
    return READ[kind](text[1:]) if text else None
