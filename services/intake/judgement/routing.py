"""The responsible organisation: the first routing rule that matches, named as evidence."""

from collections.abc import Callable, Sequence
from uuid import UUID

from services.contracts.intake import CategoryVerdict, OrganisationVerdict
from services.intake.domain.reference import RoutingRule

UNCATEGORISED = 0.5
"""Confidence where no category is known: another rule might have come first."""
BY_AREA = 0.9
CATCH_ALL = 0.3
"""Factors for a rule that names no category, and for one that names nothing at all."""


def judge_organisation(
    category: CategoryVerdict,
    *,
    rules: Sequence[RoutingRule],
    area_codes: Sequence[str],
    source: str,
    find_organisation: Callable[[str], UUID | None],
) -> OrganisationVerdict:
    """A rule whose organisation is unknown or no longer active is passed over."""
    for rule in rules:
        if not _matches(rule, category.code, area_codes, source):
            continue
        organisation_id = find_organisation(rule.organisation_code)
        if organisation_id is not None:
            return OrganisationVerdict(
                organisation_id=organisation_id,
                confidence=_confidence(rule, category),
                evidence=_evidence(rule),
            )
    return OrganisationVerdict(organisation_id=None, confidence=0.0)


def _matches(
    rule: RoutingRule, category_code: str | None, area_codes: Sequence[str], source: str
) -> bool:
    return (
        (category_code or "").startswith(rule.category_prefix)
        and (rule.area_code is None or rule.area_code in area_codes)
        and rule.source in ("", source)
    )


def _confidence(rule: RoutingRule, category: CategoryVerdict) -> float:
    sure = category.confidence if category.code else UNCATEGORISED
    if rule.category_prefix:
        return sure
    return round(sure * (BY_AREA if rule.area_code or rule.source else CATCH_ALL), 3)


def _evidence(rule: RoutingRule) -> tuple[str, ...]:
    conditions = (
        ("类别", rule.category_prefix),
        ("区域", rule.area_code),
        ("来源", rule.source),
    )
    named = [f"{word} {value}" for word, value in conditions if value]
    note = [rule.note] if rule.note else []
    return (f"规则 {rule.priority} → {rule.organisation_code}", *named, *note)
