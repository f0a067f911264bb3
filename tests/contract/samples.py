"""One believable fact of every event class, with every optional field filled.

Together they tell of a broken rain-drain grate in Fushun, and of the people who dealt with it.
"""

from datetime import UTC, date, datetime, timedelta
from typing import get_args
from uuid import UUID

from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    ClosureMessageParked,
    DeferralEnded,
    DeferralGranted,
    DeferralRefused,
    DeferralRequested,
    RectificationSubmitted,
)
from services.contracts.dispatch import (
    CaseDispatched,
    CaseEscalated,
    CaseHandedBack,
    CaseOverdue,
    CaseReminded,
    CaseResumed,
    CaseTransferred,
    DepartmentAnswered,
    DepartmentFellSilent,
    DispatchMessageParked,
    DueDateSet,
    HandBackLapsed,
    RectifierNamed,
)
from services.contracts.event import Event, Value
from services.contracts.identity import (
    DelegationChanged,
    Grant,
    OrganisationChanged,
    PersonChanged,
    SessionRevoked,
)
from services.contracts.intake import (
    AreaOutlined,
    CategoryCandidate,
    CategoryListed,
    CategoryVerdict,
    DuplicateCandidate,
    GivenPoint,
    ImportFinished,
    IntakeMessageParked,
    Judgement,
    OrganisationVerdict,
    RecordCell,
    RecordImported,
    RecordPhoto,
    RecordRemoved,
    RecordSource,
    RecordValue,
    ReportAmended,
    ReportSubmitted,
    ReportWithdrawn,
    category_id,
)
from services.contracts.ledger import EditionFrozen, ExportReady, LedgerMessageParked
from services.contracts.media import (
    CaseWarned,
    ComparisonReady,
    MediaMessageParked,
    PhotoReady,
    PhotoRejected,
    PhotoWarning,
)
from services.contracts.place import Place
from services.contracts.review import (
    ProblemAmended,
    ProblemApproved,
    ProblemClaimed,
    ProblemMerged,
    ProblemRejected,
    ProblemReleased,
    ReviewMessageParked,
    UrgentConfirmed,
    UrgentDeclined,
)


def _id(number: int) -> UUID:
    return UUID(f"01965d00-0000-7000-8000-{number:012d}")


CITY, DISTRICT, STREET, OFFICE, BRIGADE = map(_id, range(101, 106))
INSPECTOR, REVIEWER, LEADER, HANDLER, VERIFIER, DEPUTY, ADMINISTRATOR = map(_id, range(201, 208))
CASE, EARLIER_CASE = map(_id, range(301, 303))
RECORD, IMPORT, EXPORT = map(_id, range(351, 354))
BEFORE, AFTER, FAILED, COMPARISON, WARNINGS = map(_id, range(401, 406))
SESSION, DELEGATION, MESSAGE = map(_id, range(501, 504))

MONDAY = datetime(2026, 4, 20, 0, 41, 7, tzinfo=UTC)
DUE = datetime(2026, 4, 29, 15, 59, 59, tzinfo=UTC)

DESCRIPTION = "人行道雨水箅子破损塌陷，缺口约 30 厘米，行人易踩空。"
PLACE = Place(address="新抚区站前街道中央大街 18 号门前", longitude=123.89716, latitude=41.85873)
SCHEME = "GB/T 47678.5-2026"
SQUARE = (
    (123.895, 41.852),
    (123.913, 41.852),
    (123.913, 41.866),
    (123.895, 41.866),
    (123.895, 41.852),
)
COURTYARD = ((123.9, 41.855), (123.902, 41.855), (123.902, 41.857), (123.9, 41.855))
JUDGEMENT = Judgement(
    category=CategoryVerdict(
        code="01004",
        confidence=0.93,
        evidence=("雨水箅子", "破损"),
        candidates=(
            CategoryCandidate(code="01004", confidence=0.93, evidence=("雨水箅子", "破损")),
            CategoryCandidate(code="06013", confidence=0.04, evidence=("塌陷",)),
        ),
    ),
    organisation=OrganisationVerdict(
        organisation_id=DISTRICT, confidence=0.88, evidence=("01004 → 新抚区",), area_id=STREET
    ),
    duplicates=(
        DuplicateCandidate(
            case_id=EARLIER_CASE,
            distance=14.2,
            age=3.5,
            confidence=0.41,
            wording=0.22,
            same_category=True,
            photo=0.31,
        ),
    ),
    missing=("description",),
    urgency=("塌陷",),
    doubts=("position-gcj02",),
)


