"""The category by the trained model; what it does not know, the keywords may."""

from collections.abc import Sequence
from math import log

from services.contracts.intake import CategoryCandidate, CategoryVerdict
from services.intake.domain.reference import Category
from services.intake.domain.report import Content
from services.intake.judgement.category import CHOICE, judge_category
from services.intake.judgement.examples import UNCLEAR
from services.intake.judgement.model import Candidate, Model

THRESHOLD = 0.35
"""Below it "don't know" is better: of the sentences judged so unsurely hardly half are right."""
SHOWN = 3
CHOSEN = log(8)
"""The reporter's own choice makes a category eight times as probable against the others."""


def judge_by_model(
    content: Content, model: Model, *, categories: Sequence[Category]
) -> CategoryVerdict:
    """The likeliest category with two others and their words; no code where it is not clear."""
    known = {each.code for each in categories}
    found = [
        each
        for each in model.candidates(
            content.description, boosts=_boosts(content, categories), shown=SHOWN + 2
        )
        if each.label in known or each.label == UNCLEAR
    ]
    told = tuple(_told(each, content) for each in found if each.label != UNCLEAR)[:SHOWN]
    if found and found[0].label != UNCLEAR and found[0].probability >= THRESHOLD:
        best = told[0]
        return CategoryVerdict(
            code=best.code, confidence=best.confidence, evidence=best.evidence, candidates=told
        )
    by_words = judge_category(content, categories=categories)
    return by_words.model_copy(update={"candidates": told})


def _boosts(content: Content, categories: Sequence[Category]) -> dict[str, float]:
    chosen = content.category_code
    if chosen is None:
        return {}
    below = [each.code for each in categories if each.parent_code == chosen]
    return dict.fromkeys([chosen, *below], CHOSEN)


def _told(candidate: Candidate, content: Content) -> CategoryCandidate:
    chosen = content.category_code
    by_choice = (CHOICE,) if chosen and candidate.label.startswith(chosen) else ()
    return CategoryCandidate(
        code=candidate.label,
        confidence=round(candidate.probability, 3),
        evidence=(*by_choice, *candidate.words),
    )
