"""A case as a row, and back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.ledger.domain.case import COLUMNS, Case

PHOTO_LISTS = ("photo_ids", "before_photo_ids", "after_photo_ids")


def to_row(case: Case) -> dict[str, Any]:
    return {name: _out(name, getattr(case, name)) for name in COLUMNS}


def to_case(row: Any) -> Case:
    mapping = row._mapping
    values = {name: mapping[name] for name in COLUMNS}
    for name in PHOTO_LISTS:
        values[name] = tuple(UUID(each) for each in values[name])
    values["sources"] = tuple(values["sources"])
    values["due_dates"] = tuple(
        (datetime.fromisoformat(set_at), datetime.fromisoformat(due))
        for set_at, due in values["due_dates"]
    )
    return Case(**values)


def _out(name: str, value: Any) -> Any:
    if name in PHOTO_LISTS:
        return [str(each) for each in value]
    if name == "due_dates":
        return [[set_at.isoformat(), due.isoformat()] for set_at, due in value]
    return list(value) if name == "sources" else value