def bare(fact: Value) -> Value:
    """The same with only what its shape requires: optional fields left out, the rest empty."""
    kept = {}
    for name, field in type(fact).model_fields.items():
        if field.is_required():
            nullable = type(None) in get_args(field.annotation)
            value = getattr(fact, name)
            kept[name] = None if nullable else bare(value) if isinstance(value, Value) else value
    return type(fact)(**kept)


def identity() -> list[Event]:
    by = {"at": MONDAY, "by": ADMINISTRATOR}
    return [
        OrganisationChanged(
            version=2,
            **by,
            organisation_id=STREET,
            parent_id=DISTRICT,
            path=f"/{CITY}/{DISTRICT}/{STREET}/",
            code="210402001",
            name="站前街道",
            name_en="Zhanqian Subdistrict",
            short_name="站前",
            kind="street",
            number_prefix="ZQJ",
            longitude=123.9042,
            latitude=41.8561,
            active=True,
        ),
        PersonChanged(
            version=3,
            **by,
            person_id=INSPECTOR,
            organisation_id=STREET,
            grants=(Grant(role="inspector", organisation_id=STREET),),
            active=True,
            token_version=2,
        ),
        SessionRevoked(version=1, **by, session_id=SESSION, person_id=INSPECTOR),
        DelegationChanged(
            version=1,
            **by,
            delegation_id=DELEGATION,
            person_id=LEADER,
            deputy_id=DEPUTY,
            role="leader",
            organisation_id=DISTRICT,
            starts_at=MONDAY,
            ends_at=MONDAY + timedelta(days=5),
            active=True,
        ),
    ]


def intake() -> list[Event]:
    by = {"at": MONDAY, "by": INSPECTOR, "case_id": CASE}
    return [
        ReportSubmitted(
            version=1,
            **by,
            organisation_id=STREET,
            mode="urgent",
            urgent_reason="临近学校，放学时段人流密集。",
            description=DESCRIPTION,
            place=PLACE,
            category_code="01004",
            photo_ids=(BEFORE,),
            source="phone",
            captured_at=MONDAY - timedelta(minutes=12),
            judgement=JUDGEMENT,
        ),
        ReportAmended(
            version=2,
            **by,
            description=DESCRIPTION,
            place=PLACE,
            category_code="01004",
            photo_ids=(BEFORE,),
            judgement=JUDGEMENT,
        ),
        ReportWithdrawn(version=3, **by, reason="重复上报，以先前一条为准。"),
        CategoryListed(
            version=1,
            at=MONDAY,
            by=ADMINISTRATOR,
            category_id=category_id(SCHEME, "01004"),
            scheme=SCHEME,
            code="01004",
            name="雨水箅子异常",
            name_en="Storm-drain grate fault",
            parent_code="01",
            active=True,
        ),
        AreaOutlined(
            version=1,
            at=MONDAY,
            by=ADMINISTRATOR,
            area_id=STREET,
            name="站前街道",
            outline=((SQUARE, COURTYARD),),
        ),
        RecordImported(
            version=1,
            at=MONDAY,
            by=ADMINISTRATOR,
            record_id=RECORD,
            told_case_id=CASE,
            organisation_id=STREET,
            place=PLACE,
            given_point=GivenPoint(longitude=123.9035, latitude=41.8608, system="gcj02"),
            category_code="01004",
            street_id=STREET,
            responsible_organisation_id=STREET,
            status="rectified",
            found_on=MONDAY.date(),
            cells=(
                RecordCell(
                    field="status",
                    holds=RecordValue(value="rectified", raw="√", source=0),
                    former=(RecordValue(value="open", raw="未整改", source=0),),
                ),
            ),
            extra=(
                RecordCell(
                    field="资金（万元）",
                    holds=RecordValue(value="3.5", raw="3.50", source=0),
                    former=(RecordValue(value="3", raw="3.00", source=0),),
                ),
            ),
            photos=(RecordPhoto(kind="before_photo", sha256="ab" * 32, source=0, photo_id=BEFORE),),
            sources=(
                RecordSource(
                    import_id=IMPORT,
                    organisation_id=STREET,
                    sheet="9月",
                    row=5,
                    at=MONDAY,
                    platform="szcg",
                ),
            ),
        ),
        RecordRemoved(version=2, at=MONDAY, by=ADMINISTRATOR, record_id=RECORD),
        ImportFinished(
            version=1,
            at=MONDAY,
            by=ADMINISTRATOR,
            import_id=IMPORT,
            organisation_id=DISTRICT,
            owner_id=ADMINISTRATOR,
        ),
    ]


