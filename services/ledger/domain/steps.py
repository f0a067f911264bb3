"""The words of a timeline: every fact about a case, as people call it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

WORDS: dict[str, tuple[str, str]] = {
    "intake.report.submitted.v1": ("上报", "reported"),
    "intake.report.amended.v1": ("修改上报内容", "report amended"),
    "intake.report.withdrawn.v1": ("撤回上报", "report withdrawn"),
    "review.problem.claimed.v1": ("领取审核", "claimed for review"),
    "review.problem.amended.v1": ("问题池内容更新", "amended in the pool"),
    "review.problem.released.v1": ("退回问题池", "claim released"),
    "review.problem.approved.v1": ("审核通过", "approved"),
    "review.problem.rejected.v1": ("审核不通过", "rejected"),
    "review.problem.merged.v1": ("合并到已有案件", "merged into a case"),
    "review.urgent.confirmed.v1": ("紧急申请确认", "urgent application confirmed"),
    "review.urgent.declined.v1": ("紧急申请未予确认", "urgent application declined"),
    "dispatch.case.dispatched.v1": ("派发", "dispatched"),
    "dispatch.case.handed-back.v1": ("退回派发", "handed back"),
    "dispatch.case.hand-back-lapsed.v1": ("退回派发失效", "hand-back lapsed"),
    "dispatch.case.transferred.v1": ("转派", "transferred"),
    "dispatch.case.rectifier-named.v1": ("指定整改单位", "rectifier named"),
    "dispatch.case.due-date-set.v1": ("期限调整", "due date set"),
    "dispatch.case.reminded.v1": ("催办", "reminded"),
    "dispatch.case.escalated.v1": ("升级催办", "escalated"),
    "dispatch.case.overdue.v1": ("超期", "overdue"),
    "dispatch.case.resumed.v1": ("挂号到期恢复", "resumed"),
    "closure.rectification.submitted.v1": ("提交整改", "rectification submitted"),
    "closure.case.pre-closed.v1": ("核查通过（预销号）", "pre-closed"),
    "closure.case.returned.v1": ("退件", "returned"),
    "closure.case.closed.v1": ("销号", "closed"),
    "closure.deferral.requested.v1": ("申请挂号", "deferral requested"),
    "closure.deferral.granted.v1": ("同意挂号", "deferral granted"),
    "closure.deferral.refused.v1": ("不同意挂号", "deferral refused"),
    "closure.deferral.ended.v1": ("挂号结束", "deferral ended"),
    "closure.case.reopened.v1": ("回头看重新打开", "reopened"),
    "media.photo.ready.v1": ("照片就绪", "photo ready"),
    "media.photo.rejected.v1": ("照片无法使用", "photo rejected"),
    "media.comparison.ready.v1": ("整改前后对比图就绪", "comparison ready"),
    "media.case.warned.v1": ("照片疑点提示更新", "photo warnings changed"),
}
TOLD_APART = {"case_id", "organisation_id", "version", "at", "by", "judgement", "warnings"}
"""Fields that a step shows by themselves, or (advice to reviewers and verifiers) not at all."""


@dataclass(frozen=True)
class Step:
    """One line of a timeline. `code` is the event's name without publisher and version."""

    publisher: str
    version: int
    code: str
    zh: str
    en: str
    at: datetime
    by: UUID | None
    organisation_id: UUID | None
    details: dict[str, Any]


def step(event_type: str, *, version: int, at: datetime, body: str) -> Step:
    """The line that a journalled fact makes."""
    publisher, _, rest = event_type.partition(".")
    facts = json.loads(body)
    zh, en = WORDS[event_type]
    organisation_id = facts.get("organisation_id")
    return Step(
        publisher=publisher,
        version=version,
        code=rest.rpartition(".")[0],
        zh=zh,
        en=en,
        at=at,
        by=UUID(facts["by"]) if facts.get("by") else None,
        organisation_id=UUID(organisation_id) if organisation_id else None,
        details={name: value for name, value in facts.items() if name not in TOLD_APART},
    )
