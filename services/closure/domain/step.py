"""The steps of a case: who did what when, and for which organisation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.chassis.history import Actor, LastChange

WORDS: Mapping[str, tuple[str, str]] = {
    "dispatched": ("派发了案件", "dispatched the case"),
    "submitted": ("提交了整改", "submitted a rectification"),
    "verified": ("核查通过（预销号）", "passed the verification"),
    "approved": ("批准了销号", "approved the closure"),
    "returned": ("退件", "returned the case"),
    "deferral_requested": ("申请了挂号", "asked for a deferral"),
    "deferral_granted": ("批准了挂号", "granted the deferral"),
    "deferral_refused": ("未批准挂号", "refused the deferral"),
    "deferral_lapsed": (
        "提交了整改，挂号申请失效",
        "submitted a rectification, so the request lapsed",
    ),
    "resumed": ("恢复了办理", "resumed the case"),
    "reopened": ("回头看后重新打开了案件", "reopened the case after a recheck"),
}
"""What each step is called after the person: Chinese, English."""


@dataclass(frozen=True)
class Change:
    """A step as the one who comes second is told of it; `code` is a key of `WORDS`."""

    who: str
    code: str
    at: datetime

    @property
    def told(self) -> LastChange:
        zh, en = WORDS[self.code]
        return LastChange(who=self.who, zh=zh, en=en, when=self.at)

    @property
    def facts(self) -> dict[str, str]:
        """What a refusal's sentence says of it."""
        zh, en = WORDS[self.code]
        when = self.at.isoformat(timespec="seconds")
        return {"who": self.who, "when": when, "did_zh": zh, "did_en": en}


@dataclass(frozen=True)
class Step:
    """One thing that happened; `version` is the case's after it."""

    code: str
    by: Actor
    at: datetime
    version: int
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def change(self) -> Change:
        return Change(self.by.name, self.code, self.at)