def ledger() -> list[Event]:
    return [
        ExportReady(
            version=1, at=MONDAY, by=ADMINISTRATOR, export_id=EXPORT, owner_id=ADMINISTRATOR
        ),
        EditionFrozen(
            version=1,
            at=MONDAY,
            by=ADMINISTRATOR,
            edition_id=EXPORT,
            organisation_id=CITY,
            month=date(2026, 1, 1),
            sha256="0" * 64,
        ),
    ]


def review() -> list[Event]:
    by = {"at": MONDAY + timedelta(minutes=20), "by": REVIEWER, "case_id": CASE}
    leading = {**by, "by": LEADER}
    problem = {
        "reporter_id": INSPECTOR,
        "reporter_organisation_id": STREET,
        "category_code": "01004",
        "description": DESCRIPTION,
        "place": PLACE,
        "photo_ids": (BEFORE,),
    }
    return [
        ProblemClaimed(version=1, **by),
        ProblemReleased(version=2, **by),
        ProblemAmended(version=3, **{**by, "by": INSPECTOR}),
        ProblemApproved(
            version=3,
            **by,
            **problem,
            organisation_id=DISTRICT,
            mode="general",
            note="类别已由井盖更正为雨水箅子。",
        ),
        ProblemRejected(version=3, **by, reason="照片无法辨认问题位置，请补拍全景。"),
        ProblemMerged(
            version=3,
            **by,
            into_case_id=EARLIER_CASE,
            reason="与三日前上报的同一处箅子为同一问题。",
        ),
        UrgentConfirmed(
            version=1, **leading, **problem, mode="urgent", note="请直属大队现场督导。"
        ),
        UrgentDeclined(version=1, **leading, reason="已设围挡，按一般问题办理。"),
    ]


def dispatch() -> list[Event]:
    by = {"at": MONDAY + timedelta(minutes=21), "by": REVIEWER, "case_id": CASE}
    due = {"due_at": DUE, "provisional": False}
    chased = {"organisation_id": DISTRICT, "due_at": DUE}
    return [
        CaseDispatched(
            version=1,
            **by,
            **due,
            number="XF-2026-00017",
            organisation_id=DISTRICT,
            pool="list",
            mode="general",
            category_code="01004",
            description=DESCRIPTION,
            place=PLACE,
            photo_ids=(BEFORE,),
            reporter_id=INSPECTOR,
            reporter_organisation_id=STREET,
        ),
        CaseHandedBack(version=2, **by, organisation_id=DISTRICT, reason="该路段由业务三科养护。"),
        HandBackLapsed(version=3, **by, organisation_id=DISTRICT),
        CaseTransferred(
            version=3,
            **by,
            **due,
            from_organisation_id=DISTRICT,
            organisation_id=OFFICE,
            reason="养护责任在业务三科。",
            transfers=1,
        ),
        RectifierNamed(version=2, **by, organisation_id=DISTRICT),
        DueDateSet(version=4, **by, **due, cause="returned"),
        CaseReminded(version=5, **by, **chased, step="due_soon", audience=("handler",)),
        CaseEscalated(version=7, **by, **chased, step="overdue_leader", audience=("leader",)),
        CaseOverdue(version=6, **by, organisation_id=DISTRICT, due_at=DUE),
        CaseResumed(version=8, **by, organisation_id=DISTRICT, due_at=DUE),
        DepartmentFellSilent(
            version=1, at=MONDAY, by=ADMINISTRATOR, organisation_id=DISTRICT, since=MONDAY
        ),
        DepartmentAnswered(version=2, at=MONDAY, by=ADMINISTRATOR, organisation_id=DISTRICT),
    ]


