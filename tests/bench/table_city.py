"""A city of seven districts and twenty-five streets for measurements."""

from typing import Any
from uuid import UUID

ROOT = UUID(int=1 << 100)
DISTRICTS = tuple(UUID(int=(2 << 100) + number) for number in range(7))
STREETS = tuple(UUID(int=(3 << 100) + number) for number in range(25))
ORGANISATIONS = (*DISTRICTS, *STREETS)


def organisation_rows() -> list[dict[str, Any]]:
    """The organisations as the directory's replica keeps them."""
    places = [(ROOT, None, "city")]
    places += [(each, ROOT, "district") for each in DISTRICTS]
    places += [(each, DISTRICTS[at % 7], "street") for at, each in enumerate(STREETS)]
    paths: dict[UUID, str] = {}
    rows = []
    for each, parent, kind in places:
        paths[each] = (paths[parent] if parent else "/") + f"{each}/"
        rows.append(
            {
                "id": each,
                "parent_id": parent,
                "path": paths[each],
                "code": str(each.int % 1000 + (each.int >> 100) * 1000),
                "name": kind,
                "name_en": kind,
                "short_name": "",
                "kind": kind,
                "number_prefix": "",
                "active": True,
            }
        )
    return rows
