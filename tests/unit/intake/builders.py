"""Reports and reference data, complete but for what a test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.chassis.history import Actor
from services.contracts.intake import CategoryVerdict, Judgement, ReportSubmitted
from services.contracts.place import Place
from services.intake.domain.reference import Category, RoutingRule
from services.intake.domain.report import Content, Report, submit
from services.intake.judgement.duplicates import Earlier
from services.intake.judgement.judge import EMPTY

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CASE, OTHER_CASE, PHOTO = UUID(int=10), UUID(int=11), UUID(int=12)
STREET = UUID(int=20)
REPORTER = Actor(UUID(int=30), "张三", STREET)
STRANGER = Actor(UUID(int=31), "李四", STREET)
HERE = Place(address="新华大街12号", longitude=123.9, latitude=41.87)


def some_content(**given: Any) -> Content:
    fields = {
        "description": "路边堆放垃圾无人清理",
        "place": HERE,
        "category_code": None,
        "photo_ids": (PHOTO,),
    }
    return Content(**{**fields, **given})


def a_judgement(code: str | None = "0601") -> Judgement:
    verdict = CategoryVerdict(code=code, confidence=0.8)
    return EMPTY.model_copy(update={"category": verdict})


def submitted(**given: Any) -> tuple[Report, ReportSubmitted]:
    fields = {
        "content": some_content(),
        "id": CASE,
        "by": REPORTER,
        "organisation_id": STREET,
        "at": NOW,
        "mode": "general",
        "urgent_reason": "",
        "source": "phone",
        "captured_at": None,
        "digest": b"same",
        "judgement": a_judgement(),
    }
    fields.update(given)
    return submit(fields.pop("content"), **fields)


def a_report(**given: Any) -> Report:
    return submitted(**given)[0]


def a_category(code: str, *keywords: str, parent: str | None = None) -> Category:
    level = 2 if parent else 1
    return Category(code, level, f"类别{code}", "", parent, "city", keywords)


def a_rule(**given: Any) -> RoutingRule:
    fields = {
        "priority": 10,
        "category_prefix": "",
        "area_code": None,
        "source": "",
        "organisation_code": "OFFICE",
        "note": "",
    }
    return RoutingRule(**{**fields, **given})


def an_earlier_report(**given: Any) -> Earlier:
    fields = {
        "case_id": OTHER_CASE,
        "category_code": "0601",
        "description": "路边堆放垃圾无人清理",
        "longitude": HERE.longitude,
        "latitude": HERE.latitude,
        "reported_at": NOW - timedelta(days=1),
    }
    return Earlier(**{**fields, **given})
