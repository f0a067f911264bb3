"""What somebody reports to intake, and what intake then hears."""

from uuid import UUID

from services.contracts.closure import CaseClosed
from services.contracts.place import Place
from services.contracts.review import ProblemApproved
from tests.service.desk import (
    INSPECTOR,
    NOW,
    OFFICE,
    REVIEWER,
    STREET,
)

REPORT, PHOTO, OTHER_PHOTO = UUID(int=201), UUID(int=202), UUID(int=203)
CATEGORIES = {
    "categories": [
        {"code": "06", "level": 1, "name": "市容环境", "scheme": "city"},
        {
            "code": "0601",
            "level": 2,
            "name": "暴露垃圾",
            "parent_code": "06",
            "scheme": "city",
            "keywords": ["暴露垃圾", "垃圾"],
        },
    ]
}
RULES = {
    "rules": [
        {"priority": 20, "category_prefix": "", "organisation_code": "D1", "note": "其他"},
        {
            "priority": 10,
            "category_prefix": "06",
            "area_code": "D1",
            "organisation_code": "OFFICE",
            "note": "垃圾",
        },
    ]
}


def a_body(**given):
    body = {
        "id": str(REPORT),
        "mode": "general",
        "description": "路边有暴露垃圾无人清理",
        "place": {"address": "新华大街12号", "longitude": 123.9, "latitude": 41.87},
        "photo_ids": [str(PHOTO), str(OTHER_PHOTO)],
    }
    return {**body, **given}


def content(**given):
    body = a_body(**given)
    return {name: body[name] for name in ("description", "place", "photo_ids")}


async def reported(desk, *, by=INSPECTOR, **given):
    answer = await desk.create("/reports", a_body(**given), by=by)
    assert answer.status_code == 201, answer.text
    return answer.json()


def code_of(answer):
    return answer.json()["type"].removeprefix("/problems/")


def approved(version=1, at=NOW):
    return ProblemApproved(
        case_id=REPORT,
        reporter_id=INSPECTOR.id,
        reporter_organisation_id=STREET,
        organisation_id=OFFICE,
        category_code="0601",
        description="x",
        place=Place(),
        photo_ids=(),
        version=version,
        at=at,
        by=REVIEWER.id,
    )


def closed(at):
    return CaseClosed(
        case_id=REPORT,
        organisation_id=OFFICE,
        round=1,
        closures=1,
        solution="已清理",
        before_photo_ids=(),
        after_photo_ids=(),
        rectifier_id=None,
        verifier_id=None,
        version=1,
        at=at,
    )
