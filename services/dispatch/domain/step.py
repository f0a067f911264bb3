"""The steps of a case as dispatch keeps them: who did what when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.chassis.history import Actor, LastChange

WORDS: Mapping[str, tuple[str, str]] = {
    "dispatched": ("派发了案件", "dispatched the case"),
    "handed_back": ("交回了案件", "handed the case back"),
    "hand_back_lapsed": ("使交回失效", "made the hand-back lapse"),
    "transferred": ("转派了案件", "transferred the case"),
    "rectifier_named": ("指定了整改单位", "named the rectifier"),
    "submitted": ("提交了整改", "submitted a rectification"),
    "pre_closed": ("核查通过（预销号）", "passed the verification"),
    "returned": ("退件", "returned the case"),
    "closed": ("批准了销号", "approved the closure"),
    "deferred": ("批准了挂号", "granted the deferral"),
    "resumed": ("恢复了办理", "resumed the case"),
    "reopened": ("重新打开了案件", "reopened the case"),
    "recounted": ("按日历重新计算了期限", "counted the due date again by the calendar"),
    "reminded": ("发出了提醒", "sent a reminder"),
    "escalated": ("升级了提醒", "escalated the case"),
    "overdue": ("标记了超期", "marked the case overdue"),
}
"""What each step is called after the person: Chinese, English."""


@dataclass(frozen=True)
class Step:
    """One thing that happened. `details` are plain words and ids, for the timeline."""

    code: str
    at: datetime
    by: Actor
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def change(self) -> LastChange:
        return last_change(self.code, who=self.by.name, when=self.at)


def last_change(code: str, *, who: str, when: datetime) -> LastChange:
    """A step as the one who comes second is told of it."""
    zh, en = WORDS[code]
    return LastChange(who=who, zh=zh, en=en, when=when)
