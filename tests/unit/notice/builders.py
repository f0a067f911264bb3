"""A small city and its facts, naming only what a test is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from services.contracts.closure import (
    CaseClosed,
    CaseReturned,
    DeferralGranted,
    DeferralRequested,
    RectificationSubmitted,
)
from services.contracts.dispatch import CaseDispatched, CaseEscalated
from services.contracts.identity import (
    DelegationChanged,
    Grant,
    OrganisationChanged,
    PersonChanged,
    Role,
)
from services.contracts.intake import (
    CategoryVerdict,
    Judgement,
    OrganisationVerdict,
    ReportSubmitted,
)
from services.contracts.place import Place

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""Ten in the morning in the city."""


def an_id(name: str) -> UUID:
    return uuid5(UUID(int=8), name)


CITY, DISTRICT, STREET, OTHER = map(an_id, ("city", "district", "street", "other"))
TREE = {CITY: None, DISTRICT: CITY, STREET: DISTRICT, OTHER: CITY}
NAMES = {CITY: "抚顺市", DISTRICT: "新抚区", STREET: "站前街道", OTHER: "东洲区"}
INSPECTOR, REVIEWER, LEADER, DEPUTY = map(an_id, ("inspector", "reviewer", "leader", "deputy"))
HANDLER, VERIFIER, ADMINISTRATOR = map(an_id, ("handler", "verifier", "administrator"))
NOTHING = Judgement(
    category=CategoryVerdict(code=None, confidence=0),
    organisation=OrganisationVerdict(organisation_id=None, confidence=0),
)


def path(organisation_id: UUID) -> str:
    parent = TREE[organisation_id]
    return f"{path(parent) if parent else '/'}{organisation_id}/"


def organisations() -> list[OrganisationChanged]:
    return [
        OrganisationChanged(
            version=1,
            at=NOW,
            organisation_id=each,
            parent_id=TREE[each],
            path=path(each),
            code=NAMES[each],
            name=NAMES[each],
            kind="city" if each == CITY else "district",
        )
        for each in TREE
    ]


def a_person(
    person_id: UUID, role: Role | None, of: UUID, *, active: bool = True, version: int = 1
) -> PersonChanged:
    return PersonChanged(
        version=version,
        at=NOW,
        person_id=person_id,
        organisation_id=of,
        grants=(Grant(role=role, organisation_id=of),) if role else (),
        active=active,
        token_version=1,
    )


def staff() -> list[PersonChanged]:
    """Somebody for each step, where the city has them."""
    return [
        a_person(INSPECTOR, "inspector", STREET),
        a_person(REVIEWER, "reviewer", CITY),
        a_person(LEADER, "leader", DISTRICT),
        a_person(DEPUTY, None, DISTRICT),
        a_person(HANDLER, "handler", DISTRICT),
        a_person(VERIFIER, "verifier", CITY),
        a_person(ADMINISTRATOR, "administrator", CITY),
    ]


def a_deputation(
    *, of: UUID = LEADER, to: UUID = DEPUTY, starts: float = -1, ends: float = 1, **more: Any
) -> DelegationChanged:
    """Hours from now."""
    given = {"version": 1, "delegation_id": an_id("delegation"), "active": True, **more}
    return DelegationChanged(
        at=NOW,
        person_id=of,
        deputy_id=to,
        role="leader",
        organisation_id=DISTRICT,
        starts_at=NOW + timedelta(hours=starts),
        ends_at=NOW + timedelta(hours=ends),
        **given,
    )


def a_report(case_id: UUID | None = None, **more: Any) -> ReportSubmitted:
    given: dict[str, Any] = {
        "version": 1,
        "at": NOW,
        "by": INSPECTOR,
        "case_id": case_id or uuid4(),
        "organisation_id": STREET,
        "mode": "general",
        "description": "路边堆放垃圾",
        "place": Place(address="站前街 12 号"),
        "photo_ids": (),
        "judgement": NOTHING,
    }
    return ReportSubmitted(**{**given, **more})


def an_urgent_report(case_id: UUID | None = None, **more: Any) -> ReportSubmitted:
    return a_report(case_id, **{"mode": "urgent", "urgent_reason": "路面塌陷", **more})


def dispatched(case_id: UUID | None = None, **more: Any) -> CaseDispatched:
    given: dict[str, Any] = {
        "version": 1,
        "at": NOW,
        "case_id": case_id or uuid4(),
        "number": "XF-2026-0001",
        "organisation_id": DISTRICT,
        "pool": "list",
        "mode": "general",
        "category_code": "06",
        "description": "路边堆放垃圾",
        "place": Place(address="站前街 12 号"),
        "photo_ids": (),
        "reporter_id": INSPECTOR,
        "reporter_organisation_id": STREET,
        "due_at": NOW + timedelta(days=9),
        "provisional": False,
    }
    return CaseDispatched(**{**given, **more})


def rectified(case_id: UUID, *, by: UUID = HANDLER, **more: Any) -> RectificationSubmitted:
    given: dict[str, Any] = {"version": 1, "at": NOW, "round": 1}
    return RectificationSubmitted(
        case_id=case_id,
        organisation_id=DISTRICT,
        by=by,
        solution="已清理",
        before_photo_ids=(),
        after_photo_ids=(),
        **{**given, **more},
    )


def returned(case_id: UUID, **more: Any) -> CaseReturned:
    given: dict[str, Any] = {"version": 2, "at": NOW, "by": VERIFIER, "reason": "没有清干净"}
    return CaseReturned(
        case_id=case_id,
        organisation_id=DISTRICT,
        round=1,
        stage="verification",
        failed_photo_ids=(),
        returns=1,
        **{**given, **more},
    )


def closed(case_id: UUID, **more: Any) -> CaseClosed:
    given: dict[str, Any] = {"version": 3, "at": NOW}
    return CaseClosed(
        case_id=case_id,
        organisation_id=DISTRICT,
        round=1,
        closures=1,
        solution="已清理",
        before_photo_ids=(),
        after_photo_ids=(),
        rectifier_id=HANDLER,
        verifier_id=VERIFIER,
        **{**given, **more},
    )


def escalated(case_id: UUID, step: str, **more: Any) -> CaseEscalated:
    given: dict[str, Any] = {"version": 2, "at": NOW, "audience": ("leader",)}
    return CaseEscalated(
        case_id=case_id,
        organisation_id=DISTRICT,
        step=step,
        due_at=NOW,
        **{**given, **more},
    )


def deferred(case_id: UUID, until: date) -> tuple[DeferralRequested, DeferralGranted]:
    """The handler asks for it, somebody grants it."""
    given: dict[str, Any] = {
        "at": NOW,
        "case_id": case_id,
        "organisation_id": DISTRICT,
        "until": until,
        "extension": False,
    }
    return (
        DeferralRequested(version=1, by=HANDLER, reason="施工", **given),
        DeferralGranted(version=2, by=ADMINISTRATOR, **given),
    )