def closure() -> list[Event]:
    by = {
        "at": DUE - timedelta(days=2),
        "by": VERIFIER,
        "case_id": CASE,
        "organisation_id": DISTRICT,
    }
    solved = {
        "solution": "更换球墨铸铁箅子一套，修复周边路面。",
        "before_photo_ids": (BEFORE,),
        "after_photo_ids": (AFTER,),
    }
    return [
        RectificationSubmitted(version=1, **{**by, "by": HANDLER}, **solved, round=1),
        CasePreClosed(version=4, **by, round=2, note="现场已恢复平整。"),
        CaseReturned(
            version=2,
            **by,
            round=1,
            stage="verification",
            reason="照片未拍到箅子全貌。",
            failed_photo_ids=(FAILED,),
            returns=1,
        ),
        CaseClosed(
            version=5,
            **by,
            **solved,
            round=2,
            closures=1,
            rectifier_id=HANDLER,
            verifier_id=VERIFIER,
        ),
        DeferralRequested(
            version=2, **by, reason="汛期停止路面开挖。", until=date(2026, 9, 15), extension=False
        ),
        DeferralGranted(
            version=3, **by, until=date(2026, 9, 15), extension=False, note="挂号期间保留围挡。"
        ),
        DeferralRefused(version=3, **by, reason="不涉及开挖，应按期完成。"),
        DeferralEnded(version=4, **by),
        CaseReopened(
            version=6, **by, reason="回头看发现箅子再次松动。", photo_ids=(FAILED,), reopenings=1
        ),
    ]


def media() -> list[Event]:
    by = {"at": MONDAY, "by": INSPECTOR, "case_id": CASE}
    return [
        PhotoReady(
            version=1,
            **by,
            photo_id=BEFORE,
            sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            width=4000,
            height=3000,
            taken_at=MONDAY - timedelta(minutes=12),
            received_at=MONDAY,
            perceptual_hash="c3a1f0e4d2b59687",
            reliability="delayed",
            reliability_reasons=("ticket-later", "clock-agrees", "position-stated", "in-area"),
        ),
        PhotoRejected(version=1, **by, photo_id=FAILED, reason="not-a-photo"),
        ComparisonReady(version=1, **by, comparison_id=COMPARISON, round=1),
        CaseWarned(
            version=1,
            **by,
            warnings_id=WARNINGS,
            warnings=(PhotoWarning(photo_id=AFTER, code="after-near-before"),),
        ),
    ]


def parked() -> list[Event]:
    told = {
        "version": 1,
        "at": MONDAY,
        "by": ADMINISTRATOR,
        "message_id": MESSAGE,
        "about": "identity.organisation.changed.v1",
        "code": "not-found",
    }
    return [
        IntakeMessageParked(**told),
        ReviewMessageParked(**told),
        DispatchMessageParked(**told),
        ClosureMessageParked(**told),
        MediaMessageParked(**told),
        LedgerMessageParked(**told),
    ]


SAMPLES: dict[str, Event] = {
    event.type: event
    for told in (identity, intake, review, dispatch, closure, media, ledger, parked)
    for event in told()
}
"""Every event type's sample."""
