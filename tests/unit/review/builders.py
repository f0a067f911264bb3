"""Problems in the pool, complete but for what a test is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.chassis.directory import Directory, Organisation
from services.chassis.history import Actor
from services.contracts.intake import (
    CategoryVerdict,
    Judgement,
    OrganisationVerdict,
    ReportSubmitted,
)
from services.contracts.place import Place
from services.review.domain.problem import Problem, open_problem

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
CASE, OTHER_CASE, THIRD_CASE, PHOTO = (UUID(int=n) for n in (10, 11, 12, 13))
STREET, OFFICE, CLOSED_OFFICE = (UUID(int=n) for n in (20, 21, 22))
REPORTER = Actor(UUID(int=30), "张三", STREET)
REVIEWER = Actor(UUID(int=31), "李四", OFFICE)
COLLEAGUE = Actor(UUID(int=32), "王五", OFFICE)
LEADER = Actor(UUID(int=33), "赵六", OFFICE)
HERE = Place(address="新华大街12号", longitude=123.9, latitude=41.87)
JUDGED = Judgement(
    category=CategoryVerdict(code="0601", confidence=0.8),
    organisation=OrganisationVerdict(organisation_id=OFFICE, confidence=0.8),
)
UNJUDGED = Judgement(
    category=CategoryVerdict(code=None, confidence=0),
    organisation=OrganisationVerdict(organisation_id=None, confidence=0),
)


def a_submission(**given: Any) -> ReportSubmitted:
    fields = {
        "case_id": CASE,
        "organisation_id": STREET,
        "mode": "general",
        "description": "路边堆放垃圾",
        "place": HERE,
        "photo_ids": (PHOTO,),
        "judgement": JUDGED,
        "version": 1,
        "at": NOW,
        "by": REPORTER.id,
    }
    return ReportSubmitted(**{**fields, **given})


def a_problem(**given: Any) -> Problem:
    """A waiting problem; `given` are fields of the problem."""
    return replace(open_problem(a_submission()), **given)


def an_urgent_problem(**given: Any) -> Problem:
    return open_problem(a_submission(mode="urgent", urgent_reason="路面塌陷", **given))


def an_organisation(id: UUID, name: str, *, active: bool = True) -> Organisation:
    return Organisation(
        id=id,
        parent_id=None,
        path=f"/{id}/",
        code=name,
        name=name,
        name_en="",
        short_name="",
        kind="office",
        number_prefix="X",
        longitude=None,
        latitude=None,
        active=active,
    )


def a_directory() -> Directory:
    directory = Directory()
    directory.replace(
        [
            an_organisation(STREET, "站前街道"),
            an_organisation(OFFICE, "一科"),
            an_organisation(CLOSED_OFFICE, "旧科", active=False),
        ]
    )
    return directory
