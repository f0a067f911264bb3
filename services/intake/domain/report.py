"""A report: what somebody saw, and how far the city has come with it.

The reporter may change or withdraw it while it waits. Everything later is review's or closure's
decision, which is only copied here so that the reporter can follow it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.chassis.history import Actor, LastChange
from services.contracts.intake import (
    Judgement,
    Mode,
    ReportAmended,
    ReportSubmitted,
    ReportWithdrawn,
)
from services.contracts.place import Place
from services.intake.domain.refusals import (
    NotWaiting,
    NotYourReport,
    OtherContent,
    ReportIdTaken,
    UrgentReasonMissing,
)


class Status(StrEnum):
    """How far a report has come, as its reporter sees it."""

    WAITING = "waiting"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    REOPENED = "reopened"


OPEN_TO_REPORTER: dict[Status, bool] = {
    Status.WAITING: True,
    Status.APPROVED: False,
    Status.CONFIRMED: False,
    Status.REJECTED: False,
    Status.MERGED: False,
    Status.WITHDRAWN: False,
    Status.CLOSED: False,
    Status.REOPENED: False,
}
"""Whether the reporter may still amend or withdraw."""

WORDS: dict[str, tuple[str, str]] = {
    "submitted": ("上报", "reported it"),
    "amended": ("修改", "amended it"),
    "withdrawn": ("撤回", "withdrew it"),
    "approved": ("审核通过", "approved it"),
    "confirmed": ("确认紧急申请", "confirmed it as urgent"),
    "declined": ("未同意紧急申请", "declined it as urgent"),
    "rejected": ("驳回", "rejected it"),
    "merged": ("合并", "merged it"),
    "closed": ("销号", "closed it"),
    "reopened": ("重新打开", "reopened it"),
}
"""What was done, in both languages."""


@dataclass(frozen=True)
class Content:
    """What the reporter says, and may correct while the report waits."""

    description: str
    place: Place
    category_code: str | None
    photo_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Change:
    """Who did what when; `did` is a key of `WORDS`."""

    who: str
    did: str
    at: datetime

    @property
    def told(self) -> LastChange:
        """The change as a refusal names it."""
        zh, en = WORDS[self.did]
        return LastChange(who=self.who, zh=zh, en=en, when=self.at)


@dataclass(frozen=True)
class Outcome:
    """What review or closure decided. A declined urgent application goes on waiting."""

    status: Status
    did: str
    at: datetime
    reason: str = ""
    category_code: str | None = None
    into_case_id: UUID | None = None


@dataclass(frozen=True)
class Report:
    """One report. `digest` is of the content as it was first sent."""

    id: UUID
    reporter_id: UUID
    organisation_id: UUID
    mode: Mode
    urgent_reason: str
    content: Content
    source: str
    captured_at: datetime | None
    reported_at: datetime
    digest: bytes
    judgement: Judgement
    version: int
    last: Change
    withdrawn: bool = False
    verdict: Outcome | None = None
    closure: Outcome | None = None

    @property
    def status(self) -> Status:
        """Closure's word counts before review's, review's before the reporter's.

        Their facts come in any order between them, so each is kept on its own.
        """
        if self.closure:
            return self.closure.status
        if self.verdict and self.verdict.status is not Status.WAITING:
            return self.verdict.status
        return Status.WITHDRAWN if self.withdrawn else Status.WAITING

    @property
    def into_case_id(self) -> UUID | None:
        """The case that it was merged into."""
        return self.verdict.into_case_id if self.verdict else None

    @property
    def outcome(self) -> Outcome | None:
        """What was decided last: closure's word, else review's."""
        return self.closure or self.verdict

    @property
    def category_code(self) -> str | None:
        """The decided category, else the judged one."""
        decided = self.verdict.category_code if self.verdict else None
        return decided or self.judgement.category.code


def submit(
    content: Content,
    *,
    id: UUID,
    by: Actor,
    organisation_id: UUID,
    at: datetime,
    mode: Mode,
    urgent_reason: str,
    source: str,
    captured_at: datetime | None,
    digest: bytes,
    judgement: Judgement,
) -> tuple[Report, ReportSubmitted]:
    """A person reports a problem; an urgent application says why it can't wait."""
    if mode == "urgent" and not urgent_reason:
        raise UrgentReasonMissing
    assert by.id is not None, "the system itself reports nothing"
    report = Report(
        id=id,
        reporter_id=by.id,
        organisation_id=organisation_id,
        mode=mode,
        urgent_reason=urgent_reason,
        content=content,
        source=source,
        captured_at=captured_at,
        reported_at=at,
        digest=digest,
        judgement=judgement,
        version=1,
        last=Change(by.name, "submitted", at),
    )
    event = ReportSubmitted(
        case_id=id,
        organisation_id=organisation_id,
        mode=mode,
        urgent_reason=urgent_reason,
        description=content.description,
        place=content.place,
        category_code=content.category_code,
        photo_ids=content.photo_ids,
        source=source,
        captured_at=captured_at,
        judgement=judgement,
        version=1,
        at=at,
        by=by.id,
    )
    return report, event


def require_same(report: Report, *, by: Actor, digest: bytes) -> None:
    """A report sent again must be the same person's with the same content."""
    if report.reporter_id != by.id:
        raise ReportIdTaken
    if report.digest != digest:
        raise OtherContent(
            who=report.last.who, when=report.reported_at.isoformat(timespec="seconds")
        )


def require_own_waiting(report: Report, *, by: Actor) -> None:
    """Only the reporter changes a report, and only while it waits."""
    if report.reporter_id != by.id:
        raise NotYourReport
    if not OPEN_TO_REPORTER[report.status]:
        last = report.last.told
        raise NotWaiting(
            who=last.who,
            did_zh=last.zh,
            did_en=last.en,
            when=last.when.isoformat(timespec="seconds"),
        )


def amend(
    report: Report, content: Content, *, by: Actor, at: datetime, judgement: Judgement
) -> tuple[Report, ReportAmended]:
    """The reporter replaces the whole content, which is judged anew."""
    require_own_waiting(report, by=by)
    amended = replace(
        report,
        content=content,
        judgement=judgement,
        version=report.version + 1,
        last=Change(by.name, "amended", at),
    )
    event = ReportAmended(
        case_id=report.id,
        description=content.description,
        place=content.place,
        category_code=content.category_code,
        photo_ids=content.photo_ids,
        judgement=judgement,
        version=amended.version,
        at=at,
        by=by.id,
    )
    return amended, event


def withdraw(
    report: Report, *, by: Actor, at: datetime, reason: str
) -> tuple[Report, ReportWithdrawn]:
    """The reporter takes the report back."""
    require_own_waiting(report, by=by)
    withdrawn = replace(
        report,
        withdrawn=True,
        version=report.version + 1,
        last=Change(by.name, "withdrawn", at),
    )
    event = ReportWithdrawn(
        case_id=report.id, reason=reason, version=withdrawn.version, at=at, by=by.id
    )
    return withdrawn, event
