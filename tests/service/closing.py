"""Cases as dispatch sends them to closure, and the people who solve and close them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.contracts.dispatch import CaseDispatched
from services.contracts.place import Place
from tests.service.desk import (
    CITY,
    DISTRICT,
    HANDLER,
    INSPECTOR,
    OTHER_DISTRICT,
    STREET,
    Desk,
    Person,
)

CASE = UUID(int=301)
BEFORE, AFTER, OTHER_AFTER = UUID(int=311), UUID(int=312), UUID(int=313)
DUE = datetime(2026, 3, 11, 15, 59, 59, tzinfo=UTC)

VERIFIER = Person(UUID(int=121), "李核查", CITY, (("verifier", CITY),))
LEAD = Person(UUID(int=122), "张牵头", CITY, (("lead_administrator", CITY),))
SUPERVISOR = Person(UUID(int=123), "陈督导", CITY, (("supervisor", CITY),))
FAR_HANDLER = Person(UUID(int=124), "何外区", OTHER_DISTRICT, (("handler", OTHER_DISTRICT),))
FAR_VERIFIER = Person(UUID(int=125), "林外区", OTHER_DISTRICT, (("verifier", OTHER_DISTRICT),))
EVERYTHING = Person(
    UUID(int=126),
    "全能",
    CITY,
    (("handler", CITY), ("verifier", CITY), ("lead_administrator", CITY), ("leader", CITY)),
)

SOLUTION = {"solution": "已清运垃圾", "after_photo_ids": [str(AFTER)]}


def dispatched(case_id: UUID = CASE, **changes: Any) -> CaseDispatched:
    """A general case in the district's list pool, reported by its street."""
    given: dict[str, Any] = {
        "case_id": case_id,
        "version": 1,
        "at": datetime(2026, 3, 2, 7, tzinfo=UTC),
        "number": f"D1-2026-{case_id.int:04d}",
        "organisation_id": DISTRICT,
        "pool": "list",
        "mode": "general",
        "category_code": "0601",
        "description": "路边有暴露垃圾",
        "place": Place(address="新华大街12号"),
        "photo_ids": (BEFORE,),
        "reporter_id": INSPECTOR.id,
        "reporter_organisation_id": STREET,
        "due_at": DUE,
        "provisional": False,
    }
    return CaseDispatched(**{**given, **changes})


def at(case_id: UUID = CASE, command: str = "") -> str:
    """The address of a case, or of a command on it."""
    return f"/cases/{case_id}/{command}".rstrip("/")


async def submitted(desk: Desk, case_id: UUID = CASE, *, by: Person = HANDLER) -> None:
    """From dispatch's fact to the rectification: version 1."""
    await desk.hear(dispatched(case_id))
    answer = await desk.change(at(case_id, "rectification"), SOLUTION, by=by, version=0)
    assert answer.status_code == 200, answer.text


async def pre_closed(desk: Desk, case_id: UUID = CASE) -> None:
    """On to the pre-closure: version 2."""
    await submitted(desk, case_id)
    answer = await desk.change(at(case_id, "verification"), {}, by=VERIFIER, version=1)
    assert answer.status_code == 200, answer.text


async def closed(desk: Desk, case_id: UUID = CASE) -> None:
    """On to the closure: version 3."""
    await pre_closed(desk, case_id)
    answer = await desk.change(at(case_id, "approval"), {}, by=LEAD, version=2)
    assert answer.status_code == 200, answer.text


def code_of(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")
