"""A problem in the pool: what was reported, and how far its review has come."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.chassis.history import LastChange
from services.contracts.intake import (
    Judgement,
    Mode,
    ReportAmended,
    ReportSubmitted,
    ReportWithdrawn,
)
from services.contracts.place import Place
from services.contracts.review import ProblemAmended

REPORTER = "上报人 (the reporter)"
"""Facts carry no names, so the office stands for the person."""


class Status(StrEnum):
    WAITING = "waiting"
    URGENT = "urgent"
    APPROVED = "approved"
    REJECTED = "rejected"
    MERGED = "merged"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


NEXT: dict[Status, frozenset[Status]] = {
    Status.WAITING: frozenset({Status.APPROVED, Status.REJECTED, Status.MERGED, Status.WITHDRAWN}),
    Status.URGENT: frozenset({Status.CONFIRMED, Status.WAITING, Status.WITHDRAWN}),
    Status.APPROVED: frozenset(),
    Status.REJECTED: frozenset(),
    Status.MERGED: frozenset(),
    Status.CONFIRMED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
"""Where a problem may go from each status; an urgent one that is declined waits again."""

WORDS: dict[str, tuple[str, str]] = {
    "submitted": ("上报", "reported it"),
    "amended": ("修改", "amended it"),
    "claimed": ("占用", "claimed it"),
    "released": ("释放", "released it"),
    "approved": ("审核通过", "approved it"),
    "rejected": ("驳回", "rejected it"),
    "merged": ("合并", "merged it"),
    "confirmed": ("确认紧急申请", "confirmed it as urgent"),
    "declined": ("未同意紧急申请", "declined it as urgent"),
    "withdrawn": ("撤回", "withdrew it"),
}
"""What was done, in both languages."""


@dataclass(frozen=True)
class Change:
    """Who did what when; `did` is a key of `WORDS`."""

    who: str
    did: str
    at: datetime

    @property
    def told(self) -> LastChange:
        """The change as a stale version names it."""
        zh, en = WORDS[self.did]
        return LastChange(who=self.who, zh=zh, en=en, when=self.at)

    @property
    def facts(self) -> dict[str, Any]:
        """The change as a conflict names it."""
        zh, en = WORDS[self.did]
        when = self.at.isoformat(timespec="seconds")
        return {"who": self.who, "did_zh": zh, "did_en": en, "when": when}


@dataclass(frozen=True)
class Claim:
    """A reviewer works on the problem until the instant; afterwards it is free again."""

    by: UUID
    who: str
    until: datetime

    def holds(self, at: datetime) -> bool:
        return at < self.until


@dataclass(frozen=True)
class Problem:
    """One reported problem. `category_code` is the judged one until somebody decides.

    `reported_mode` is what the reporter chose, `mode` what the leader left of it.
    """

    case_id: UUID
    reporter_id: UUID | None
    reporter_organisation_id: UUID
    status: Status
    reported_mode: Mode
    mode: Mode
    urgent_reason: str
    description: str
    place: Place
    chosen_category_code: str | None
    category_code: str | None
    photo_ids: tuple[UUID, ...]
    source: str
    captured_at: datetime | None
    reported_at: datetime
    judgement: Judgement
    version: int
    last: Change
    organisation_id: UUID | None = None
    claim: Claim | None = None
    into_case_id: UUID | None = None
    reason: str = ""
    note: str = ""


def open_problem(event: ReportSubmitted) -> Problem:
    """A report enters the pool; an urgent application goes to the leader first."""
    return Problem(
        case_id=event.case_id,
        reporter_id=event.by,
        reporter_organisation_id=event.organisation_id,
        status=Status.URGENT if event.mode == "urgent" else Status.WAITING,
        reported_mode=event.mode,
        mode=event.mode,
        urgent_reason=event.urgent_reason,
        description=event.description,
        place=event.place,
        chosen_category_code=event.category_code,
        category_code=event.judgement.category.code,
        photo_ids=event.photo_ids,
        source=event.source,
        captured_at=event.captured_at,
        reported_at=event.at,
        judgement=event.judgement,
        version=0,
        last=Change(REPORTER, "submitted", event.at),
    )


def amend(problem: Problem, event: ReportAmended) -> tuple[Problem, ProblemAmended | None]:
    """Take the reporter's correction, unless the problem is decided: then the verdict stands.

    The version moves, so that a verdict on what stood there before is stale.
    """
    if not NEXT[problem.status]:
        return problem, None
    amended = replace(
        problem,
        description=event.description,
        place=event.place,
        chosen_category_code=event.category_code,
        category_code=event.judgement.category.code,
        photo_ids=event.photo_ids,
        judgement=event.judgement,
        version=problem.version + 1,
        last=Change(REPORTER, "amended", event.at),
    )
    return amended, ProblemAmended(
        case_id=amended.case_id, version=amended.version, at=event.at, by=event.by
    )


def withdraw(problem: Problem, event: ReportWithdrawn) -> Problem:
    """End the problem, unless it is decided: then the verdict stands."""
    if Status.WITHDRAWN not in NEXT[problem.status]:
        return problem
    return replace(
        problem,
        status=Status.WITHDRAWN,
        claim=None,
        reason=event.reason,
        last=Change(REPORTER, "withdrawn", event.at),
    )
