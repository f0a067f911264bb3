"""The whole judgement, put together from its five parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.contracts.intake import CategoryVerdict, Judgement, OrganisationVerdict
from services.intake.domain.reference import Category, RoutingRule
from services.intake.domain.report import Content
from services.intake.judgement.category import judge_category
from services.intake.judgement.completeness import missing
from services.intake.judgement.duplicates import Earlier, judge_duplicates
from services.intake.judgement.routing import judge_organisation
from services.intake.judgement.urgency import urgency_hints

EMPTY = Judgement(
    category=CategoryVerdict(code=None, confidence=0.0),
    organisation=OrganisationVerdict(organisation_id=None, confidence=0.0),
)
"""What stands in for a judgement that failed."""


@dataclass(frozen=True)
class Subject:
    """The report to judge. `area_codes`: the reporter's organisation and those above it."""

    content: Content
    urgent_reason: str
    source: str
    reported_at: datetime
    area_codes: Sequence[str]


@dataclass(frozen=True)
class Knowledge:
    """What the city knows. `rules` come in the order they are tried."""

    categories: Sequence[Category]
    rules: Sequence[RoutingRule]
    earlier: Sequence[Earlier]
    find_organisation: Callable[[str], UUID | None]
    """The id behind a code; `None` when there is no such active organisation."""


def judge(subject: Subject, *, knowledge: Knowledge) -> Judgement:
    """Category, responsible organisation, near duplicates, what is missing, urgency."""
    content = subject.content
    category = judge_category(content, categories=knowledge.categories)
    return Judgement(
        category=category,
        organisation=judge_organisation(
            category,
            rules=knowledge.rules,
            area_codes=subject.area_codes,
            source=subject.source,
            find_organisation=knowledge.find_organisation,
        ),
        duplicates=judge_duplicates(
            content,
            category_code=category.code,
            reported_at=subject.reported_at,
            earlier=knowledge.earlier,
        ),
        missing=missing(content),
        urgency=urgency_hints(content, urgent_reason=subject.urgent_reason),
    )
