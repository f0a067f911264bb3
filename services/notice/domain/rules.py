"""Rules that are data: which fact concerns whom, and how urgent that is.

`of` says from which organisation on the role is looked for, upwards until somebody holds it:
the reporter's, the one responsible, the one above that, or the city's. A rule for a person of the
case (`reporter`, `rectifier`, `asker`), or for the `owner` of what was asked for, needs none.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from services.chassis.refusals import Invalid
from services.contracts.event import EVENTS, Event
from services.contracts.identity import Role

Urgency = Literal["urgent", "normal", "silent"]
"""`urgent` breaks quiet hours and digests; `silent` stays in the inbox."""
Of = Literal["reporter", "responsible", "above", "city", ""]
PERSONS = ("reporter", "rectifier", "asker", "owner")
ROLES: tuple[str, ...] = get_args(Role)
OWN_KINDS = ("channel_failing", "channel_trial", "deferral_ending", "nobody_concerned")
"""What notice tells by itself."""


class RuleUnsound(Invalid):
    zh = "第 {row} 条通知规则有误：{what}"
    en = "Rule {row} of the notices is wrong: {what}"


@dataclass(frozen=True)
class Rule:
    """`when` is empty, or `field=value` that the fact must say."""

    kind: str
    event: str
    when: str
    to: str
    of: Of
    urgency: Urgency

    def holds(self, event: Event) -> bool:
        """Whether it speaks of this fact."""
        if self.event != event.type:
            return False
        name, _, value = self.when.partition("=")
        return not name or str(getattr(event, name, "")) == value


def matching(rules: Iterable[Rule], event: Event) -> list[Rule]:
    """The rules that a fact meets, in their order: the first that concerns a person counts."""
    return [rule for rule in rules if rule.holds(event)]


def require_sound(
    rules: Sequence[Rule], *, kinds: Collection[str], events: Collection[str]
) -> None:
    """`RuleUnsound` with the first row that names something unknown; rows count from 1."""
    for row, rule in enumerate(rules, start=1):
        what = _fault(rule, kinds, events)
        if what:
            raise RuleUnsound(row=row, what=what)


def _fault(rule: Rule, kinds: Collection[str], events: Collection[str]) -> str:
    event = EVENTS.get(rule.event)
    field, _, value = rule.when.partition("=")
    if event is None or rule.event not in events:
        return f"event {rule.event}"
    if rule.kind not in kinds or rule.kind in OWN_KINDS:
        return f"kind {rule.kind}"
    if rule.when and (field not in event.model_fields or not value):
        return f"when {rule.when}"
    if rule.to in PERSONS:
        return f"of {rule.of}" if rule.of else ""
    if rule.to not in ROLES:
        return f"to {rule.to}"
    return "" if rule.of else "of"
