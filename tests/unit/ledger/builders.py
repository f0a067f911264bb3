"""The life of a case, told fact by fact; each step fills in what the test is not about."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.chassis.directory import Organisation
from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    DeferralEnded,
    DeferralGranted,
    RectificationSubmitted,
)
from services.contracts.dispatch import CaseDispatched, CaseOverdue, CaseTransferred, DueDateSet
from services.contracts.event import Event, publisher_of
from services.contracts.intake import (
    CategoryVerdict,
    Judgement,
    OrganisationVerdict,
    ReportSubmitted,
)
from services.contracts.media import ComparisonReady, PhotoReady
from services.contracts.place import Place
from services.contracts.review import ProblemApproved
from services.ledger.domain.case import Case
from services.ledger.domain.projection import replay

ZONE = ZoneInfo("Asia/Shanghai")


def an_id(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(UUID(int=0), name)


def local(text: str) -> datetime:
    """`2026-02-09 10:00` on the city's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


CITY, XINFU, DONGZHOU, BUREAU, OFFICE, STREET, COMMUNITY = (
    an_id(each) for each in ("city", "xinfu", "dongzhou", "bureau", "office", "street", "community")
)
TREE: dict[UUID, tuple[UUID | None, str]] = {
    CITY: (None, "city"),
    XINFU: (CITY, "district"),
    DONGZHOU: (CITY, "district"),
    BUREAU: (CITY, "bureau"),
    OFFICE: (BUREAU, "office"),
    STREET: (XINFU, "street"),
    COMMUNITY: (STREET, "department"),
}
NAMES = {
    CITY: "市",
    XINFU: "新抚区",
    DONGZHOU: "东洲区",
    BUREAU: "住建局",
    OFFICE: "燃气科",
    STREET: "站前街道",
    COMMUNITY: "站前社区",
}
NOW = local("2026-11-23 10:00")
PLACE = Place(address="站前路1号", longitude=123.957, latitude=41.88)
NOTHING_JUDGED = Judgement(
    category=CategoryVerdict(code="ads", confidence=0.5),
    organisation=OrganisationVerdict(organisation_id=None, confidence=0.0),
)


def path_of(organisation_id: UUID) -> str:
    parent, _ = TREE[organisation_id]
    above = "/" if parent is None else path_of(parent)
    return f"{above}{organisation_id}/"


def organisations() -> list[Organisation]:
    """A city with two districts, a street with a community, and a bureau with an office."""
    return [
        Organisation(
            id=each,
            parent_id=parent,
            path=path_of(each),
            code=NAMES[each],
            name=NAMES[each],
            name_en="",
            short_name="",
            kind=kind,
            number_prefix="",
            longitude=None,
            latitude=None,
            active=True,
        )
        for each, (parent, kind) in TREE.items()
    ]


