"""What review hears of intake, and how its pool is read."""

from uuid import UUID

from services.contracts.intake import (
    CategoryVerdict,
    Judgement,
    OrganisationVerdict,
    ReportSubmitted,
    ReportWithdrawn,
)
from services.contracts.place import Place
from tests.service.desk import (
    INSPECTOR,
    NOW,
    OFFICE,
    REVIEWER,
    STREET,
    Person,
)

CASE, TARGET, THIRD, PHOTO = (UUID(int=n) for n in (201, 202, 203, 204))
JUDGED = Judgement(
    category=CategoryVerdict(code="0601", confidence=0.8),
    organisation=OrganisationVerdict(organisation_id=OFFICE, confidence=0.8),
)
SELF = Person(INSPECTOR.id, "张三", STREET, (("reviewer", STREET), ("leader", STREET)))
PATH = f"/problems/{CASE}"


def submitted(case_id=CASE, **given):
    fields = {
        "organisation_id": STREET,
        "mode": "general",
        "description": "路边堆放垃圾",
        "place": Place(address="新华大街12号", longitude=123.9, latitude=41.87),
        "photo_ids": (PHOTO,),
        "judgement": JUDGED,
        "version": 1,
        "at": NOW,
        "by": INSPECTOR.id,
    }
    return ReportSubmitted(case_id=case_id, **{**fields, **given})


def urgent(case_id=CASE, **given):
    return submitted(case_id, mode="urgent", urgent_reason="路面塌陷", **given)


def withdrawn():
    return ReportWithdrawn(case_id=CASE, reason="已清理", version=2, at=NOW, by=INSPECTOR.id)


def code_of(answer):
    return answer.json()["type"].removeprefix("/problems/")


async def listed(desk, *, by=REVIEWER, **parameters):
    answer = await desk.get("/problems", by=by, **parameters)
    assert answer.status_code == 200, answer.text
    return [UUID(item["case_id"]) for item in answer.json()["items"]]
