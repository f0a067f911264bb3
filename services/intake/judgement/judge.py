"""The whole judgement, put together from its parts, with what a reviewer is shown of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.contracts.intake import CategoryVerdict, Judgement, OrganisationVerdict
from services.intake.domain.reference import Category, RoutingRule
from services.intake.domain.report import Content
from services.intake.judgement import routing
from services.intake.judgement.category import judge_category
from services.intake.judgement.completeness import WHY, missing
from services.intake.judgement.duplicates import Earlier, Look, judge_duplicates
from services.intake.judgement.learned import judge_by_model
from services.intake.judgement.location import UNKNOWN, Location
from services.intake.judgement.model import Model
from services.intake.judgement.routing import Past
from services.intake.judgement.urgency import urgency_words

EMPTY = Judgement(
    category=CategoryVerdict(code=None, confidence=0.0),
    organisation=OrganisationVerdict(organisation_id=None, confidence=0.0),
)
"""What stands in for a judgement that failed."""


@dataclass(frozen=True)
class Subject:
    """The report to judge. `area_codes`: the area's organisation and those above it; `day` is
    that of the report in the city; `looks` what is known of its photos."""

    content: Content
    urgent_reason: str
    source: str
    reported_at: datetime
    day: date
    area_codes: Sequence[str]
    location: Location = UNKNOWN
    looks: Sequence[Look] = ()


@dataclass(frozen=True)
class Knowledge:
    """What the city knows. `rules` come in the order they are tried; without a model keywords
    tell the category."""

    categories: Sequence[Category]
    rules: Sequence[RoutingRule]
    find_organisation: Callable[[str], UUID | None]
    """The id behind a code; `None` when there is no such active organisation."""
    model: Model | None = None


def categorise(content: Content, *, knowledge: Knowledge) -> CategoryVerdict:
    """The category, by the model where there is one."""
    if knowledge.model is None:
        return judge_category(content, categories=knowledge.categories)
    return judge_by_model(content, knowledge.model, categories=knowledge.categories)


def judge(
    subject: Subject,
    category: CategoryVerdict,
    *,
    knowledge: Knowledge,
    earlier: Sequence[Earlier] = (),
    past: Sequence[Past] = (),
) -> Judgement:
    """Responsible organisation, near duplicates, what is missing, urgency and doubts."""
    content = subject.content
    organisation = routing.judge_organisation(
        category,
        rules=knowledge.rules,
        subject=routing.Subject(category.code, subject.area_codes, subject.source, subject.day),
        find_organisation=knowledge.find_organisation,
        past=past,
    )
    return Judgement(
        category=category,
        organisation=organisation.model_copy(update={"area_id": subject.location.area_id}),
        duplicates=judge_duplicates(
            content,
            category_code=category.code,
            reported_at=subject.reported_at,
            earlier=earlier,
            looks=subject.looks,
        ),
        missing=missing(content),
        urgency=tuple(urgency_words(content, urgent_reason=subject.urgent_reason)),
        doubts=subject.location.doubts,
    )


DOUBTS: dict[str, tuple[str, str]] = {
    "position-zero": (
        "坐标为 (0, 0) 附近：设备没有取得定位。",
        "The position is near (0, 0): the device had no fix.",
    ),
    "position-outside": (
        "坐标不在任何辖区内。",
        "The position lies in nobody's area.",
    ),
    "position-gcj02": (
        "坐标疑为 GCJ-02（火星坐标）：偏移约 500 米后才落在辖区内。",
        "The position seems to be in GCJ-02: only shifted back by some 500 m it fits an area.",
    ),
}
"""What is doubtful about a report, in both languages."""


def explain(judgement: Judgement, *, content: Content, urgent_reason: str) -> dict[str, Any]:
    """What the verdicts' words mean: the words of danger, and why what is missing matters."""
    said = urgency_words(content, urgent_reason=urgent_reason)
    return {
        "urgency": [{"hint": hint, "words": list(words)} for hint, words in said.items()],
        "missing": [_sentence(code, WHY) for code in judgement.missing],
        "doubts": [_sentence(code, DOUBTS) for code in judgement.doubts],
    }


def _sentence(code: str, sentences: dict[str, tuple[str, str]]) -> dict[str, str]:
    zh, en = sentences[code]
    return {"code": code, "zh": zh, "en": en}