class Life:
    """The facts about one case, an hour apart; versions count up per publisher and subject."""

    def __init__(self, name: str = "case", *, at: datetime = NOW) -> None:
        self.case_id = an_id(name)
        self.name = name
        self.now = at
        self.facts: list[Event] = []
        self._versions: Counter[tuple[str, UUID]] = Counter()
        self._round = self._closures = self._returns = 0

    def say(self, kind: type[Event], *, at: datetime | None = None, **content: Any) -> "Life":
        self.now = at or self.now + timedelta(hours=1)
        content.setdefault("case_id", self.case_id)
        subject = content[kind.subject_field]
        key = (publisher_of(kind.type), subject)
        self._versions[key] += 1
        content = {"by": an_id("somebody"), **content}
        self.facts.append(kind(version=self._versions[key], at=self.now, **content))
        return self

    def reported(self, *, by_street: UUID = STREET, **content: Any) -> "Life":
        return self.say(
            ReportSubmitted,
            **{
                "organisation_id": by_street,
                "mode": "general",
                "description": "小广告",
                "place": PLACE,
                "photo_ids": (an_id(f"{self.name} before"),),
                "judgement": NOTHING_JUDGED,
                **content,
            },
        )

    def approved(self, **content: Any) -> "Life":
        return self.say(
            ProblemApproved,
            **{
                "reporter_id": None,
                "reporter_organisation_id": STREET,
                "organisation_id": XINFU,
                "category_code": "ads",
                "description": "墙面小广告",
                "place": PLACE,
                "photo_ids": (),
                **content,
            },
        )

    def dispatched(self, *, to: UUID = XINFU, due: datetime | None = None, **more: Any) -> "Life":
        return self.say(
            CaseDispatched,
            **{
                "number": f"XF-2026-{self.name}",
                "organisation_id": to,
                "pool": "list",
                "mode": "general",
                "category_code": "ads",
                "description": "墙面小广告",
                "place": PLACE,
                "photo_ids": (),
                "reporter_id": None,
                "reporter_organisation_id": STREET,
                "due_at": due or self.now + timedelta(days=9),
                "provisional": False,
                **more,
            },
        )

    def due_date_set(self, due: datetime, *, cause: str = "calendar") -> "Life":
        return self.say(DueDateSet, due_at=due, provisional=False, cause=cause)

    def overdue(self) -> "Life":
        """The due date passes, whatever it is."""
        due = self.now + timedelta(hours=1)
        return self.due_date_set(due).say(
            CaseOverdue, at=due + timedelta(hours=1), organisation_id=XINFU, due_at=due
        )

    def transferred(self, to: UUID) -> "Life":
        return self.say(
            CaseTransferred,
            from_organisation_id=XINFU,
            organisation_id=to,
            reason="",
            transfers=1,
            due_at=self.now + timedelta(days=9),
            provisional=False,
        )

    def submitted(self) -> "Life":
        self._round += 1
        return self.say(
            RectificationSubmitted,
            organisation_id=XINFU,
            round=self._round,
            solution="已清理",
            before_photo_ids=(an_id(f"{self.name} before"),),
            after_photo_ids=(an_id(f"{self.name} after"),),
        )

    def pre_closed(self) -> "Life":
        return self.say(CasePreClosed, organisation_id=XINFU, round=self._round)

    def returned(self, stage: str = "verification") -> "Life":
        self._returns += 1
        return self.say(
            CaseReturned,
            organisation_id=XINFU,
            round=self._round,
            stage=stage,
            reason="未清理干净",
            failed_photo_ids=(),
            returns=self._returns,
        )

    def closed(self, *, at: datetime | None = None) -> "Life":
        self._closures += 1
        return self.say(
            CaseClosed,
            at=at,
            organisation_id=XINFU,
            round=self._round,
            closures=self._closures,
            solution="已清理",
            before_photo_ids=(an_id(f"{self.name} before"),),
            after_photo_ids=(an_id(f"{self.name} after"),),
            rectifier_id=an_id("rectifier"),
            verifier_id=an_id("verifier"),
        )

    def reopened(self) -> "Life":
        return self.say(
            CaseReopened,
            organisation_id=XINFU,
            reason="回潮",
            photo_ids=(),
            reopenings=self._closures,
        )

    def deferred(self, until: date = date(2026, 12, 31)) -> "Life":
        return self.say(DeferralGranted, organisation_id=XINFU, until=until, extension=False)

    def deferral_ended(self) -> "Life":
        return self.say(DeferralEnded, organisation_id=XINFU)

    def photo_ready(self, which: str = "before", *, linked: bool = True) -> "Life":
        return self.say(
            PhotoReady,
            photo_id=an_id(f"{self.name} {which}"),
            case_id=self.case_id if linked else None,
            sha256="0" * 64,
            width=1,
            height=1,
            taken_at=None,
            received_at=self.now,
        )

    def compared(self, *, round: int = 1) -> "Life":
        return self.say(ComparisonReady, comparison_id=an_id(f"{self.name} pair"), round=round)

    def in_pool(self) -> "Life":
        return self.reported().approved().dispatched()

    def to_closing(self) -> "Life":
        """Reported, dispatched and closed without a hitch, with its comparison."""
        return self.in_pool().submitted().compared().pre_closed().closed()

    @property
    def case(self) -> Case:
        return a_row(self.case_id, self.facts)


def a_row(case_id: UUID, facts: Iterable[Event]) -> Case:
    row = replay(case_id, facts, zone=ZONE)
    assert row is not None
    return row
