"""The official ledger's lines as people read them: a closing, with what was said of it later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from services.chassis.directory import Directory, UnknownOrganisation
from services.ledger.domain.entry import Facts
from services.ledger.domain.months import month_after
from services.ledger.store.entries import Entry

TAKEN_OUT = "内容已按规定移除"


@dataclass(frozen=True)
class Line:
    """A closing. Instants are the city's, without zone; `before` and `after` are photos."""

    number: str
    category: str
    description: str
    address: str
    reporter: str
    organisation: str
    submitted_at: datetime | None
    due_at: datetime | None
    solution: str
    closed_at: datetime | None
    on_time: bool | None
    returns: int | None
    before: UUID | None
    after: UUID | None
    remarks: str

    @property
    def photo_ids(self) -> set[UUID]:
        return {each for each in (self.before, self.after) if each is not None}


@dataclass(frozen=True)
class Head:
    """What stands above the lines. `with_photos` leaves the two columns for them."""

    organisation: str
    month: date
    made_at: datetime
    rows: int
    with_photos: bool

    @property
    def title(self) -> str:
        return f"{self.organisation}{self.month:%Y}年{self.month.month}月市容环境整治工作台账"

    @property
    def note(self) -> str:
        last = month_after(self.month) - timedelta(days=1)
        period = f"统计时段：{self.month:%Y-%m-%d} 至 {last:%Y-%m-%d}（按销号入账时间）"
        return f"{period}    共 {self.rows} 件    制表时间：{self.made_at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Lines:
    """Makes lines of entries."""

    zone: tzinfo
    directory: Directory
    categories: Mapping[str, tuple[str, str]]

    def line(self, entry: Entry, later: Sequence[Entry]) -> Line:
        """The closing as it reads now: corrected where it was, and noted where it was reopened."""
        told, remarks = _corrected(entry, later)
        if _reopened(entry, later):
            remarks.append("销号后经回头看重新打开")
        if entry.payload is None:
            remarks.append(TAKEN_OUT)
        category = told.get("category") or ""
        return Line(
            number=told.get("number") or "",
            category=self.categories.get(category, (category, ""))[0],
            description=told.get("description") or "",
            address=(told.get("place") or {}).get("address") or "",
            reporter=self._name(entry.reporter_organisation_id),
            organisation=self._name(entry.organisation_id),
            submitted_at=self._instant(told.get("submitted_at")),
            due_at=self._instant(told.get("due_at")),
            solution=told.get("solution") or "",
            closed_at=self._instant(told.get("closed_at")),
            on_time=told.get("on_time"),
            returns=told.get("returns"),
            before=_first(told.get("before_photo_ids")),
            after=_first(told.get("after_photo_ids")),
            remarks="；".join(remarks),
        )

    def _instant(self, text: str | None) -> datetime | None:
        if text is None:
            return None
        moment = datetime.fromisoformat(text).astimezone(self.zone)
        return moment.replace(tzinfo=None, microsecond=0)

    def _name(self, organisation_id: UUID | None) -> str:
        if organisation_id is None:
            return ""
        try:
            return self.directory.find(organisation_id).name
        except UnknownOrganisation:
            return ""


def day(moment: datetime | None) -> date | None:
    """The day of an instant, which is enough on paper."""
    return None if moment is None else moment.date()


def _corrected(entry: Entry, later: Sequence[Entry]) -> tuple[Facts, list[str]]:
    told, remarks = dict(entry.payload or {}), []
    for each in later:
        said = each.payload or {}
        about = said.get("corrects", {})
        if (about.get("chain"), about.get("seq")) != (str(entry.link.chain), entry.link.seq):
            continue
        told |= {field: change["is"] for field, change in said["changes"].items()}
        remarks.append(f"已更正：{said['reason']}")
    return told, remarks


def _reopened(entry: Entry, later: Sequence[Entry]) -> bool:
    """Whether the case was opened again after this closing."""
    return any(each.link.kind == "reopened" and each.link.seq > entry.link.seq for each in later)


def _first(ids: Sequence[str] | None) -> UUID | None:
    return UUID(ids[0]) if ids else None
