"""An import of a department's file: from the bytes to rows of the super table, and back.

Nothing is written to the table before somebody saw what would be; then all of it is, or nothing.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any, Literal
from uuid import UUID

from services.chassis.history import Actor, LastChange
from services.intake.domain.refusals import (
    ConflictsUndecided,
    ImportNotThere,
    ImportQuotaSpent,
    NothingToWrite,
)

Rule = Literal["newest", "ours"]
"""How conflicts are decided that nobody decided one by one: the imported value, or the one that
is there."""
Outcome = Literal["new", "same", "update", "conflict", "refused"]


class Status(StrEnum):
    """How far an import has come."""

    READING = "reading"
    UNREADABLE = "unreadable"
    PROPOSED = "proposed"
    COMPARING = "comparing"
    READY = "ready"
    WRITING = "writing"
    WRITTEN = "written"
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"


NEXT: dict[Status, frozenset[Status]] = {
    Status.READING: frozenset({Status.PROPOSED, Status.UNREADABLE, Status.CANCELLED}),
    Status.UNREADABLE: frozenset(),
    Status.PROPOSED: frozenset({Status.COMPARING, Status.CANCELLED}),
    # A file that could be surveyed may still be more than the reader's limits when read whole.
    Status.COMPARING: frozenset({Status.READY, Status.UNREADABLE, Status.CANCELLED}),
    Status.READY: frozenset({Status.COMPARING, Status.WRITING, Status.CANCELLED}),
    # Where the table changed after the preview, it is compared once more and nothing is written.
    Status.WRITING: frozenset({Status.WRITTEN, Status.COMPARING, Status.CANCELLED}),
    Status.WRITTEN: frozenset({Status.UNDOING}),
    Status.UNDOING: frozenset({Status.UNDONE}),
    Status.UNDONE: frozenset(),
    Status.CANCELLED: frozenset(),
}
AT_WORK = frozenset({Status.READING, Status.COMPARING, Status.WRITING, Status.UNDOING})
"""What a worker does; everything else waits for a person."""
OVER = frozenset({Status.UNREADABLE, Status.UNDONE, Status.CANCELLED})
"""After these the same file may be imported anew."""
WAITING = frozenset({Status.PROPOSED, Status.READY})
"""What waits for a person."""
FORGOTTEN = timedelta(days=30)
"""After so long without a step what waits for a person is cancelled."""
EMPTIED = timedelta(days=7)
"""For so long the file and rows of an import that is over can still be looked at."""
QUOTA_OVER = timedelta(hours=24)
WORDS: dict[str, tuple[str, str]] = {
    "uploaded": ("上传", "uploaded it"),
    "read": ("读取完毕", "finished reading it"),
    "mapped": ("确认列对应关系", "confirmed its columns"),
    "compared": ("比对完毕", "finished comparing it"),
    "decided": ("处理冲突", "decided conflicts"),
    "approved": ("确认写入", "had it written"),
    "written": ("写入完毕", "finished writing it"),
    "cancelled": ("取消", "cancelled it"),
    "undone": ("撤销", "took it back"),
}


@dataclass(frozen=True)
class SpreadsheetImport:
    """`survey` is what was found in the file, `meanings` what somebody said of it; both as JSON.

    `held_for` are the organisations for which the importer holds their role: whose records' values
    they may see and overrule. `failure` is a refusal's code and facts.
    """

    id: UUID
    organisation_id: UUID
    importer_id: UUID
    file_name: str
    sha256: str
    size: int
    created_at: datetime
    status: Status
    version: int
    last_who: str
    last_did: str
    last_at: datetime
    held_for: tuple[UUID, ...] = ()
    survey: dict[str, Any] | None = None
    meanings: dict[str, Any] | None = None
    failure: dict[str, Any] | None = None
    rule: Rule | None = None
    counts: dict[str, int] = field(default_factory=dict)
    done: int = 0
    total: int = 0

    @property
    def last(self) -> LastChange:
        zh, en = WORDS[self.last_did]
        return LastChange(who=self.last_who, zh=zh, en=en, when=self.last_at)


@dataclass(frozen=True)
class Quota:
    """How many files, and bytes of them all, a department may send within `QUOTA_OVER`."""

    files: int
    size: int

    def require(self, sent: "Sent", *, at: datetime) -> None:
        """`ImportQuotaSpent` where this is more than that, with the seconds until there is room."""
        if sent.files > self.files or sent.size > self.size:
            rest = sent.first_at + QUOTA_OVER - at
            raise ImportQuotaSpent(
                files=self.files,
                megabytes=self.size // 1_000_000,
                seconds=max(1, ceil(rest.total_seconds())),
            )


@dataclass(frozen=True)
class Sent:
    """What a department sent within `QUOTA_OVER`, and when the first of it came."""

    files: int
    size: int
    first_at: datetime


def go_on(
    found: SpreadsheetImport, status: Status, *, did: str, by: Actor, at: datetime, **changed: Any
) -> SpreadsheetImport:
    """The import one step further; `ImportNotThere` where that step can't be taken now."""
    if status not in NEXT[found.status]:
        zh, en = STATUS_WORDS[found.status]
        raise ImportNotThere(status_zh=zh, status=en)
    return replace(
        found,
        status=status,
        version=found.version + 1,
        last_who=by.name,
        last_did=did,
        last_at=at,
        **changed,
    )


def decide(
    found: SpreadsheetImport, *, rule: Rule | None, by: Actor, at: datetime
) -> SpreadsheetImport:
    """Conflicts are decided while the preview waits; the preview stays."""
    if found.status is not Status.READY:
        zh, en = STATUS_WORDS[found.status]
        raise ImportNotThere(status_zh=zh, status=en)
    return replace(
        found,
        rule=rule,
        version=found.version + 1,
        last_who=by.name,
        last_did="decided",
        last_at=at,
    )


def require_decided(found: SpreadsheetImport, *, undecided: int, doubtful: int) -> None:
    """Every conflict has an answer of its own or a rule; every doubtful match has one."""
    if doubtful or (undecided and found.rule is None):
        raise ConflictsUndecided(count=doubtful + (0 if found.rule else undecided))
    if not any(found.counts.get(each) for each in ("new", "update", "conflict", "same")):
        raise NothingToWrite


STATUS_WORDS: dict[Status, tuple[str, str]] = {
    Status.READING: ("正在读取", "being read"),
    Status.UNREADABLE: ("无法读取", "unreadable"),
    Status.PROPOSED: ("等待确认列对应关系", "waiting for its columns to be confirmed"),
    Status.COMPARING: ("正在比对", "being compared"),
    Status.READY: ("等待确认写入", "waiting to be written"),
    Status.WRITING: ("正在写入", "being written"),
    Status.WRITTEN: ("已写入", "written"),
    Status.UNDOING: ("正在撤销", "being taken back"),
    Status.UNDONE: ("已撤销", "taken back"),
    Status.CANCELLED: ("已取消", "cancelled"),
}
