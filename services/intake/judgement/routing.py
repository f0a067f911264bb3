"""The responsible organisation: the first routing rule that matches, named as evidence; where
the rules are silent, who answered for such problems before."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.contracts.intake import CategoryVerdict, OrganisationVerdict
from services.intake.domain.reference import RoutingRule

UNCATEGORISED = 0.5
"""Confidence where no category is known: another rule might have come first."""
BY_AREA = 0.9
CATCH_ALL = 0.3
"""Factors for a rule that names no category, and for one that names nothing at all."""
HABIT = 3
"""Problems of a kind from which on what people decided is a habit."""


@dataclass(frozen=True)
class Subject:
    """What a rule is asked about. `area_codes`: the area's organisation and those above it."""

    category_code: str | None
    area_codes: Sequence[str]
    source: str
    day: date


@dataclass(frozen=True)
class Past:
    """So many problems of this kind were judged to be one organisation's and became another's."""

    judged_id: UUID | None
    decided_id: UUID
    times: int


def judge_organisation(
    category: CategoryVerdict,
    *,
    rules: Sequence[RoutingRule],
    subject: Subject,
    find_organisation: Callable[[str], UUID | None],
    past: Sequence[Past] = (),
) -> OrganisationVerdict:
    """A rule whose organisation is unknown or no longer active is passed over."""
    found = first_match(rules, subject, find_organisation=find_organisation)
    if found is None:
        return _habit(past)
    rule, organisation_id = found
    kept = sum(each.times for each in past if each.judged_id == each.decided_id == organisation_id)
    moved = sum(each.times for each in past if each.judged_id == organisation_id) - kept
    sure = _confidence(rule, category) * (kept + 2) / (kept + moved + 2)
    return OrganisationVerdict(
        organisation_id=organisation_id,
        confidence=round(sure, 3),
        evidence=(*_evidence(rule), *([f"moved {moved}/{kept + moved}"] if moved else ())),
    )


def first_match(
    rules: Sequence[RoutingRule],
    subject: Subject,
    *,
    find_organisation: Callable[[str], UUID | None],
) -> tuple[RoutingRule, UUID] | None:
    """The rule that decides, of rules in the order they are tried, and its organisation."""
    for rule in rules:
        if _matches(rule, subject):
            organisation_id = find_organisation(rule.organisation_code)
            if organisation_id is not None:
                return rule, organisation_id
    return None


def _matches(rule: RoutingRule, subject: Subject) -> bool:
    return (
        (subject.category_code or "").startswith(rule.category_prefix)
        and (rule.area_code is None or rule.area_code in subject.area_codes)
        and rule.source in ("", subject.source)
        and (rule.valid_from is None or rule.valid_from <= subject.day)
        and (rule.valid_until is None or subject.day <= rule.valid_until)
    )


def _habit(past: Sequence[Past]) -> OrganisationVerdict:
    """Whoever most such problems became; nobody before there is a habit."""
    times: Counter[UUID] = Counter()
    for each in past:
        times[each.decided_id] += each.times
    whole = times.total()
    if whole < HABIT:
        return OrganisationVerdict(organisation_id=None, confidence=0.0)
    ((organisation_id, most),) = times.most_common(1)
    return OrganisationVerdict(
        organisation_id=organisation_id,
        confidence=round(most / (whole + 2), 3),
        evidence=(f"habit {most}/{whole}",),
    )


def _confidence(rule: RoutingRule, category: CategoryVerdict) -> float:
    sure = category.confidence if category.code else UNCATEGORISED
    if rule.category_prefix:
        return sure
    return sure * (BY_AREA if rule.area_code or rule.source else CATCH_ALL)


def _evidence(rule: RoutingRule) -> tuple[str, ...]:
    conditions = (
        ("category", rule.category_prefix),
        ("area", rule.area_code),
        ("source", rule.source),
        ("from", rule.valid_from),
        ("until", rule.valid_until),
        ("note", rule.note),
    )
    named = [f"{word} {value}" for word, value in conditions if value]
    return (f"rule {rule.priority} {rule.organisation_code}", *named)
