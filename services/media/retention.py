"""How long photos are kept: rules as data, which never reach what is evidence of an open case.

A rule names what it removes and in which state, and the days after which it does; without days it
is kept. The photos of an open case are kept whatever the rules say, those of a closed one at least
as long as the ledger keeps its closure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.chassis.refusals import Invalid, NotFound
from services.contracts.media import RetentionKind as Kind
from services.contracts.media import RetentionState as State

RULES: dict[tuple[Kind, State], str] = {
    ("ledger", "closed"): "how long the ledger keeps a closure: nothing of it goes earlier",
    ("original", "closed"): "originals of closed cases, from the closure on",
    ("picture", "closed"): "watermarked pictures and thumbnails of closed cases",
    ("photo", "unlinked"): "everything of a photo that no fact ever named, from its arrival on",
    ("photo", "rejected"): "originals that can't be decoded and belong to no case",
    ("superseded", "any"): "pictures and comparisons that newer ones replaced",
}
"""What there can be a rule for."""


class UnknownRetentionRule(Invalid):
    zh = "没有保管对象 {kind} / {state}，可用的是：{known}。"
    en = "There is no retention of {kind} / {state}; there are: {known}."


class RepeatedRetentionRule(Invalid):
    zh = "保管规则 {kind} / {state} 出现了两次。"
    en = "The retention of {kind} / {state} is given twice."


class ShorterThanTheLedger(Invalid):
    zh = "{kind} 的保管期限短于台账的保管期限，台账内案件的照片不能先行清除。"
    en = "The retention of {kind} is shorter than the ledger's, whose cases keep their photos."


class FileRemoved(NotFound):
    zh = "此文件已按保管期限清除。"
    en = "This file was removed when its retention ended."


@dataclass(frozen=True)
class Rule:
    """`days` is `None` for what is kept for good."""

    kind: Kind
    state: State
    days: int | None


def require_sound(rules: Sequence[Rule]) -> None:
    """Refuse rules about unknown things, given twice, or shorter than the ledger's."""
    seen = set()
    for rule in rules:
        if (rule.kind, rule.state) not in RULES:
            known = ", ".join(f"{kind} / {state}" for kind, state in RULES)
            raise UnknownRetentionRule(kind=rule.kind, state=rule.state, known=known)
        if (rule.kind, rule.state) in seen:
            raise RepeatedRetentionRule(kind=rule.kind, state=rule.state)
        seen.add((rule.kind, rule.state))
    ledger = days_of(rules, "ledger", "closed")
    for rule in rules:
        if rule.state != "closed" or rule.days is None:
            continue
        if ledger is None or rule.days < ledger:
            raise ShorterThanTheLedger(kind=rule.kind)


def days_of(rules: Iterable[Rule], kind: Kind, state: State) -> int | None:
    """After how many days; `None` when it is kept."""
    for rule in rules:
        if (rule.kind, rule.state) == (kind, state):
            return rule.days
    return None
